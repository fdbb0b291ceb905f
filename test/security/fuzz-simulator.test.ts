import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { createAccessToken } from '#lambdas/twilio/access-token.ts';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';
import { encodePacket } from '#simulator/sync/socket/twilsock-frame.ts';
import { ACCOUNT } from '../support/pay-simulator.ts';
import { hostileBody, hostileJson, hostileObject, hostileText, MARK, SEEDS } from './hostile-values.ts';

jest.setTimeout(120_000);

const SYNC_SERVICE = `IS${'0'.repeat(32)}`;
let simulator: Simulator;
let callSid: string;
let paySid: string;
let queueSid: string;
const lines: string[] = [];

beforeAll(async () => {
  simulator = await createSimulator({
    port: 0,
    account: ACCOUNT,
    syncServiceSid: SYNC_SERVICE,
    connectors: [
      {
        uniqueName: 'Default',
        endpointUrl: 'http://127.0.0.1:9/',
        username: 'u',
        password: 'p',
        mode: 'TEST',
      },
    ],
    log: (line) => lines.push(line),
  });
  await control('PUT', '/simulator/customers/+14155550101', '{}');
  const form = {
    To: '+14155550101',
    From: '+14155550100',
    Twiml: '<Response><Pause length="3600"/></Response>',
  };
  callSid = (await (await rest('POST', `${accounts()}/Calls.json`, form)).json()).sid;
  expect(callSid).toMatch(/^CA/);
  const queue = await rest('POST', `${accounts()}/Queues.json`, { FriendlyName: 'sales' });
  queueSid = (await queue.json()).sid;
  await control('POST', '/simulator/calls', '{}');
  const payment = { IdempotencyKey: 'k', StatusCallback: 'http://127.0.0.1:9/', ChargeAmount: '1.00' };
  paySid = (await (await rest('POST', `${accounts()}/Calls/${callSid}/Payments.json`, payment)).json()).sid;
});

afterAll(() => simulator.close());

const accounts = () => `/2010-04-01/Accounts/${ACCOUNT.accountSid}`;

function rest(method: string, path: string, form: Readonly<Record<string, string>> = {}): Promise<Response> {
  const credentials = Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64');
  return fetch(simulator.url + path, {
    method,
    headers: { Authorization: `Basic ${credentials}` },
    ...(method === 'GET' ? {} : { body: new URLSearchParams(form) }),
  });
}

function control(method: string, path: string, body: string): Promise<Response> {
  return fetch(simulator.url + path, { method, ...(method === 'GET' ? {} : { body }) });
}

async function checkAll<T>(arbitrary: fc.Arbitrary<T>, judge: (value: T) => Promise<void>, numRuns = 40) {
  for (const seed of [...SEEDS, undefined]) {
    await fc.assert(fc.asyncProperty(arbitrary, judge), {
      numRuns,
      ...(seed === undefined ? {} : { seed }),
    });
  }
}

describe('the simulator’s addresses given anything', () => {
  beforeEach(() => {
    lines.length = 0;
  });

  const forms = hostileObject({
    IdempotencyKey: ['a', 'b'],
    StatusCallback: ['http://127.0.0.1:9/', 'javascript:1', '/x'],
    ChargeAmount: ['1.00', '0', '-1'],
    TokenType: ['reusable'],
    Capture: ['security-code', 'payment-card-number'],
    Status: ['complete', 'cancel', 'completed'],
    Parameter: ['{}', '{"__proto__":"x"}', '['],
    Timeout: ['5', '0'],
    ValidCardTypes: ['visa amex'],
    Data: ['{}', '{"__proto__":{}}'],
    UniqueName: ['doc', '__proto__'],
    Ttl: ['60'],
    Key: ['k', '__proto__'],
    From: ['k', '0'],
    Order: ['asc', 'up'],
    PageToken: ['PTNaw', 'x'],
    PageSize: ['2', '1001'],
    Url: ['http://127.0.0.1:9/'],
    PhoneNumber: ['+14155550123'],
    FriendlyName: ['x'],
    Twiml: ['<Response/>', '<Response><Enqueue>sales</Enqueue></Response>'],
    MaxSize: ['5', '0'],
    Method: ['GET', 'PUT'],
  }).map((form) =>
    Object.fromEntries(
      Object.entries(form).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );
  const paths = () => [
    `${accounts()}/Calls/${callSid}/Payments.json`,
    `${accounts()}/Calls/${callSid}/Payments/${paySid}.json`,
    `${accounts()}/Calls/${callSid}.json`,
    `${accounts()}/Calls.json`,
    `${accounts()}/IncomingPhoneNumbers.json`,
    `${accounts()}/Applications.json`,
    `${accounts()}/Keys.json`,
    `${accounts()}/Queues.json`,
    `${accounts()}/Queues/${queueSid}.json`,
    `${accounts()}/Queues/${queueSid}/Members.json`,
    `${accounts()}/Queues/${queueSid}/Members/Front.json`,
    '/v1/Services',
    `/v1/Services/${SYNC_SERVICE}/Documents`,
    `/v1/Services/${SYNC_SERVICE}/Documents/__proto__`,
    `/v1/Services/${SYNC_SERVICE}/Documents/doc/Permissions/ana`,
    `/v1/Services/${SYNC_SERVICE}/Maps`,
    `/v1/Services/${SYNC_SERVICE}/Maps/doc/Items`,
    `/v1/Services/${SYNC_SERVICE}/Maps/doc/Items/__proto__`,
    `/v1/Services/${SYNC_SERVICE}/Lists`,
    `/v1/Services/${SYNC_SERVICE}/Lists/doc/Items`,
    `/v1/Services/${SYNC_SERVICE}/Lists/doc/Items/0`,
  ];

  /** The simulator returns 501 for what it does not know; any other 5xx is a bug in it. */
  async function assertHandled(response: Response): Promise<void> {
    const text = await response.text();
    expect([response.status < 500 || response.status === 501, response.status]).toEqual([
      true,
      response.status,
    ]);
    expect(lines.filter((line) => line.startsWith('simulator bug'))).toEqual([]);
    const repeats = response.status >= 400 && text.includes(MARK);
    expect([repeats, repeats ? text.replaceAll(MARK, '…') : '']).toEqual([false, '']);
  }

  it('handles any REST request', async () => {
    await checkAll(
      fc.tuple(fc.nat(paths().length - 1), fc.constantFrom('GET', 'POST', 'DELETE'), forms, fc.boolean()),
      async ([index, method, form, inQuery]) => {
        const query = inQuery ? `?${new URLSearchParams(form)}` : '';
        await assertHandled(await rest(method, `${paths()[index]}${query}`, form));
      },
      100,
    );
  });

  it('handles any control request', async () => {
    const bodies = hostileBody(
      hostileObject({
        from: ['+14155550100'],
        to: ['+14155550100'],
        answer: ['headless', 'browser'],
        digits: ['1', '#'],
        callbacks: [{ lost: { probability: 0 } }],
        rest: [{ probability: 0, failWith: 500 }],
        syncDown: [false],
        state: ['running'],
        stepMilliseconds: [5],
      }),
    );
    await checkAll(
      fc.tuple(
        fc.constantFrom(
          ['POST', '/simulator/calls'],
          ['POST', '/simulator/calls/CALL/digits'],
          ['POST', '/simulator/calls/__proto__/digits'],
          ['POST', '/simulator/calls/constructor/hangup'],
          ['GET', '/simulator/calls/%E0%A4%A'],
          ['PUT', '/simulator/faults'],
          ['POST', '/simulator/clock'],
          ['POST', '/simulator/requests/__proto__/send'],
          ['GET', '/simulator/requests?kind=__proto__&after=x'],
          ['GET', '/simulator/state'],
          ['PUT', '/simulator/customers/+14155550190'],
          ['PUT', '/simulator/customers/__proto__'],
        ) as fc.Arbitrary<readonly [string, string]>,
        bodies,
      ),
      async ([[method, path], body]) => {
        await assertHandled(await control(method, path.replace('CALL', callSid), body));
        simulator.faults.clear();
      },
      100,
    );
  });

  it.each([
    ['/signal', 'listen'],
    ['/phone/socket', 'none'],
    ['/v3/wsconnect', 'init'],
  ])('stays up whatever %s is sent', async (path, first) => {
    const token = await createAccessToken({
      accountSid: ACCOUNT.accountSid,
      apiKeySid: ACCOUNT.apiKeys[0]?.sid ?? '',
      apiKeySecret: ACCOUNT.apiKeys[0]?.secret ?? '',
      identity: 'ana',
      syncServiceSid: SYNC_SERVICE,
      issuedAt: new Date(Date.now() - 1000),
      expiresAt: new Date(Date.now() + 60_000),
    });
    const types = [
      'register',
      'invite',
      'answer',
      'reinvite',
      'hangup',
      'reject',
      'dtmf',
      'message',
      'call',
      'accept',
      'key',
      'sdp',
      'heard',
    ];
    const http = [
      { method: 'POST', path: '/v3/Documents' },
      { method: 'GET', path: '/v3/Documents/__proto__' },
      { method: 'POST', path: '/v4/Subscriptions' },
      { method: 'PUT', path: '/v3/Maps/doc/Items/__proto__' },
      { method: 'POST', path: '/v3/Lists/doc/Items' },
      { method: 'GET', path: '/v3/Lists/doc/Items' },
      { method: 'GET', path: '/%E0%A4%A' },
    ];
    const frames = fc.oneof(
      hostileObject({
        type: types,
        payload: [{ callsid: 'CA', sdp: 'v=0', dtmf: '1' }],
        key: ['1'],
        id: [1],
        to: ['x'],
      }).map((message) => JSON.stringify(message)),
      fc
        .tuple(
          hostileObject({ method: ['message', 'update', 'close'], id: ['1'], http_request: http }),
          hostileJson,
        )
        .map(([header, payload]) => encodePacket(header, payload)),
      hostileText,
      fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array)),
    );
    await checkAll(
      fc.array(frames, { minLength: 1, maxLength: 8 }),
      async (messages) => {
        const socket = new WebSocket(simulator.url.replace('http', 'ws') + path);
        socket.on('error', () => {});
        await once(socket, 'open');
        if (first === 'listen')
          socket.send(JSON.stringify({ type: 'listen', version: '1.6', payload: { token } }));
        if (first === 'init') socket.send(encodePacket({ method: 'init', id: 'IN1', token }));
        for (const message of messages) if (socket.readyState === socket.OPEN) socket.send(message);
        socket.close();
        await once(socket, 'close');
        expect((await fetch(`${simulator.url}/healthz`)).status).toBe(200);
        expect(lines.filter((line) => /bug|failed to handle/.test(line))).toEqual([]);
        expect(lines.some((line) => line.includes(MARK))).toBe(false);
      },
      15,
    );
  });

  // Last, because it closes connections that `fetch` would reuse.
  it.each([
    ['PUT', '/simulator/faults'],
    ['POST', '/simulator/calls'],
  ])('refuses a body larger than it can use in %s %s', async (method, path) => {
    const body = `{"syncDown":false${' '.repeat(1024 * 1024)}}`;
    expect((await control(method, path, body)).status).toBe(400);
  });
});
