import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TeamAgent, TeamResponse } from '#lambdas/contract/desk-api.ts';
import { ANA, BEN, type HandlerHouse, newSid, openHouse, SAM } from '#test/support/handler-house.ts';
import { goOnline } from '#test/support/incoming-calls.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

const MINUTE = 60_000;

let house: HandlerHouse;
let paySid = '';
let callSid = '';
beforeAll(async () => {
  house = await openHouse();
  callSid = await house.answeredCall(ANA);
  const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
  paySid = json.paySid;
  await goOnline(house, BEN);
});
afterAll(() => house.close());

describe('GET /team', () => {
  it('shows agents by name, with their call and the payment under way', async () => {
    const [ana, ben] = await team();
    expect(ana).toMatchObject({
      agent: 'ana',
      presence: 'online',
      call: { callSid, since: expect.stringMatching(/Z$/) },
      sessions: [{ paySid, state: 'started', chargeAmount: '12.00', currency: 'USD', misses: 0 }],
    });
    expect(ben).toMatchObject({ agent: 'ben', presence: 'online', sessions: [] });
    expect(ben?.call).toBeUndefined();
  });

  it('shows the next field after an outcome at once, another one asked for after the next sweep', async () => {
    await house.desk('updatePaySession', ANA, { paySid, capture: 'expiration-date' });
    await sweepLater(MINUTE);
    const asked = (await team())[0]?.sessions[0];
    expect(asked).toMatchObject({ state: 'capturing', field: 'expiration-date', misses: 0 });

    await house.callback(paySid, {
      Capture: 'expiration-date',
      PartialResult: 'false',
      ExpirationDate: '1230',
      Required: 'payment-card-number,security-code',
      DateUpdated: new Date().toISOString(),
    });
    expect((await team())[0]?.sessions[0]).toMatchObject({ field: 'payment-card-number' });
  });

  it('counts what was refused', async () => {
    const capture = { paySid, capture: 'payment-card-number' };
    for (const miss of [1, 2, 3]) {
      await house.desk('updatePaySession', ANA, capture);
      await house.callback(paySid, {
        Capture: 'payment-card-number',
        ErrorType: 'invalid-card-number',
        PaymentCardNumber: 'xxxxxxxxxxxx1111',
        DateUpdated: new Date(Date.now() + miss).toISOString(),
      });
    }
    expect((await team())[0]?.sessions[0]).toMatchObject({ state: 'capturing', misses: 3 });
  });

  it('holds nothing about the card, not even masked', async () => {
    await house.desk('updatePaySession', ANA, { paySid, capture: 'payment-card-number' });
    await house.callback(paySid, {
      Capture: 'payment-card-number',
      PartialResult: 'false',
      PaymentCardNumber: 'xxxxxxxxxxxx1111',
      PaymentCardType: 'visa',
      Required: 'expiration-date',
      DateUpdated: new Date(Date.now() + 10).toISOString(),
    });
    const { text } = await house.desk('team', SAM);
    expect(text).toContain(paySid);
    expect(text).not.toMatch(/1111|visa|xxx/);
  });

  it('shows who is paused, and nobody who went offline', async () => {
    await house.desk('presence', BEN, { state: 'paused' });
    expect((await team())[1]).toMatchObject({ agent: 'ben', presence: 'paused', since: expect.any(String) });
    await house.desk('presence', BEN, { state: 'offline' });
    expect((await team()).map(({ agent }) => agent)).toEqual(['ana']);
  });

  it('still shows an open payment of an agent who went offline, and one without an agent', async () => {
    await house.desk('presence', ANA, { state: 'offline' });
    const unowned = newSid('PK');
    await house.callback(unowned, { CallSid: newSid('CA'), DateCreated: new Date().toISOString() });
    expect(await team()).toMatchObject([
      { agent: '', presence: 'offline', sessions: [{ paySid: unowned }] },
      { agent: 'ana', presence: 'offline', sessions: [{ paySid }] },
    ]);
  });

  it('is for supervisors', async () => {
    expect((await house.desk('team', ANA)).status).toBe(403);
  });

  it('lets a cancelled payment go, and tells its agent who cancelled it and why', async () => {
    const reason = 'The caller asked for it';
    const { json } = await house.desk('cancelPaySession', SAM, { paySid, reason });
    expect(json).toMatchObject({ state: 'cancelled', cancellation: { by: 'sam', reason } });
    expect((await team()).map(({ agent }) => agent)).toEqual(['']);
  });

  it('does not say so to an agent who cancelled it themselves', async () => {
    const own = await house.answeredCall(ANA);
    const { json } = await house.desk('startPaySession', ANA, { callSid: own, chargeAmount: '1.00' });
    const cancelled = await house.desk('cancelPaySession', ANA, { paySid: json.paySid });
    expect(cancelled.json.cancellation).toBeUndefined();
  });
});

async function team(): Promise<readonly TeamAgent[]> {
  return (await house.desk<TeamResponse>('team', SAM)).json.agents;
}
