import { afterEach, describe, expect, it } from '@jest/globals';
import { createSeededChance } from '#simulator/chance.ts';
import { createManualClock } from '#simulator/clock.ts';
import { createConnectorClient } from '#simulator/connector/connector-client.ts';
import type { ConnectorRequest } from '#simulator/connector/connector-request.ts';
import { createFaults } from '#simulator/control/faults.ts';
import { createSendRequest } from '#simulator/http/send-request.ts';
import { createRequestLog } from '#simulator/log/request-log.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';
import { type Answer, type Received, startReceiver } from '#test/support/pay-simulator.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const REQUEST: ConnectorRequest = {
  method: 'charge',
  card: { number: '4111111111111111', securityCode: '987', expiry: '0827', postalCode: '94111' },
  amount: '10.00',
  currency: 'USD',
  description: 'order 7',
  parameters: { customer: '42' },
};
const APPROVED = { status: 200, body: '{"charge_id":"ch_1","error_code":null,"error_message":null}' };

async function setup(
  answer: (request: Received, index: number) => Answer,
  settings: Partial<Settings> = { connectorRetrySpacingMilliseconds: 0 },
) {
  const receiver = await startReceiver(answer);
  closing.push(receiver.close);
  const clock = createManualClock();
  const faults = createFaults();
  const requests = createRequestLog();
  const ask = createConnectorClient({
    chance: createSeededChance(5),
    clock,
    faults,
    requests,
    send: createSendRequest(clock),
    settings: { ...DEFAULT_SETTINGS, ...settings },
  });
  const connector = {
    uniqueName: 'Default',
    endpointUrl: `${receiver.url}/gateway`,
    username: 'user',
    password: 'p:ss',
    mode: 'TEST',
  } as const;
  return { receiver, clock, faults, requests, ask: (request = REQUEST) => ask(connector, request) };
}

describe('the connector’s request', () => {
  it('is the documented JSON with Basic credentials', async () => {
    const { receiver, ask } = await setup(() => APPROVED);
    await expect(ask()).resolves.toEqual({ kind: 'approved', id: 'ch_1' });
    const [request] = receiver.received;
    expect(request).toMatchObject({ method: 'POST', path: '/gateway' });
    expect(request?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('user:p:ss').toString('base64')}`,
      'content-type': 'application/json',
      'user-agent': 'AHC/2.1',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      method: 'charge',
      transaction_id: expect.any(String),
      cardnumber: '4111111111111111',
      cvv: '987',
      amount: '10.00',
      currency_code: 'USD',
      expiry_month: '08',
      expiry_year: '27',
      description: 'order 7',
      postal_code: '94111',
      parameters: { customer: '42' },
    });
  });

  it('looks as in 2021 where the settings say so', async () => {
    const { receiver, ask } = await setup(() => APPROVED, {
      connectorContentType: '',
      connectorPath: 'by-method',
      connectorEmptyParameters: 'absent',
    });
    await ask({ ...REQUEST, parameters: {} });
    const [request] = receiver.received;
    expect(request?.path).toBe('/gateway/charge');
    expect(request?.headers).not.toHaveProperty('content-type');
    expect(JSON.parse(request?.body ?? '')).not.toHaveProperty('parameters');
  });

  it('stands in the log without card data', async () => {
    const { ask, requests } = await setup(() => APPROVED);
    await ask();
    const [{ at, url, parameters: { transaction_id, ...parameters } = {}, ...entry } = {}] = requests.list();
    // Without time, port and a random identifier, which may hold any few digits.
    expect(JSON.stringify([parameters, entry])).not.toMatch(/4111111111111111|987|94111|08|p:ss/);
    expect([at, url, transaction_id].join()).not.toMatch(/4111111111111111|94111|p:ss/);
    expect(requests.list()).toMatchObject([
      { kind: 'connector', status: 200, parameters: { cardnumber: 'xxxxxxxxxxxx1111', amount: '10.00' } },
    ]);
  });
});

describe('an answer', () => {
  it.each<[string, Answer, object]>([
    [
      'a decline',
      { status: 200, body: '{"charge_id":null,"error_code":"05","error_message":"no"}' },
      { kind: 'declined', errorCode: '05', errorMessage: 'no' },
    ],
    [
      'a decline with an id and a number',
      { status: 200, body: '{"charge_id":"x","error_code":5}' },
      { kind: 'declined', errorCode: '5', errorMessage: undefined },
    ],
    [
      'a number for an id',
      { status: 200, body: '{"charge_id":7,"error_code":null,"error_message":null}' },
      { kind: 'approved', id: '7' },
    ],
    [
      'parameters of its own',
      {
        status: 200,
        body: '{"charge_id":"c","error_code":null,"parameters":{"payment_status":"PAID","n":2}}',
      },
      { kind: 'approved', id: 'c', parameters: { payment_status: 'PAID', n: '2' } },
    ],
    [
      'parameters that are none',
      { status: 200, body: '{"charge_id":"c","error_code":null,"parameters":["PAID"]}' },
      { kind: 'approved', id: 'c' },
    ],
    ['a decline without charge_id', { status: 200, body: '{"error_code":"05"}' }, { kind: 'malformed' }],
    ['no id', { status: 200, body: '{"charge_id":null,"error_code":null}' }, { kind: 'malformed' }],
    [
      'a token where a charge was asked for',
      { status: 200, body: '{"token_id":"t"}' },
      { kind: 'malformed' },
    ],
    ['no JSON', { status: 200, body: 'OK' }, { kind: 'malformed' }],
    ['a list', { status: 200, body: '[]' }, { kind: 'malformed' }],
    ['HTTP 402', { status: 402, body: APPROVED.body }, { kind: 'malformed' }],
    ['HTTP 500', { status: 500, body: APPROVED.body }, { kind: 'malformed' }],
    ['HTTP 401', { status: 401, body: '' }, { kind: 'unauthorised' }],
  ])('%s', async (_, answer, outcome) => {
    const { ask, receiver } = await setup(() => answer);
    await expect(ask()).resolves.toEqual(outcome);
    expect(receiver.received).toHaveLength(1);
  });

  it('is waited for 10 s, then asked for again with the same transaction_id', async () => {
    const { ask, receiver, clock } = await setup((_, index) => (index === 0 ? 'never' : APPROVED));
    const outcome = ask();
    await receiver.count(1);
    clock.advanceBy(9_999);
    expect(receiver.received).toHaveLength(1);
    clock.advanceBy(1);
    await expect(outcome).resolves.toEqual({ kind: 'approved', id: 'ch_1' });
    const [first, second] = receiver.received.map(({ body }) => body);
    expect(second).toBe(first);
  });

  it('that never comes ends it after five retries', async () => {
    const { ask, receiver, clock } = await setup(() => 'never');
    const outcome = ask();
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await receiver.count(attempt);
      clock.advanceBy(10_000);
    }
    await expect(outcome).resolves.toEqual({ kind: 'unanswered' });
    expect(new Set(receiver.received.map(({ body }) => JSON.parse(body).transaction_id)).size).toBe(1);
  });

  it('from nobody there is asked for six times', async () => {
    const { ask, receiver, requests } = await setup(() => APPROVED);
    await receiver.close();
    await expect(ask()).resolves.toEqual({ kind: 'unanswered' });
    expect(requests.list()).toHaveLength(6);
  });
});

describe('faults', () => {
  it('reset some attempts, then let one through', async () => {
    const { ask, faults, receiver, requests } = await setup(() => APPROVED);
    faults.set({ connector: { failWith: 'reset', failTimes: 2 } });
    await expect(ask()).resolves.toMatchObject({ kind: 'approved' });
    expect(receiver.received).toHaveLength(1);
    expect(requests.list().map(({ note }) => note)).toEqual(['fault: reset', 'fault: reset', undefined]);
  });

  it('lose an answer of a request that arrived', async () => {
    const { ask, faults, receiver, clock } = await setup(() => APPROVED);
    faults.set({ connector: { failWith: 'timeout', failTimes: 1 } });
    const outcome = ask();
    await receiver.count(1);
    while (receiver.received.length < 2) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advanceBy(10_000);
    }
    await expect(outcome).resolves.toMatchObject({ kind: 'approved' });
    const [first, second] = receiver.received.map(({ body }) => JSON.parse(body).transaction_id);
    expect(second).toBe(first);
  });

  it('answer with a status in the processor’s place', async () => {
    const { ask, faults, receiver } = await setup(() => APPROVED);
    faults.set({ connector: { failWith: 503 } });
    await expect(ask()).resolves.toEqual({ kind: 'malformed' });
    expect(receiver.received).toEqual([]);
  });

  it('make the processor slow', async () => {
    const { ask, faults, receiver, clock } = await setup(() => APPROVED);
    faults.set({ connector: { delayMilliseconds: 2_000 } });
    const outcome = ask();
    expect(receiver.received).toEqual([]);
    clock.advanceBy(2_000);
    await expect(outcome).resolves.toMatchObject({ kind: 'approved' });
  });
});
