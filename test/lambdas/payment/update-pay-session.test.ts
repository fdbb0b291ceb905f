import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorResponse, PaySessionRecord, StartRequest } from '#lambdas/contract/desk-api.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  PUBLIC_BASE_URL,
  SAM,
} from '#test/support/handler-house.ts';
import { at, SHORT, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

/** A payment that needs a card number and its expiry. */
const start = (asked: Partial<StartRequest> = {}, person = ANA) =>
  startPayment(house, { ...SHORT, ...asked }, person);

describe('POST /updatePaySession', () => {
  it('asks Twilio for the field, under a key of its own, with the callback’s address', async () => {
    const pay = await startPayment(house);
    const { callSid, paySid } = pay;
    const reply = await pay.ask('payment-card-number');
    expect(reply).toMatchObject({
      status: 202,
      json: { state: 'capturing', capturing: { field: 'payment-card-number', typed: '' } },
    });
    const call = house.twilio.payments().at(-1);
    expect(call?.path).toMatch(new RegExp(`/Calls/${callSid}/Payments/${paySid}.json$`));
    expect(call?.form).toEqual({
      IdempotencyKey: `${paySid}-2`,
      StatusCallback: `${PUBLIC_BASE_URL}/statusCallback#rc=3&rp=ct,rt,5xx`,
      Capture: 'payment-card-number',
    });
  });

  it('has recorded it by the time Twilio is told', async () => {
    const pay = await startPayment(house);
    let recorded: PaySessionRecord | undefined;
    house.twilio.before(/Payments\/PK/, async () => {
      recorded = await pay.read();
    });
    await pay.ask('expiration-date');
    expect(recorded?.events.at(-1)).toMatchObject({
      type: 'captureRequested',
      by: 'ana',
      field: 'expiration-date',
    });
  });

  it('says so when Twilio refuses, and leaves the session usable', async () => {
    const pay = await startPayment(house);
    house.twilio.next(/Payments\/PK/, refusal(400, 64020));
    expect(await pay.ask('payment-card-number')).toMatchObject({
      status: 502,
      json: { error: { code: 'TWILIO_REFUSED', twilioCode: 64020, requestId: 'request-1' } },
    });
    const after = await pay.read();
    expect(after).toMatchObject({ state: 'started', error: { code: '64020', field: 'payment-card-number' } });
    expect((await pay.ask('payment-card-number')).status).toBe(202);
  });

  it.each([
    ['a bank field of a card payment', 'bank-account-number'],
    ['a field nobody knows', 'cvv'],
    ['no field', undefined],
    ['a list', ['expiration-date']],
  ])('refuses %s', async (_, capture) => {
    const pay = await startPayment(house);
    const { paySid } = pay;
    const reply = await house.desk<ErrorResponse>('updatePaySession', ANA, { paySid, capture });
    expect(reply).toMatchObject({ status: 400, json: { error: { field: 'capture' } } });
    expect((await pay.read()).version).toBe(1);
  });

  it('refuses another agent’s session and an unknown one, and changes nothing', async () => {
    const pay = await startPayment(house);
    expect((await pay.ask('expiration-date', BEN)).status).toBe(403);
    expect((await pay.ask('expiration-date', SAM)).status).toBe(403);
    expect(
      (await house.desk('updatePaySession', ANA, { paySid: newSid('PK'), capture: 'expiration-date' }))
        .status,
    ).toBe(404);
    expect((await pay.read()).version).toBe(1);
    expect(house.twilio.payments()).toHaveLength(1);
  });

  it('refuses a session that is over', async () => {
    const pay = await startPayment(house);
    await pay.callback({ Result: 'caller-hung-up', DateUpdated: at(1) });
    expect(await pay.ask('expiration-date')).toMatchObject({
      status: 409,
      json: { error: { code: 'ACTION_NOT_ALLOWED' } },
    });
  });

  it('asking again after a reload of the page is not swallowed (B3)', async () => {
    const pay = await start();
    await pay.ask('payment-card-number');
    // A reloaded page knows nothing but what it reads.
    const { paySid } = await pay.read();
    await house.desk('updatePaySession', ANA, { paySid, capture: 'payment-card-number' });
    const [, first, second] = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
    expect(first).not.toBe(second);
  });
});
