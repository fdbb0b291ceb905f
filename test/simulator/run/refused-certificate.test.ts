import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { DEFAULT_ACCOUNT } from '#simulator/defaults.ts';
import type { RequestLogEntry } from '#simulator/services.ts';
import { createAuthority, type Identity } from '#simulator/tls/certificate.ts';
import { type RunningApp, runApp } from './run-app.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ago = (days: number) => createAuthority(new Date(Date.now() - days * DAY_MS));
const trusted = ago(0);
const expired = ago(400);
const stranger = ago(0);

/** What a receiver shows, and how that is named: the last of the webhook's problems, and `ErrorCode` of the fallback. */
const CASES: readonly (readonly [
  what: string,
  Identity | undefined,
  words: string,
  code: string | undefined,
])[] = [
  ['is trusted', trusted.issue(['127.0.0.1']), '', undefined],
  [
    'comes from a stranger',
    stranger.issue(['127.0.0.1']),
    'an authority that is not trusted here signed it',
    '11237',
  ],
  ['has expired', expired.issue(['127.0.0.1']), 'it has expired', '11236'],
  ['is for another host', trusted.issue(['pay.example']), 'it is for another host', '11235'],
  ['does not exist', undefined, 'Is its address meant to begin with http:?', '11220'],
];

let folder: string;
let app: RunningApp;
const servers: Server[] = [];

async function serve(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authorities-'));
  const trust = join(folder, 'trust.pem');
  await writeFile(trust, trusted.certificate + expired.certificate);
  // In a process of its own, because Node reads at its start whom it trusts.
  app = await runApp('commonjs', { env: () => ({ NODE_EXTRA_CA_CERTS: trust }) });
});

afterAll(async () => {
  await app?.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

it.each(CASES)('a certificate that %s', async (_, identity, words, code) => {
  let asked = (_code: string | null) => {};
  const fallback = new Promise<string | null>((resolve) => {
    asked = resolve;
  });
  const answer: RequestListener = async (request, response) => {
    let form = '';
    for await (const chunk of request) form += chunk;
    response.setHeader('Content-Type', 'text/xml').end('<Response><Reject/></Response>');
    asked(new URLSearchParams(form).get('ErrorCode'));
  };
  const receiver = await serve(identity ? createSecureServer(identity, answer) : createServer(answer));
  const client = twilio(DEFAULT_ACCOUNT.accountSid, DEFAULT_ACCOUNT.authToken);
  client.api.baseUrl = app.url;
  await fetch(`${app.url}/simulator/customers/%2B4930901820`, { method: 'PUT', body: '{}' });
  const { sid } = await client.calls.create({
    from: '+14155550100',
    to: '+4930901820',
    url: `https://${receiver}/voice`,
    fallbackUrl: `http://${await serve(createServer(answer))}/fallback`,
  });

  expect(await fallback).toBe(code ?? null);
  const response = await fetch(`${app.url}/simulator/requests?kind=voice&problem=true&call=${sid}`);
  const problems = ((await response.json()) as RequestLogEntry[]).map(({ problem }) => problem);
  // Tried again once, as when nobody listens.
  expect(problems).toEqual(code ? Array(2).fill(expect.stringContaining(words)) : []);
  for (const problem of problems) {
    expect(problem).toContain(receiver);
    expect(problem).toContain(`Twilio's error ${code}`);
  }
});
