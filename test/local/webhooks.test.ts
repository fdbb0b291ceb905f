import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OutwardEvent } from '#lambdas/contract/outward-event.ts';
import type { DeliveriesResponse } from '#lambdas/contract/webhooks.ts';
import { Script } from './support/script.ts';
import { startStack, type TestStack } from './support/start-stack.ts';

jest.setTimeout(60_000);

interface Posted {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}
interface Webhook {
  readonly type: string;
  readonly timestamp: string;
  readonly data: OutwardEvent;
}

/** How often what is due is run; the log has another timer. */
const MINUTE_MS = 60_000;

let stack: TestStack;
let ana: Script;
let crm: Server;
let posted: Posted[] = [];
let status = 204;
let minute: () => void;

beforeAll(async () => {
  crm = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    posted.push({
      headers: request.headers as Posted['headers'],
      body: Buffer.concat(chunks).toString('utf8'),
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => crm.listen(0, '127.0.0.1', resolve));
  stack = await startStack({
    tellsItself: true,
    webhooks: `crm=http://127.0.0.1:${(crm.address() as AddressInfo).port}/payments`,
    repeat: (run, milliseconds) => {
      if (milliseconds === MINUTE_MS) minute = run;
      return () => {};
    },
  });
  ana = await Script.signIn(addresses(), 'ana');
  await ana.goOnline();
});
afterAll(async () => {
  await stack.remove();
  crm.closeAllConnections();
  await new Promise((resolve) => crm.close(resolve));
});

const events = () => posted.map(({ body }) => JSON.parse(body) as Webhook);

describe('everything on one machine', () => {
  it('tells a payment to every endpoint, signed, and lists what it sent', async () => {
    const session = await ana.pay({ callSid: await ana.call(), chargeAmount: '12.00', reference: 'INV-7' });
    await until(() => posted.length === 2);

    const byId = Object.fromEntries(events().map(({ data }) => [data.type, data]));
    expect(byId['payment.started']).toMatchObject({ paySid: session.paySid, reference: 'INV-7' });
    expect(byId['payment.succeeded']).toMatchObject({
      outcome: 'charged',
      amount: '12.00',
      currency: 'USD',
      brand: 'visa',
      lastFour: '1111',
      confirmation: session.confirmationCode,
      link: `${stack.deskUrl}/payments/${session.paySid}`,
    });
    const secrets = JSON.parse(await readFile(join(stack.dataDir, 'webhook-secrets.json'), 'utf8'));
    const key = Buffer.from(String(secrets.crm).replace('whsec_', ''), 'base64');
    for (const { headers, body } of posted) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const mac = createHmac('sha256', key).update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    }
    // The card of the call, and what Twilio and the processor gave for it.
    expect(posted.map(({ body }) => body).join()).not.toMatch(/4111111111111111|1228|tok_|"description"/);

    const own = (await (await fetch(`${stack.deskUrl}/dev/webhooks`)).json()) as {
      readonly received: readonly { readonly verified: boolean; readonly body: Webhook }[];
    };
    expect(own.received.map(({ body }) => body.type).sort()).toEqual([
      'payment.started',
      'payment.succeeded',
    ]);
    expect(own.received.every(({ verified }) => verified)).toBe(true);

    const listed = await deliveries();
    expect(listed.items.map(({ endpoint, type, state }) => [endpoint, type, state]).sort()).toEqual([
      ['crm', 'payment.started', 'delivered'],
      ['crm', 'payment.succeeded', 'delivered'],
      ['here', 'payment.started', 'delivered'],
      ['here', 'payment.succeeded', 'delivered'],
    ]);
    expect(JSON.stringify(listed)).not.toContain('1111');
  });

  it('sends again what a supervisor wants sent again, under the same id', async () => {
    posted = [];
    const [first] = (await deliveries()).items.filter(({ endpoint }) => endpoint === 'crm');
    if (!first) throw new Error('Nothing was delivered.');
    const { eventId, endpoint } = first;
    expect((await resend({ eventId, endpoint })).status).toBe(202);
    minute();
    await until(() => posted.length === 1);
    expect(posted[0]?.headers['webhook-id']).toBe(eventId);
    expect((await resend({ eventId, endpoint: 'nobody' })).status).toBe(404);
    expect((await resend({ eventId, endpoint }, 'agent')).status).toBe(403);
  });

  it('shows who fails', async () => {
    status = 410;
    await ana.pay({ callSid: await ana.call(), chargeAmount: '13.00' });
    await until(async () => (await deliveries()).endpoints.some(({ off }) => off === 'gone'));
    expect((await deliveries()).endpoints.find(({ endpoint }) => endpoint === 'here')).toEqual({
      endpoint: 'here',
    });
  });

  it('takes no webhook that is not signed', async () => {
    const response = await fetch(`${stack.deskUrl}/dev/webhooks`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });
});

function addresses() {
  return { deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url };
}

async function deliveries(): Promise<DeliveriesResponse> {
  const token = await stack.devSession('sam', 'supervisor');
  const response = await fetch(`${stack.apiUrl}/deliveries`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as DeliveriesResponse;
}

async function resend(body: object, role: 'agent' | 'supervisor' = 'supervisor'): Promise<Response> {
  const token = await stack.devSession(role === 'agent' ? 'ana' : 'sam', role);
  return fetch(`${stack.apiUrl}/deliveries/resend`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Deliveries follow the payment by themselves. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10));
}
