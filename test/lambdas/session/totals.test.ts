import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { addRows, shownOf, type TotalsRow, tallyOf } from '#lambdas/session/totals.ts';

const charged = {
  agent: 'ana',
  state: 'succeeded',
  outcome: 'charged',
  paymentMethod: 'credit-card',
  cardType: 'visa',
  chargeAmount: '12.00',
  currency: 'USD',
  startedAt: '2026-11-22T10:00:00.000Z',
  endedAt: '2026-11-22T10:01:30.000Z',
} as PaySession;
const tally = (session: Partial<PaySession>, misses = 0) =>
  tallyOf({ session: { ...charged, ...session }, misses });

describe('totals', () => {
  it('count a payment by agent, currency, brand and method, with its time', () => {
    expect(tally({}, 2)).toEqual({
      agent: 'ana',
      currency: 'USD',
      brand: 'visa',
      method: 'credit-card',
      endings: { charged: { count: 1, minor: '1200', least: '1200', most: '1200' } },
      misses: 2,
      timed: 1,
      milliseconds: 90_000,
    });
  });

  it('never count a payment as shorter than no time, nor one whose end is not known', () => {
    expect(tally({ endedAt: '2026-11-22T09:00:00.000Z' })).toMatchObject({ timed: 1, milliseconds: 0 });
    const { endedAt: _, ...open } = { ...charged, state: 'capturing' as const };
    expect(tallyOf({ session: open, misses: 0 })).toMatchObject({ timed: 0, milliseconds: 0 });
  });

  it('add up exactly what no number holds', () => {
    const rows = Array.from({ length: 3 }, () => ({
      ...tally({}),
      endings: { charged: { count: 1, minor: '9007199254740993' } },
    }));
    expect(addRows(rows)[0]?.endings.charged).toEqual({ count: 3, minor: '27021597764222979' });
  });

  it('know which amounts and reasons are among them, and show none of that', () => {
    const declined = tally({
      state: 'failed',
      outcome: 'notCharged',
      chargeAmount: '99.00',
      error: { code: '64012', guidance: '', declined: true },
    });
    const [row] = addRows([tally({}), tally({ chargeAmount: '5.00' }), declined]) as [TotalsRow];
    expect(row.endings.charged).toEqual({ count: 2, minor: '1700', least: '500', most: '1200' });
    expect(row.reasons).toEqual({ 64012: 1 });
    expect(shownOf(row)).toEqual({
      agent: 'ana',
      currency: 'USD',
      brand: 'visa',
      method: 'credit-card',
      endings: { charged: { count: 2, minor: '1700' }, declined: { count: 1, minor: '9900' } },
      misses: 0,
      timed: 3,
      milliseconds: 270_000,
    });
  });

  it('are the same however they are grouped', () => {
    const session = fc.record({
      agent: fc.constantFrom('ana', 'ben'),
      currency: fc.constantFrom('USD', 'JPY'),
      chargeAmount: fc.constantFrom('1', '250', '3'),
      state: fc.constantFrom('succeeded' as const, 'cancelled' as const),
    });
    fc.assert(
      fc.property(fc.array(session, { maxLength: 20 }), fc.nat(20), (sessions, at) => {
        const rows = sessions.map((one) => tally(one));
        const grouped = addRows([...addRows(rows.slice(at)), ...addRows(rows.slice(0, at))]);
        expect(grouped).toEqual(addRows(rows));
      }),
    );
  });
});
