import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorResponse } from '#lambdas/contract/desk-api.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import { ANA, BEN, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
import { at, readyPayment, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

describe('POST /cancelPaySession', () => {
  it('cancels at once and clears the screen of what was clear', async () => {
    const pay = await readyPayment(house);
    expect(await pay.cancel()).toMatchObject({ status: 202, json: { state: 'cancelled', allowed: [] } });
    expect(house.twilio.payments().at(-1)?.form).toMatchObject({ Status: 'cancel' });
    expect(pay.screen()).toMatchObject({
      state: 'cancelled',
      captured: { 'expiration-date': 'xxxx' },
    });
  });

  it('stays cancelled whatever arrives late', async () => {
    const pay = await readyPayment(house);
    await pay.cancel();
    const late = { Capture: 'postal-code', PaymentCardPostalCode: '94111', Required: '' };
    await pay.callback({ ...late, PartialResult: 'false', DateUpdated: at(50) });
    await pay.callback({ ...late, PartialResult: 'true', DateUpdated: at(51) });
    expect(await pay.read()).toMatchObject({ state: 'cancelled', allowed: [] });
    expect((await pay.read()).capturing).toBeUndefined();
  });

  it('asks a supervisor for a reason, and records it', async () => {
    const pay = await startPayment(house);
    expect(await pay.cancel(SAM)).toMatchObject({ status: 400, json: { error: { field: 'reason' } } });
    expect(await pay.cancel(SAM, '  ')).toMatchObject({
      status: 400,
      json: { error: { field: 'reason' } },
    });
    expect((await pay.cancel(SAM, 'wrong customer')).status).toBe(202);
    expect((await pay.read()).events).toMatchObject([
      { type: 'started', by: 'ana' },
      { type: 'cancelRequested', by: 'sam', detail: 'wrong customer' },
      { type: 'cancelAccepted' },
    ]);
  });

  it('refuses card digits in a reason', async () => {
    const pay = await startPayment(house);
    expect(await pay.cancel(SAM, 'card 4111 1111 1111 1111')).toMatchObject({
      status: 400,
      json: { error: { code: 'CARD_DIGITS', field: 'reason' } },
    });
  });

  it('refuses another agent', async () => {
    const pay = await startPayment(house);
    expect((await pay.cancel(BEN, 'mine now')).status).toBe(403);
    expect((await pay.read()).version).toBe(1);
  });

  it('closes a session that Twilio has closed already', async () => {
    const pay = await startPayment(house);
    house.twilio.next(/Payments\/PK/, refusal(404, 20404));
    expect(await pay.cancel()).toMatchObject({ status: 202, json: { state: 'cancelled' } });
  });

  it('does not call a submitted payment cancelled before Twilio does', async () => {
    const pay = await readyPayment(house);
    await pay.complete();
    expect((await pay.cancel()).json.state).toBe('submitting');
    await pay.callback({ Result: 'success', DateUpdated: at(40) });
    expect((await pay.read()).state).toBe('succeeded');
  });

  it.each([
    ['in words of its own', [refusal(400, 64021)], 64021],
    ['whatever code Twilio chose', [refusal(400, 64018)], 64018],
    ['also when the first answer got lost', ['reset', refusal(400, 64021)], 64021],
  ] as const)('says that a submitted payment is past cancelling: %s', async (_, replies, twilioCode) => {
    const pay = await readyPayment(house);
    const { paySid } = pay;
    await pay.complete();
    house.twilio.next(/Payments\/PK/, ...replies);
    const reply = await house.desk<ErrorResponse>('cancelPaySession', ANA, { paySid });
    expect(reply).toMatchObject({ status: 409, json: { error: { code: 'ALREADY_SUBMITTED', twilioCode } } });
    expect(reply.json.error.message).toMatch(/nothing was cancelled/);

    const waiting = await pay.read();
    expect(waiting).toMatchObject({ state: 'submitting', allowed: ['cancel'] });
    expect(waiting.error).toBeUndefined();
    expect(waiting.events.at(-1)).toMatchObject({ type: 'cancelRefused', code: String(twilioCode) });
    await pay.callback({ Result: 'success', DateUpdated: at(40) });
    expect((await pay.read()).state).toBe('succeeded');
  });

  it('says that the payment has moved on when its result arrived before the refusal', async () => {
    const pay = await readyPayment(house);
    await pay.complete();
    house.twilio.before(/Payments\/PK/, () => pay.callback({ Result: 'success', DateUpdated: at(40) }));
    house.twilio.next(/Payments\/PK/, refusal(400, 64021));
    expect(await pay.cancel()).toMatchObject({
      status: 409,
      json: { error: { code: 'ACTION_NOT_ALLOWED' } },
    });
    expect((await pay.read()).state).toBe('succeeded');
  });

  it('refuses a session that is over', async () => {
    const pay = await startPayment(house);
    await pay.cancel();
    expect((await pay.cancel()).status).toBe(409);
  });

  it('stays as it was when Twilio refuses for another reason', async () => {
    const pay = await startPayment(house);
    house.twilio.next(/Payments\/PK/, refusal(400, 64020));
    expect(await pay.cancel()).toMatchObject({ status: 502, json: { error: { twilioCode: 64020 } } });
    expect((await pay.read()).state).toBe('started');
  });
});
