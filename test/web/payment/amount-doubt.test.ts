import { describe, expect, it } from '@jest/globals';
import { inMajorUnits, minorUnits } from '#web/src/payment/amount.ts';
import { doubtOf, limitIn } from '#web/src/payment/amount-doubt.ts';
import { tallyOf } from '#web/src/payment/tally.ts';
import { paySession } from '../support/sessions.ts';

const taken = paySession({ state: 'succeeded', chargeAmount: '12.00', currency: 'USD' });

describe('a doubtful amount', () => {
  it.each([
    ['1000.00', 'USD', undefined],
    ['1000.01', 'USD', 'large'],
    ['100000', 'JPY', undefined],
    ['100001', 'JPY', 'large'],
  ])('%s %s is %s for a limit of 1000', (chargeAmount, currency, doubt) => {
    expect(doubtOf({ chargeAmount, currency }, [], 1_000)).toBe(doubt);
  });

  it('is never large without a limit, nor when nothing is charged', () => {
    expect(doubtOf({ chargeAmount: '999999.99', currency: 'USD' }, [], 0)).toBeUndefined();
    expect(doubtOf({}, [taken], 1)).toBeUndefined();
  });

  it('is the same as one taken on this call, in the same currency only', () => {
    expect(doubtOf({ chargeAmount: '12.00', currency: 'USD' }, [taken], 0)).toBe('same');
    expect(doubtOf({ chargeAmount: '12.00', currency: 'EUR' }, [taken], 0)).toBeUndefined();
  });

  it('is the same as one that may have been taken, but not as one that was refused or cancelled', () => {
    const amount = { chargeAmount: '12.00', currency: 'USD' };
    const failed = paySession({ state: 'failed', result: 'payment-connector-error' });
    const refused = { ...failed, error: { code: '64012', guidance: '' } };
    expect(doubtOf(amount, [failed], 0)).toBe('same');
    expect(doubtOf(amount, [refused], 0)).toBeUndefined();
    expect(doubtOf(amount, [paySession({ state: 'cancelled' })], 0)).toBeUndefined();
  });

  it('has its limit written in the currency', () => {
    expect([limitIn('USD', 1_000), limitIn('JPY', 1_000)]).toEqual(['1000.00', '100000']);
  });
});

describe('the running total of a call', () => {
  it('adds what was taken, per currency and to the cent', () => {
    const of = (chargeAmount: string, currency = 'USD') => ({ ...taken, chargeAmount, currency });
    expect(tallyOf([of('0.10'), of('0.20'), of('500', 'JPY')])).toEqual([
      { currency: 'USD', amount: '0.30', payments: 2 },
      { currency: 'JPY', amount: '500', payments: 1 },
    ]);
  });

  it('leaves out what failed, was cancelled or only saved', () => {
    const { chargeAmount: _, ...saved } = taken;
    expect(tallyOf([paySession({ state: 'failed' }), paySession({ state: 'cancelled' }), saved])).toEqual([]);
  });

  it.each([
    ['12.00', 'USD'],
    ['0.01', 'USD'],
    ['999999.99', 'EUR'],
    ['7', 'JPY'],
  ])('counts %s %s in its smallest unit and back', (amount, currency) => {
    expect(inMajorUnits(minorUnits(amount), currency)).toBe(amount);
  });
});
