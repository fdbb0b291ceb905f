import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import twilio from 'twilio';
import { createSeededChance } from '#simulator/chance.ts';
import { createManualClock } from '#simulator/clock.ts';
import { createConnectorClient } from '#simulator/connector/connector-client.ts';
import { createFaults } from '#simulator/control/faults.ts';
import { createRestFaults } from '#simulator/http/rest-faults.ts';
import { createSendRequest } from '#simulator/http/send-request.ts';
import { createRequestLog } from '#simulator/log/request-log.ts';
import { createPayments } from '#simulator/pay/payments.ts';
import type { Call, ConnectorConfig } from '#simulator/services.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';
import { createWebhooks } from '#simulator/webhooks/webhooks.ts';

export const ACCOUNT = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: '12345678901234567890123456789012',
  apiKeys: [{ sid: `SK${'3'.repeat(32)}`, secret: 'key-secret' }],
};
export const CALL_SID = `CA${'1'.repeat(32)}`;
export const CHILD_SID = `CA${'2'.repeat(32)}`;

/** One request a {@link startReceiver} received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a receiver returns: a status and body (JSON unless it has a type), or never anything. */
export type Answer = { readonly status: number; readonly body?: string; readonly type?: string } | 'never';

/** A plain HTTP server that records its requests. */
export async function startReceiver(answer: (request: Received, index: number) => Answer | Promise<Answer>) {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const entry = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    received.push(entry);
    for (const { count, done } of waiting) if (received.length >= count) done();
    const result = await answer(entry, received.length - 1);
    if (result === 'never') return;
    response.writeHead(result.status, { 'Content-Type': result.type ?? 'application/json' }).end(result.body);
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** Resolves once this many requests have arrived in total. */
    count: (count: number) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.push({ count, done: resolve })),
    close: () => closeServer(server),
  };
}

export interface PaySimulatorOptions {
  readonly settings?: Partial<Settings>;
  readonly calls?: readonly Partial<Call>[];
  readonly mode?: ConnectorConfig['mode'];
  readonly processor?: (request: Received, index: number) => Answer | Promise<Answer>;
  readonly callback?: (request: Received, index: number) => Answer | Promise<Answer>;
}

/** The Payments part of the simulator on a port of its own, with the application and the processor it talks to. */
export async function startPaySimulator(options: PaySimulatorOptions = {}) {
  const clock = createManualClock();
  const chance = createSeededChance(7);
  const faults = createFaults();
  const requests = createRequestLog();
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const calls = (options.calls ?? [{}]).map((call) => ({ ...CALL, ...call }));
  const app = await startReceiver(options.callback ?? (() => ({ status: 204 })));
  const processor = await startReceiver(
    options.processor ??
      (({ body }) => {
        const id = JSON.parse(body).method === 'charge' ? 'charge_id' : 'token_id';
        return { status: 200, body: JSON.stringify({ [id]: 'ch_1', error_code: null, error_message: null }) };
      }),
  );
  const connector: ConnectorConfig = {
    uniqueName: 'Default',
    endpointUrl: `${processor.url}/pay`,
    username: 'user',
    password: 'pass',
    mode: options.mode ?? 'TEST',
  };
  const send = createSendRequest(clock);
  const webhooks = createWebhooks({ account: ACCOUNT, chance, clock, faults, requests, send, settings });
  const payments = createPayments({
    account: ACCOUNT,
    askConnector: createConnectorClient({ chance, clock, faults, requests, send, settings }),
    chance,
    clock,
    failing: createRestFaults(faults, chance),
    findCall: (sid) => calls.find((call) => call.sid === sid),
    findConnector: (name) => (name === connector.uniqueName ? connector : undefined),
    settings,
    webhooks,
    log,
  });
  const server: ServerType = serve({
    fetch: new Hono().route('/', payments.routes).fetch,
    port: 0,
    hostname: '127.0.0.1',
  });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = twilio(ACCOUNT.accountSid, ACCOUNT.authToken);
  client.api.baseUrl = url;

  return {
    url,
    client,
    payments: payments,
    calls,
    clock,
    faults,
    requests,
    logged,
    app,
    processor,
    callbackUrl: `${app.url}/api/statusCallback`,
    /** Presses keys on the leg, one after another. */
    press(keys: string, callSid = CALL_SID) {
      for (const key of keys) payments.pressKey(callSid, key);
    },
    /** The callbacks received so far, decoded. */
    callbacks: () => app.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
    async close() {
      payments.reset();
      await Promise.all([app.close(), processor.close(), closeServer(server as Server)]);
    },
  };
}

export type PaySimulator = Awaited<ReturnType<typeof startPaySimulator>>;

const CALL: Call = {
  sid: CALL_SID,
  from: '+15551230000',
  to: '+15559870000',
  direction: 'inbound',
  status: 'in-progress',
  dateCreated: new Date('2026-01-15T09:59:00Z'),
  dateUpdated: new Date('2026-01-15T09:59:00Z'),
};

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}
