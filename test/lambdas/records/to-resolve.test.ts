import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorResponse, PaySessionList, ToResolveResponse } from '#lambdas/contract/desk-api.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { TrailDraft } from '#lambdas/session/trail-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  SAM,
} from '#test/support/handler-house.ts';
import { at, readyPayment, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const NO_ANSWER = { Result: 'payment-connector-error', PayErrorCode: '64008', DateUpdated: at(9) };

describe('GET /paySessions/toResolve', () => {
  it('shows payments in doubt, oldest first, and nothing about the card', async () => {
    await startPayment(house);
    const taken = await readyPayment(house);
    await taken.callback({ Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    const older = await inDoubt();
    const newer = await inDoubt();
    const { json, status, text } = await ask();
    expect(status).toBe(200);
    expect(json.more).toBe(false);
    expect(json.items.map(({ paySid }) => paySid)).toEqual([older.paySid, newer.paySid]);
    expect(json.items[0]).toEqual({
      paySid: older.paySid,
      callSid: older.callSid,
      assistPayId: expect.stringMatching(/^[a-z]{16}$/),
      agent: 'ana',
      paymentMethod: 'credit-card',
      chargeAmount: '12.00',
      currency: 'USD',
      startedAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(text).not.toMatch(/1111|xxxx|visa/);
  });

  it('drops a payment as soon as its result is known, by a person or by Twilio', async () => {
    const [settled, late] = [await inDoubt(), await inDoubt()];
    await house.desk('resolvePaySession', SAM, {
      paySid: settled.paySid,
      finding: 'charged',
      note: 'It is there',
    });
    expect(await sids()).toContain(late.paySid);
    await late.callback({ Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(10) });
    expect(await sids()).not.toEqual(expect.arrayContaining([settled.paySid]));
    expect(await sids()).not.toEqual(expect.arrayContaining([late.paySid]));
  });

  it('is for supervisors', async () => {
    expect(await ask(ANA)).toMatchObject({ status: 403, json: { error: { code: 'ROLE_REFUSED' } } });
  });
});

describe('a list of payments by outcome', () => {
  it('holds those whose outcome it is, an agent’s own for an agent', async () => {
    const taken = await readyPayment(house);
    await taken.callback({ Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    const doubt = await inDoubt();
    const charged = await list({ outcome: 'charged' });
    expect(charged).toContain(taken.paySid);
    expect(charged).not.toContain(doubt.paySid);
    const unknown = await list({ outcome: 'unknown' });
    expect(unknown[0]).toBe(doubt.paySid);
    expect(unknown).not.toContain(taken.paySid);
    expect(await list({ outcome: 'unknown' }, BEN)).not.toContain(doubt.paySid);
    expect(await list({ outcome: 'unknown' }, ANA)).toContain(doubt.paySid);
    expect(await list({ outcome: 'unknown', callSid: doubt.callSid })).toEqual([doubt.paySid]);
    expect(await list({ outcome: 'charged', callSid: doubt.callSid })).toEqual([]);
    expect(await list({ outcome: 'unknown', state: 'active' })).toEqual([]);
  });

  it('names the outcomes there are', async () => {
    const reply = await house.desk<ErrorResponse>('searchPaySessions', SAM, { outcome: 'maybe' });
    expect(reply).toMatchObject({ status: 400, json: { error: { field: 'outcome' } } });
    expect(reply.json.error.message).toContain('charged, saved, notCharged, unknown');
  });
});

describe('a list of payments to resolve that has grown long', () => {
  it('shows a hundred at most, and says that there are more', async () => {
    const old = Array.from({ length: 100 }, (_, day) => keepGivenUp(day));
    await Promise.all(old.map(({ save }) => save));
    await inDoubt();
    expect((await ask()).json.more).toBe(true);
    expect(await sids()).toEqual(old.map(({ paySid }) => paySid));
  });
});

async function inDoubt() {
  const pay = await readyPayment(house);
  await pay.complete();
  await pay.callback(NO_ANSWER);
  return pay;
}

/** A payment that the sweep gave up, one of each day. */
function keepGivenUp(day: number) {
  const paySid = newSid('PK');
  const facts = { callSid: newSid('CA'), agent: 'ben', chargeAmount: '5.00' };
  const startedAt = new Date(Date.UTC(2025, 0, 1 + day)).toISOString();
  const drafts: readonly TrailDraft[] = [
    { type: 'started', facts, by: 'ben' },
    { type: 'completeRequested', by: 'ben' },
    { type: 'abandoned', reason: 'No result came for five minutes', by: 'system' },
  ];
  const events = drafts.map((draft, index) => ({
    ...draft,
    paySid,
    sequence: index + 1,
    at: startedAt,
    hash: '',
  }));
  return { paySid, save: real.sessions().save(reduceSession(events), { hash: '' }) };
}

function ask(person: Person = SAM) {
  return house.desk<ToResolveResponse>('toResolve', person);
}

async function sids(): Promise<readonly string[]> {
  return (await ask()).json.items.map(({ paySid }) => paySid);
}

async function list(filter: Readonly<Record<string, string>>, person: Person = SAM) {
  const { json } = await house.desk<PaySessionList>('searchPaySessions', person, filter);
  return json.items.map(({ paySid }) => paySid);
}
