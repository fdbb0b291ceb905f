import { describe, expect, it } from '@jest/globals';
import { type Draft, draftFrom, requestFrom } from '#web/src/payment/draft.ts';

const draft = (overrides: Partial<Draft> = {}): Draft => ({
  ...draftFrom(undefined),
  amount: '12.00',
  ...overrides,
});
const request = (overrides: Partial<Draft> = {}) => {
  const read = requestFrom(draft(overrides), 'CA1', 'en');
  if (!read.ok) throw new Error(`refused ${read.problem.field}`);
  return read.request;
};

describe('requestFrom', () => {
  it('charges the amount typed, or the one chosen of its readings', () => {
    expect(request({ amount: '$1,200' })).toMatchObject({ chargeAmount: '1200.00', currency: 'USD' });
    expect(request({ amount: '1.200', meant: '1.20' })).toMatchObject({ chargeAmount: '1.20' });
    expect(requestFrom(draft({ amount: '1.200' }), 'CA1', 'en')).toEqual({
      ok: false,
      problem: { field: 'amount', amount: 'unclear' },
    });
  });

  it('charges a plain amount exactly as typed', () => {
    expect(request()).toMatchObject({ callSid: 'CA1', chargeAmount: '12.00', currency: 'USD', timeout: 5 });
    expect(request()).not.toHaveProperty('tokenType');
  });

  it('refuses a blank amount instead of saving the card (B8)', () => {
    expect(requestFrom(draft({ amount: '' }), 'CA1', 'en')).toEqual({
      ok: false,
      problem: { field: 'amount', amount: 'blank' },
    });
  });

  it('saves only when told to, and then sends no amount', () => {
    expect(request({ purpose: 'save' })).toMatchObject({ tokenType: 'reusable' });
    expect(request({ purpose: 'save' })).not.toHaveProperty('chargeAmount');
  });

  it('sends a bank payment with the account holder and without card options', () => {
    const bank = request({ method: 'ach-debit', holder: ' Ana Diaz ' });
    expect(bank).toMatchObject({ bankAccountType: 'consumer-checking', parameters: { AVSName: 'Ana Diaz' } });
    expect(bank).not.toHaveProperty('securityCode');
    expect(bank).not.toHaveProperty('validCardTypes');
  });

  it('refuses a bank payment without the account holder, and a card payment without any card', () => {
    expect(requestFrom(draft({ method: 'ach-debit' }), 'CA1', 'en')).toMatchObject({
      problem: { field: 'holder' },
    });
    expect(requestFrom(draft({ cards: [] }), 'CA1', 'en')).toMatchObject({ problem: { field: 'cards' } });
  });

  it('turns back into the form it came from', () => {
    const first = draft({ postalCode: false, matching: true, timeout: 60, description: 'Order 1841' });
    expect(draftFrom(request(first))).toEqual({ ...first, meant: '12.00' });
  });
});
