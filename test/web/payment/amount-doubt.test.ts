import { describe, expect, it } from '@jest/globals';
import { doubtOf, limitIn } from '#web/src/payment/amount-doubt.ts';
import { tallyOf } from '#web/src/payment/tally.ts';
import { paySession } from '../support/sessions.ts';

const taken = paySession({
  state: 'succeeded',
  outcome: 'charged',
  chargeAmount: '12.00',
  currency: 'USD',
});

describe('a doubtful amount', () => {
  it.each([
    ['1000.00', 'USD', undefined],
    ['1000.01', 'USD', 'large'],
    ['100000', 'JPY', undefined],
    ['100001', 'JPY', 'large'],
    ['1000.000', 'KWD', undefined],
    ['1000.001', 'KWD', 'large'],
  ])('%s %s is %s for a limit of 1000', (chargeAmount, currency, doubt) => {
    expect(doubtOf({ chargeAmount, currency }, [], 1_000)).toEqual(doubt && { kind: doubt });
  });

  it('is never large without a limit, nor when nothing is charged', () => {
    expect(doubtOf({ chargeAmount: '999999.99', currency: 'USD' }, [], 0)).toBeUndefined();
    expect(doubtOf({}, [taken], 1)).toBeUndefined();
  });

  it('is the same as one taken on this call, in the same currency only', () => {
    expect(doubtOf({ chargeAmount: '12.00', currency: 'USD' }, [taken], 0)).toEqual({ kind: 'same' });
    expect(doubtOf({ chargeAmount: '12.00', currency: 'EUR' }, [taken], 0)).toBeUndefined();
  });

  it('needs a confirmation after a payment that may have been charged, whatever its amount, but not after one that was not', () => {
    const amount = { chargeAmount: '12.00', currency: 'USD' };
    const failed = paySession({ state: 'failed', result: 'payment-connector-error', outcome: 'unknown' });
    const refused = { ...failed, outcome: 'notCharged' } as const;
    expect(doubtOf(amount, [failed], 0)).toEqual({ kind: 'unknown', unknown: failed });
    expect(doubtOf({ ...amount, chargeAmount: '1.00' }, [failed, taken], 0)).toEqual({
      kind: 'unknown',
      unknown: failed,
    });
    expect(doubtOf({}, [failed], 0)).toBeUndefined();
    expect(doubtOf(amount, [refused], 0)).toBeUndefined();
    expect(doubtOf(amount, [paySession({ state: 'cancelled', outcome: 'notCharged' })], 0)).toBeUndefined();
  });

  it('is the same in every form of writing', () => {
    const half = { ...taken, chargeAmount: '12.5' };
    expect(doubtOf({ chargeAmount: '12.50', currency: 'USD' }, [half], 0)).toEqual({ kind: 'same' });
    expect(doubtOf({ chargeAmount: '12.05', currency: 'USD' }, [half], 0)).toBeUndefined();
  });

  it('has a limit in its own currency', () => {
    const limits = ['USD', 'JPY', 'KWD'].map((currency) => limitIn(currency, 1_000));
    expect(limits).toEqual(['1000.00', '100000', '1000.000']);
  });
});

describe('the running total of a call', () => {
  it('adds what was taken, per currency and to the cent', () => {
    const of = (chargeAmount: string, currency = 'USD') => ({ ...taken, chargeAmount, currency });
    const payments = [of('0.10'), of('0.20'), of('500', 'JPY'), of('1.250', 'KWD'), of('0.005', 'KWD')];
    expect(tallyOf(payments)).toEqual([
      { currency: 'USD', amount: '0.30', payments: 2 },
      { currency: 'JPY', amount: '500', payments: 1 },
      { currency: 'KWD', amount: '1.255', payments: 2 },
    ]);
    expect(tallyOf([of('12.5'), of('12')])).toEqual([{ currency: 'USD', amount: '24.50', payments: 2 }]);
  });

  it('leaves out what failed, was cancelled or only saved', () => {
    const { chargeAmount: _, ...asked } = taken;
    const others = [
      paySession({ state: 'failed', outcome: 'unknown' }),
      paySession({ state: 'failed', outcome: 'notCharged' }),
      paySession({ state: 'cancelled', outcome: 'notCharged' }),
      { ...asked, outcome: 'saved' as const },
    ];
    expect(tallyOf(others)).toEqual([]);
  });

  it.each([
    ['12.00', 'USD'],
    ['0.01', 'USD'],
    ['999999.99', 'EUR'],
    ['7', 'JPY'],
  ])('counts %s %s in its smallest unit and back', (amount, currency) => {
    expect(tallyOf([{ ...taken, chargeAmount: amount, currency }])).toEqual([
      { currency, amount, payments: 1 },
    ]);
  });
});
