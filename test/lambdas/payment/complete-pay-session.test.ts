import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StartRequest } from '#lambdas/contract/desk-api.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import { ANA, BEN, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
import { EXPIRY_ACCEPTED, readyPayment, SHORT, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

const UNAVAILABLE = { status: 503, headers: { 'retry-after': '0' } };

/** A payment that needs a card number and its expiry. */
const start = (asked: Partial<StartRequest> = {}, person = ANA) =>
  startPayment(house, { ...SHORT, ...asked }, person);

describe('POST /completePaySession', () => {
  it('refuses while something is missing', async () => {
    const pay = await startPayment(house);
    expect((await pay.complete()).status).toBe(409);
    expect(house.twilio.payments()).toHaveLength(1);
  });

  it('submits once, however often and however fast it is pressed', async () => {
    const pay = await readyPayment(house);
    const replies = await Promise.all([pay.complete(), pay.complete(), pay.complete()]);
    expect(replies.map(({ status, json }) => [status, json.state])).toEqual(
      Array(3).fill([202, 'submitting']),
    );

    const record = await pay.read();
    expect(record.events.filter(({ type }) => type === 'completeRequested')).toHaveLength(1);
    const keys = house.twilio.payments().filter(({ form }) => form.Status === 'complete');
    expect(new Set(keys.map(({ form }) => form.IdempotencyKey)).size).toBe(1);
  });

  it('sends the same key again when Twilio gave no response the first time', async () => {
    const pay = await readyPayment(house);
    house.twilio.next(/Payments\/PK/, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, 'reset');
    expect((await pay.complete()).status).toBe(502);
    expect((await pay.read()).state).toBe('submitting');
    expect((await pay.complete()).status).toBe(202);
    const keys = house.twilio.payments().filter(({ form }) => form.Status === 'complete');
    expect(keys).toHaveLength(5);
    expect(new Set(keys.map(({ form }) => form.IdempotencyKey)).size).toBe(1);
  });

  it('is ready again after Twilio said that something is missing', async () => {
    const pay = await readyPayment(house);
    house.twilio.next(/Payments\/PK/, refusal(400, 64019));
    expect(await pay.complete()).toMatchObject({ status: 502, json: { error: { twilioCode: 64019 } } });
    expect(await pay.read()).toMatchObject({ state: 'ready', error: { code: '64019' } });
  });

  it('treats a refusal of a repeat as a sign that the first one worked', async () => {
    const pay = await readyPayment(house);
    await pay.complete();
    house.twilio.next(/Payments\/PK/, refusal(404, 20404));
    expect(await pay.complete()).toMatchObject({ status: 202, json: { state: 'submitting' } });
  });

  it('does not treat a refusal after a lost response as a no', async () => {
    const pay = await readyPayment(house);
    house.twilio.next(/Payments\/PK/, UNAVAILABLE, refusal(404, 20404));
    expect((await pay.complete()).status).toBe(502);
    expect((await pay.read()).state).toBe('submitting');
  });

  it('refuses another agent and a supervisor', async () => {
    const pay = await readyPayment(house);
    expect((await pay.complete(BEN)).status).toBe(403);
    expect((await pay.complete(SAM)).status).toBe(403);
    expect((await pay.read()).state).toBe('ready');
  });

  it('a repeated submission is one submission, by our own trail and by its key (B15)', async () => {
    // That Twilio's stand-in replays a repeated key is proved in test/simulator/.
    const pay = await start();
    await pay.callback(EXPIRY_ACCEPTED);
    await Promise.all([pay.complete(), pay.complete(), pay.complete(), pay.complete()]);
    const submissions = house.twilio.payments().filter(({ form }) => form.Status === 'complete');
    expect(new Set(submissions.map(({ form }) => form.IdempotencyKey)).size).toBe(1);
    const { events } = await pay.read();
    expect(events.filter(({ type }) => type === 'completeRequested')).toHaveLength(1);
  });
});
