import { afterEach, describe, expect, it } from '@jest/globals';
import { createSeededChance } from '#simulator/chance.ts';
import { createManualClock } from '#simulator/clock.ts';
import { createFaults } from '#simulator/control/faults.ts';
import { createSendRequest } from '#simulator/http/send-request.ts';
import { createRequestLog } from '#simulator/log/request-log.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';
import { createWebhooks } from '#simulator/webhooks/webhooks.ts';
import { ACCOUNT, type Answer, type Received, startReceiver } from '#test/support/pay-simulator.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function setup(
  answer: (request: Received, index: number) => Answer | Promise<Answer> = () => ({ status: 204 }),
  settings: Partial<Settings> = {},
) {
  const receiver = await startReceiver(answer);
  closing.push(receiver.close);
  const clock = createManualClock();
  const faults = createFaults();
  const requests = createRequestLog();
  const webhooks = createWebhooks({
    account: ACCOUNT,
    chance: createSeededChance(3),
    clock,
    faults,
    requests,
    send: createSendRequest(clock),
    settings: { ...DEFAULT_SETTINGS, ...settings },
  });
  const numbers = () => receiver.received.map(({ body }) => new URLSearchParams(body).get('N'));
  const post = (sid: string, n: number) =>
    webhooks.post('payment', `${receiver.url}/cb`, { Sid: sid, N: String(n) });
  return { receiver, clock, faults, requests, webhooks, numbers, post };
}

describe('webhooks', () => {
  it('are form POSTs with signature, token and user agent, and hand back the answer', async () => {
    const { receiver, webhooks } = await setup(() => ({ status: 200, body: '<Response/>' }));
    const answer = await webhooks.post('voice', `${receiver.url}/twiml`, { From: '+1 5', To: 'é' });
    const [request] = receiver.received;
    expect(answer).toEqual({ status: 200, contentType: 'application/json', body: '<Response/>' });
    expect(request).toMatchObject({ method: 'POST', path: '/twiml', body: 'From=%2B1+5&To=%C3%A9' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'x-twilio-signature': expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/),
      'i-twilio-idempotency-token': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('of one session wait for each other, and hold up nobody else', async () => {
    const release: (() => void)[] = [];
    const held = ({ body }: Received): Answer | Promise<Answer> =>
      body.includes('Sid=A')
        ? new Promise((resolve) => release.push(() => resolve({ status: 204 })))
        : { status: 204 };
    const { receiver, post, numbers } = await setup(held);
    const first = post('A', 1);
    const second = post('A', 2);
    await post('B', 3);
    await receiver.count(2);
    expect(numbers().sort()).toEqual(['1', '3']);
    release[0]?.();
    await first;
    await receiver.count(3);
    release[1]?.();
    await second;
    expect(numbers().at(-1)).toBe('2');
  });

  it('keep their order over a hundred of one session', async () => {
    const { post, numbers } = await setup();
    await Promise.all(Array.from({ length: 100 }, (_, n) => post('A', n)));
    expect(numbers()).toEqual(Array.from({ length: 100 }, (_, n) => String(n)));
  });

  it('are given up after 15 s, and not tried again', async () => {
    const { receiver, clock, post, requests } = await setup(() => 'never');
    const result = post('A', 1);
    await receiver.count(1);
    clock.advanceBy(14_999);
    expect(requests.list()).toEqual([]);
    clock.advanceBy(1);
    await expect(result).resolves.toBeUndefined();
    expect(receiver.received).toHaveLength(1);
    expect(requests.list()).toMatchObject([
      { status: null, milliseconds: 15_000, problem: 'No response within 15 seconds.' },
    ]);
  });

  it('are tried once more where no connection came about', async () => {
    const { receiver, post, requests } = await setup();
    await receiver.close();
    await expect(post('A', 1)).resolves.toBeUndefined();
    const problem = `Nothing listens at ${new URL(receiver.url).host}: the connection was refused.`;
    expect(requests.list()).toMatchObject([{ problem }, { note: 'retry', problem }]);
  });

  it('are not tried again after an error, unless the URL says so', async () => {
    const { receiver, webhooks, requests } = await setup((_, index) => ({ status: index < 2 ? 500 : 204 }));
    await webhooks.post('payment', `${receiver.url}/cb`, { Sid: 'A' });
    expect(receiver.received).toHaveLength(1);
    await webhooks.post('payment', `${receiver.url}/cb#rc=2&rp=5xx`, { Sid: 'A' });
    expect(requests.list().map(({ status }) => status)).toEqual([500, 500, 204]);
    const [, retried, again] = receiver.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(retried).toBe(again);
  });

  it('can be lost', async () => {
    const { receiver, faults, post, requests } = await setup();
    faults.set({ callbacks: { lost: { probability: 1 } } });
    await post('A', 1);
    expect(receiver.received).toEqual([]);
    expect(requests.list()).toMatchObject([{ status: null, note: 'fault: lost' }]);
  });

  it('can be duplicated, with the same token', async () => {
    const { receiver, faults, post } = await setup();
    faults.set({ callbacks: { duplicated: { probability: 1 } } });
    await post('A', 1);
    const tokens = receiver.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
  });

  it('can be late, and hold up the ones behind them', async () => {
    const { faults, clock, post, numbers } = await setup();
    faults.set({ callbacks: { late: { probability: 1, milliseconds: 300 } } });
    const first = post('A', 1);
    faults.clear();
    const second = post('A', 2);
    expect(numbers()).toEqual([]);
    clock.advanceBy(300);
    await Promise.all([first, second]);
    expect(numbers()).toEqual(['1', '2']);
  });

  it('can be overtaken', async () => {
    const { faults, clock, post, numbers, webhooks } = await setup();
    faults.set({ callbacks: { reordered: { probability: 1, windowMilliseconds: 500 } } });
    await post('A', 1);
    faults.clear();
    await post('A', 2);
    clock.advanceBy(500);
    await webhooks.idle();
    expect(numbers()).toEqual(['2', '1']);
  });

  it('other than those of payments are spared the faults', async () => {
    const { receiver, faults, webhooks } = await setup();
    faults.set({ callbacks: { lost: { probability: 1 } } });
    await webhooks.post('callStatus', `${receiver.url}/s`, { CallSid: 'CA' });
    expect(receiver.received).toHaveLength(1);
  });

  it('still waiting are dropped by a reset', async () => {
    const { receiver, post, webhooks, clock } = await setup(() => 'never');
    const results = [post('A', 1), post('A', 2)];
    await receiver.count(1);
    webhooks.reset();
    clock.advanceBy(15_000);
    await expect(Promise.all(results)).resolves.toEqual([undefined, undefined]);
    expect(receiver.received).toHaveLength(1);
  });
});
