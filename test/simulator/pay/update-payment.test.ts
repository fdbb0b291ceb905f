import { afterEach, describe, expect, it } from '@jest/globals';
import {
  CALL_SID,
  CHILD_SID,
  type PaySimulator,
  type PaySimulatorOptions,
  startPaySimulator,
} from '#test/support/pay-simulator.ts';

let simulator: PaySimulator;
afterEach(() => simulator.close());

async function start(create: object = {}, options: PaySimulatorOptions = {}) {
  simulator = await startPaySimulator(options);
  const { client, callbackUrl } = simulator;
  const payment = await client.calls(CALL_SID).payments.create({
    idempotencyKey: 'start',
    statusCallback: callbackUrl,
    chargeAmount: 12,
    postalCode: false as never,
    ...create,
  });
  let key = 0;
  const update = (changes: object, callSid = CALL_SID, sid = payment.sid) => {
    key += 1;
    const parameters = { idempotencyKey: `key-${key}`, statusCallback: callbackUrl, ...changes };
    return client
      .calls(callSid)
      .payments(sid)
      .update(parameters as never);
  };
  return { payment, update };
}

async function captureAll(update: (changes: object) => Promise<unknown>) {
  const entries = {
    'payment-card-number': '4111111111111111',
    'security-code': '123',
    'expiration-date': '1228',
  };
  for (const [capture, keys] of Object.entries(entries)) {
    await update({ capture });
    simulator.press(`${keys}#`);
  }
}

describe('Payments update', () => {
  it.each([
    ['neither Capture nor Status', {}, 64018],
    ['both', { capture: 'postal-code', status: 'cancel' }, 64018],
    ['a Capture nobody knows', { capture: 'card' }, 64020],
    ['a Status nobody knows', { status: 'paused' }, 64020],
    ['complete with fields missing', { status: 'complete' }, 64019],
    ['a field the session has no use for', { capture: 'bank-account-number' }, 64020],
    ['a postal code that was not wanted', { capture: 'postal-code' }, 64020],
    ['a second entry that was not wanted', { capture: 'security-code-matcher' }, 64020],
    ['a relative StatusCallback', { capture: 'expiration-date', statusCallback: '/cb' }, 21609],
  ])('refuses %s and changes nothing', async (_, changes, code) => {
    const { update } = await start();
    await simulator.app.count(1);
    await expect(update(changes)).rejects.toMatchObject({ status: 400, code });
    simulator.press('1');
    expect(simulator.callbacks()).toHaveLength(1);
  });

  it('refuses a second entry before the first', async () => {
    const { update } = await start({ requireMatchingInputs: 'security-code' });
    await expect(update({ capture: 'security-code-matcher' })).rejects.toMatchObject({ code: 64021 });
  });

  it('answers 202 with date_updated moved on', async () => {
    const { payment, update } = await start();
    simulator.clock.advanceBy(61_000);
    const updated = await update({ capture: 'expiration-date' });
    expect(updated).toMatchObject({
      sid: payment.sid,
      callSid: CALL_SID,
      dateCreated: new Date('2026-01-15T10:00:00Z'),
      dateUpdated: new Date('2026-01-15T10:01:01Z'),
    });
  });

  it('knows a session only on its own call, and only until it is over', async () => {
    const { payment, update } = await start({}, { calls: [{}, { sid: CHILD_SID }] });
    const cancel = { status: 'cancel' };
    await expect(update(cancel, CHILD_SID)).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(update(cancel, CALL_SID, `PK${'9'.repeat(32)}`)).rejects.toMatchObject({ status: 404 });
    await update(cancel);
    await expect(update(cancel)).rejects.toMatchObject({
      status: 404,
      code: 20404,
      message: expect.stringContaining(`${payment.sid}.json was not found`),
    });
  });

  it('replays a repeated complete, even after the session is over, and charges once', async () => {
    const { update } = await start();
    await captureAll(update);
    await update({ status: 'complete', idempotencyKey: 'pay' });
    await simulator.processor.count(1);
    await update({ status: 'complete', idempotencyKey: 'pay' });
    await simulator.app.count(31);
    expect(simulator.callbacks().at(-1)).toMatchObject({ Result: 'success' });
    expect(simulator.processor.received).toHaveLength(1);
  });

  it('replays a repeated capture without throwing away what was keyed in since', async () => {
    const { update } = await start();
    const capture = { capture: 'payment-card-number', idempotencyKey: 'same' };
    await update(capture);
    simulator.press('411');
    await update(capture);
    simulator.press('1');
    await simulator.app.count(6);
    expect(simulator.callbacks().at(-1)).toMatchObject({ PaymentCardNumber: 'xxxx' });
  });

  it('accepts one key for every operation, as one public client sends', async () => {
    const { update } = await start({ idempotencyKey: CALL_SID });
    await update({ capture: 'payment-card-number', idempotencyKey: CALL_SID });
    await update({ capture: 'expiration-date', idempotencyKey: CALL_SID });
    await update({ status: 'cancel', idempotencyKey: CALL_SID });
    await simulator.app.count(4);
    expect(simulator.callbacks().at(-1)).toMatchObject({ Result: 'transaction-cancelled' });
  });

  it('refuses everything but patience while the processor is asked', async () => {
    let answer: (value: { status: number; body: string }) => void = () => {};
    const { update } = await start(
      {},
      {
        processor: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    );
    await captureAll(update);
    await update({ status: 'complete' });
    await simulator.processor.count(1);
    for (const changes of [{ status: 'complete' }, { status: 'cancel' }, { capture: 'expiration-date' }]) {
      await expect(update(changes)).rejects.toMatchObject({ status: 400, code: 64021 });
    }
    answer({ status: 200, body: '{"charge_id":"ch_7","error_code":null,"error_message":null}' });
    await simulator.app.count(31);
    expect(simulator.callbacks().at(-1)).toMatchObject({
      Result: 'success',
      PaymentConfirmationCode: 'ch_7',
    });
  });

  it('ends with the call', async () => {
    const { update } = await start();
    await update({ capture: 'payment-card-number' });
    simulator.press('4111');
    simulator.payments.callEnded(CALL_SID);
    await simulator.app.count(7);
    expect(simulator.callbacks().at(-1)).toMatchObject({ Result: 'caller-hung-up' });
    await expect(update({ capture: 'expiration-date' })).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('pays twice in one call', async () => {
    const { update } = await start();
    await captureAll(update);
    await update({ status: 'complete' });
    await simulator.app.count(31);
    const second = await simulator.client.calls(CALL_SID).payments.create({
      idempotencyKey: 'second',
      statusCallback: simulator.callbackUrl,
      chargeAmount: 3,
      postalCode: false as never,
    });
    await captureAll((changes) => update(changes, CALL_SID, second.sid));
    await update({ status: 'complete' }, CALL_SID, second.sid);
    await simulator.app.count(62);
    expect(simulator.callbacks().filter(({ Result }) => Result === 'success')).toHaveLength(2);
    const [first, other] = simulator.processor.received.map(({ body }) => JSON.parse(body));
    expect([first.amount, other.amount]).toEqual(['12', '3']);
    expect(first.transaction_id).not.toBe(other.transaction_id);
  });

  it('lets a newer partial replace a waiting one where setting coalescePartials says so', async () => {
    let release = () => {};
    const { update } = await start(
      {},
      {
        settings: { coalescePartials: true },
        callback: (_, index) =>
          index === 0
            ? new Promise((resolve) => {
                release = () => resolve({ status: 204 });
              })
            : { status: 204 },
      },
    );
    await simulator.app.count(1);
    await update({ capture: 'payment-card-number' });
    simulator.press('4111111111111111');
    release();
    await simulator.app.count(3);
    expect(simulator.callbacks().slice(1)).toMatchObject([
      { PartialResult: 'true', PaymentCardNumber: 'x'.repeat(16) },
      { PartialResult: 'false', PaymentCardNumber: 'xxxxxxxxxxxx1111' },
    ]);
  });

  it('fails on demand, before the effect or after', async () => {
    const { update } = await start();
    await simulator.app.count(1);
    simulator.faults.set({
      rest: { probability: 1, failWith: 503, times: 1, operations: ['updatePayment'] },
    });
    const capture = { capture: 'expiration-date', idempotencyKey: 'a' };
    await expect(update(capture)).rejects.toMatchObject({ status: 503, code: 20503 });
    await update(capture);
    await simulator.app.count(2);

    simulator.faults.set({ rest: { probability: 1, failWith: 500, times: 1, afterEffect: true } });
    const again = { capture: 'payment-card-number', idempotencyKey: 'b' };
    await expect(update(again)).rejects.toMatchObject({ status: 500 });
    await simulator.app.count(3);
    await update(again);
    expect(simulator.callbacks()).toHaveLength(3);
  });
});
