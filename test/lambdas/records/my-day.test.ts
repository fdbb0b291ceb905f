import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessLogResponse, ErrorResponse } from '#lambdas/contract/desk-api.ts';
import type { MyDayResponse } from '#lambdas/contract/report-api.ts';
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

const HOUR = 60 * 60_000;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('GET /myDay', () => {
  it('is empty before the first payment', async () => {
    expect((await myDay()).json).toEqual({ at: expect.any(String), latest: [], totals: [], unknown: [] });
  });

  it('shows the newest five with how they ended, and totals by currency', async () => {
    for (const hours of [30, 4, 3, 2]) await keep(hours, { chargeAmount: '10.10' }, SUCCESS);
    await keep(5, { chargeAmount: '500', currency: 'JPY' }, SUCCESS);
    await keep(6, { tokenType: 'reusable' }, { result: 'success', paymentToken: 'tok_1' });
    await keep(7, { chargeAmount: '7.00' }, { result: 'payment-connector-error', payErrorCode: '64012' });
    const open = await startPayment(house, { reference: 'INV-7' });

    const { json, status } = await myDay(8);
    expect(status).toBe(200);
    expect(json.latest.map(({ ending }) => ending)).toEqual(['open', ...Array(4).fill('charged')]);
    expect(json.latest[0]).toEqual({
      paySid: open.paySid,
      callSid: open.callSid,
      ending: 'open',
      chargeAmount: '12.00',
      currency: 'USD',
      reference: 'INV-7',
      startedAt: expect.stringMatching(/Z$/),
    });
    expect(json.totals).toEqual([
      { currency: '', endings: { saved: { count: 1, minor: '0' } } },
      { currency: 'JPY', endings: { charged: { count: 1, minor: '500' } } },
      {
        currency: 'USD',
        endings: {
          open: { count: 1, minor: '1200' },
          charged: { count: 3, minor: '3030' },
          declined: { count: 1, minor: '700' },
        },
      },
    ]);
    // The day began later.
    expect((await myDay(2.5)).json.totals).toMatchObject([
      { currency: 'USD', endings: { charged: { count: 1 }, open: { count: 1 } } },
    ]);
    await open.cancel();
  });

  it('names what is not known, of the days before too, until somebody found out', async () => {
    const old = await keep(60, { chargeAmount: '5.00' });
    const doubtful = await readyPayment(house);
    await doubtful.complete();
    await doubtful.callback({ Result: 'payment-connector-error', PayErrorCode: '64008', DateUpdated: at(9) });
    const unknown = async () => (await myDay(1)).json.unknown.map(({ paySid }) => paySid);
    expect(await unknown()).toEqual([doubtful.paySid, old]);
    await house.desk('resolvePaySession', SAM, {
      paySid: doubtful.paySid,
      finding: 'charged',
      note: 'There',
    });
    expect(await unknown()).toEqual([old]);
    expect((await myDay(1)).json.latest[0]).toMatchObject({ paySid: doubtful.paySid, ending: 'charged' });
  });

  it('holds nothing of a card and nobody else’s payments, so it is no reading of records', async () => {
    const taken = await readyPayment(house);
    await taken.callback({ Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    const { text } = await myDay(1);
    expect(text).toContain(taken.paySid);
    expect(text).not.toMatch(/1111|xxxx|visa|ch_1/);
    expect((await myDay(1, BEN)).json).toMatchObject({ latest: [], totals: [], unknown: [] });
    const { json } = await house.desk<AccessLogResponse>('accessLog', SAM);
    expect(json.items.filter(({ by }) => by !== 'sam')).toEqual([]);
  });

  it('is for agents', async () => {
    expect((await myDay(1, { username: 'eve', roles: ['supervisor'] })).status).toBe(403);
  });

  it.each([
    ['no beginning', {}],
    ['a day without a zone', { from: '2026-11-22' }],
    ['two days ago', { from: hoursAgo(48) }],
    ['somebody else', { from: hoursAgo(1), agent: 'ben' }],
  ])('refuses %s', async (_, queryStringParameters) => {
    const reply = await house.desk<ErrorResponse>('myDay', ANA, undefined, { queryStringParameters });
    expect(reply).toMatchObject({ status: 400, json: { error: { code: 'INVALID_REQUEST' } } });
  });
});

const SUCCESS = { result: 'success', confirmationCode: 'ch_1' };

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * HOUR).toISOString();
}

function myDay(hours = 8, person: Person = ANA) {
  const queryStringParameters = { from: hoursAgo(hours) };
  return house.desk<MyDayResponse>('myDay', person, undefined, { queryStringParameters });
}

/** A payment of Ana's that ended as Twilio said, or that the sweep gave up. */
async function keep(hours: number, asked: object, reported?: object): Promise<string> {
  const paySid = newSid('PK');
  const startedAt = hoursAgo(hours);
  const facts = { callSid: newSid('CA'), agent: 'ana', ...asked };
  const drafts = [
    { type: 'started', facts, by: 'ana' },
    { type: 'completeRequested', by: 'ana' },
    reported
      ? { type: 'callback', callback: { given: [], time: startedAt, ...reported }, by: 'twilio' }
      : { type: 'abandoned', reason: 'No result came', by: 'system' },
  ] as unknown as readonly TrailDraft[];
  const events = drafts.map((draft, index) => ({
    ...draft,
    paySid,
    sequence: index + 1,
    at: startedAt,
    hash: '',
  }));
  await real.sessions().save(reduceSession(events), { hash: '' });
  return paySid;
}
