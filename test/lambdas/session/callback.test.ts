import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskNumber, maskProse } from '#lambdas/masking/mask.ts';
import { readCallback, readPartial } from '#lambdas/session/callback.ts';

const CARD = '4111111111111111';
const reader = (parameters: Readonly<Record<string, string>>) => (name: string) => parameters[name];

describe('readCallback', () => {
  it.each([
    ['as captured in the wild', 'xxxxxxxxxxxx1111', 'xxxxxxxxxxxx1111'],
    ['as documented for amex', 'xxxx-xxxxxx-x4001', 'xxxxxxxxxxx4001'],
    ['as the workflow text shows it', 'xxxx xxxx xxxx 4242', 'xxxxxxxxxxxx4242'],
    ['with stars', '************4242', 'xxxxxxxxxxxx4242'],
    ['not masked at all', CARD, 'xxxxxxxxxxxx1111'],
  ])('brings a card number %s into one form', (_, sent, kept) => {
    expect(readCallback(reader({ PaymentCardNumber: sent })).cardNumber).toBe(kept);
  });

  it('masks the routing number, which arrives in clear, and the account', () => {
    expect(
      readCallback(reader({ BankRoutingNumber: '121181976', BankAccountNumber: '*******92' })),
    ).toMatchObject({ routingNumber: 'xxxxx1976', accountNumber: 'xxxxxxx92' });
  });

  it('shows two digits of a bank account that arrives in clear', () => {
    expect(readCallback(reader({ BankAccountNumber: '98765432104' })).accountNumber).toBe('xxxxxxxxx04');
  });

  it.each([
    ['payment-card-number,expiration-date'],
    ['payment-card-number, expiration-date'],
    ['PaymentCardNumber,ExpirationDate'],
    ['PaymentCardNumber, ExpirationDate'],
  ])('reads what is missing from "%s"', (Required) => {
    expect(readCallback(reader({ Required })).required).toEqual(['payment-card-number', 'expiration-date']);
  });

  it('distinguishes nothing missing from not said', () => {
    expect(readCallback(reader({ Required: '' })).required).toEqual([]);
    expect(readCallback(reader({})).required).toBeUndefined();
  });

  it('keeps neither expiry nor postal code nor security code, only that they were given', () => {
    const kept = readCallback(
      reader({ ExpirationDate: '1228', PaymentCardPostalCode: '94111', SecurityCode: 'xxxx' }),
    );
    expect(kept).toEqual({ given: ['expiration-date', 'security-code', 'postal-code'] });
  });

  it('puts times into one form', () => {
    expect(readCallback(reader({ DateCreated: '2026-01-15T10:00:00.123Z' })).time).toBe(
      '2026-01-15T10:00:00.123Z',
    );
    expect(readCallback(reader({ DateUpdated: 'Thu, 15 Jan 2026 10:00:00 +0000' })).time).toBe(
      '2026-01-15T10:00:00.000Z',
    );
    expect(readCallback(reader({ DateUpdated: 'yesterday' })).time).toBeUndefined();
  });

  it('keeps a reference of a processor unless it could be a card number', () => {
    expect(readCallback(reader({ PaymentConfirmationCode: 'ch_123456789012' })).confirmationCode).toBe(
      'ch_123456789012',
    );
    expect(readCallback(reader({ PaymentToken: CARD })).paymentToken).toBe('xxxxxxxxxxxx1111');
  });

  it('holds no card digits, whatever a parameter carries', () => {
    const names = [
      'PaymentError',
      'ConnectorError',
      'PaymentConfirmationCode',
      'PaymentToken',
      'ProfileId',
      'Unknown',
    ];
    const spellings = [CARD, '4111 1111 1111 1111', '4111-1111-1111-1111', `card ${CARD} was declined`];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(...spellings), (name, text) => {
        const kept = JSON.stringify(readCallback(reader({ [name]: text }))).replace(/\D/g, '');
        expect(kept).not.toContain('41111111');
      }),
    );
  });
});

describe('readPartial', () => {
  it('treats only the word true as partial', () => {
    const partial = (PartialResult?: string) =>
      readPartial(reader({ Capture: 'payment-card-number', ...(PartialResult ? { PartialResult } : {}) }));
    expect(partial('true')).toBeDefined();
    expect(partial('false')).toBeUndefined();
    expect(partial()).toBeUndefined();
  });

  it('shows one x per key and never a digit', () => {
    const typed = (PaymentCardNumber: string) =>
      readPartial(reader({ Capture: 'payment-card-number', PartialResult: 'true', PaymentCardNumber }))
        ?.typed;
    expect(typed('')).toBe('');
    expect(typed('xxx')).toBe('xxx');
    expect(typed('xxxxxxxxxxxx1111')).toBe('x'.repeat(16));
    expect(typed(CARD)).toBe('x'.repeat(16));
  });
});

describe('masking', () => {
  it('never shows more digits than told', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9 x*-]{0,40}$/), fc.constantFrom(2, 4), (value, shown) => {
        expect(maskNumber(value, shown)).toMatch(new RegExp(`^x*[0-9x]{0,${shown}}$`));
      }),
    );
  });

  it('writes every digit of a sentence as x', () => {
    expect(maskProse('declined: 4111 1111 1111 1111, code 51')).toBe(
      'declined: xxxx xxxx xxxx xxxx, code xx',
    );
    expect(maskProse('declined: ٤١١١ ١١١١ ١١١١ ١١١١')).toBe('declined: xxxx xxxx xxxx xxxx');
  });
});
