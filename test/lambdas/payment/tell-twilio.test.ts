import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';
import { CARD_ACCEPTED, EXPIRY_ACCEPTED, SHORT, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

describe('what Twilio is told', () => {
  it('every call of a session has its own idempotency key, and a retry of one call reuses it (B2)', async () => {
    const pay = await startPayment(house, SHORT);
    await pay.ask('payment-card-number');
    await pay.ask('payment-card-number');
    await pay.callback(CARD_ACCEPTED);
    await pay.callback(EXPIRY_ACCEPTED);
    house.twilio.next(/Payments\/PK/, { status: 503, headers: { 'retry-after': '0' } });
    await pay.complete();
    const keys = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
    expect(keys).toHaveLength(5);
    expect(keys[3]).toBe(keys[4]);
    expect(new Set(keys).size).toBe(4);
  });

  it('every request of a session goes to the leg it was started on (B5)', async () => {
    const pay = await startPayment(house, SHORT);
    await pay.ask('payment-card-number');
    await pay.callback(CARD_ACCEPTED);
    await pay.callback(EXPIRY_ACCEPTED);
    await pay.complete();
    await pay.cancel();
    expect(house.twilio.payments()).toHaveLength(4);
    for (const { path } of house.twilio.payments()) expect(path).toContain(`/Calls/${pay.callSid}/Payments`);
  });
});
