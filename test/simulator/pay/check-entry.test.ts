import { describe, expect, it } from '@jest/globals';
import type { Field } from '#simulator/pay/captures.ts';
import { CARD_BRANDS, type CardBrand } from '#simulator/pay/card-brands.ts';
import { passesAba, passesLuhn } from '#simulator/pay/check-digits.ts';
import { brandOf, checkEntry, endsByItself, securityCodeLength } from '#simulator/pay/check-entry.ts';
import type { PaymentTerms } from '#simulator/pay/payment-terms.ts';
import { TEST_CARDS } from '#simulator/pay/test-numbers.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';
import { terms } from '#test/support/pay-engine.ts';

interface Case {
  readonly terms?: Partial<PaymentTerms>;
  readonly settings?: Partial<Settings>;
  readonly cardType?: CardBrand;
  readonly now?: string;
}

function contextOf({ terms: changes, settings, cardType, now = '2026-01-15T10:00:00Z' }: Case = {}) {
  return {
    terms: terms({ validCardTypes: CARD_BRANDS, ...changes }),
    settings: { ...DEFAULT_SETTINGS, ...settings },
    cardType,
    now: new Date(now),
  };
}

const check = (field: Field, digits: string, about: Case = {}) => checkEntry(field, digits, contextOf(about));

describe('card brands', () => {
  it.each<[string, CardBrand | undefined]>([
    ['4111111111111111', 'visa'],
    ['5100000000000000', 'mastercard'],
    ['5599990000000000', 'mastercard'],
    ['2221000000000000', 'mastercard'],
    ['2720990000000000', 'mastercard'],
    ['2720995000000000', 'mastercard'],
    ['2721000000000000', undefined],
    ['2220990000000000', undefined],
    ['340000000000000', 'amex'],
    ['370000000000000', 'amex'],
    ['6011000000000000', 'discover'],
    ['6400000000000000', 'discover'],
    ['6500000000000000', 'discover'],
    ['6012000000000000', 'maestro'],
    ['6200000000000005', 'maestro'],
    ['5000000000000000', 'maestro'],
    ['5600000000000000', 'maestro'],
    ['5800000000000000', 'maestro'],
    ['5900000000000000', undefined],
    ['3528000000000000', 'jcb'],
    ['3589000000000000', 'jcb'],
    ['3527000000000000', undefined],
    ['3590000000000000', undefined],
    ['3000000000000000', 'diners-club'],
    ['3040000000000000', 'diners-club'],
    ['3050000000000000', undefined],
    ['3095000000000000', 'diners-club'],
    ['36000000000000', 'diners-club'],
    ['3800000000000000', 'diners-club'],
    ['3900000000000000', 'diners-club'],
    ['201400000000000', 'enroute'],
    ['214900000000000', 'enroute'],
    ['9000000000000000', undefined],
    ['3065930009020004', 'diners-club'],
  ])('%s is %s', (digits, brand) => {
    expect(brandOf(digits, DEFAULT_SETTINGS)).toBe(brand);
  });

  it('sees brands in the first digits already', () => {
    expect(['4', '34', '51', '6011'].map((digits) => brandOf(digits, DEFAULT_SETTINGS))).toEqual([
      'visa',
      'amex',
      'mastercard',
      'discover',
    ]);
    expect(brandOf('5', DEFAULT_SETTINGS)).toBeUndefined();
  });
});

describe('what will do', () => {
  it.each([...TEST_CARDS.keys()])('accepts the published test card ending %#', (digits) => {
    expect(check('payment-card-number', digits)).toBeUndefined();
    expect(endsByItself('payment-card-number', digits, contextOf())).toBe(true);
  });

  it.each<[string, Field, string, string | undefined, Case?]>([
    ['a wrong check digit', 'payment-card-number', '4111111111111112', 'invalid-card-number'],
    [
      'no check where luhnCheck is off',
      'payment-card-number',
      '4111111111111112',
      undefined,
      { settings: { luhnCheck: false } },
    ],
    ['too short', 'payment-card-number', '411111111111', 'invalid-card-number'],
    ['13 digits', 'payment-card-number', '4222222222222', undefined],
    [
      '15 digits as printed in the docs',
      'payment-card-number',
      '411111111111116',
      undefined,
      { settings: { visaLengths: [13, 15, 19] } },
    ],
    ['no digits', 'payment-card-number', '', 'invalid-card-number'],
    ['no brand', 'payment-card-number', '9999999999999995', 'invalid-card-number'],
    [
      'a brand not taken',
      'payment-card-number',
      '6011111111111117',
      'invalid-card-type',
      { terms: { validCardTypes: ['visa'] } },
    ],
    [
      'both wrong, number first',
      'payment-card-number',
      '6011111111111110',
      'invalid-card-number',
      { terms: { validCardTypes: ['visa'] } },
    ],
    [
      'both wrong, brand first',
      'payment-card-number',
      '6011111111111110',
      'invalid-card-type',
      { terms: { validCardTypes: ['visa'] }, settings: { cardCheckOrder: 'brand-first' } },
    ],
    [
      'diners as printed, held to its rules',
      'payment-card-number',
      '3065930009020004',
      'invalid-card-number',
      { settings: { publishedTestCardsValid: false } },
    ],

    ['next month', 'expiration-date', '0226', undefined],
    ['this month', 'expiration-date', '0126', undefined],
    ['this month, its last second', 'expiration-date', '0126', undefined, { now: '2026-01-31T23:59:59Z' }],
    ['this month gone', 'expiration-date', '0126', 'invalid-date', { now: '2026-02-01T00:00:00Z' }],
    [
      'this month where currentMonthValid is off',
      'expiration-date',
      '0126',
      'invalid-date',
      { settings: { currentMonthValid: false } },
    ],
    ['last month', 'expiration-date', '1225', 'invalid-date'],
    ['month 13', 'expiration-date', '1328', 'invalid-date'],
    ['month 0', 'expiration-date', '0028', 'invalid-date'],
    ['three digits', 'expiration-date', '128', 'invalid-date'],
    ['too far ahead', 'expiration-date', '0228', 'invalid-date', { settings: { furthestExpiryYears: 2 } }],

    ['three for visa', 'security-code', '123', undefined, { cardType: 'visa' }],
    ['four for visa', 'security-code', '1234', 'invalid-security-code', { cardType: 'visa' }],
    ['four for amex', 'security-code', '1234', undefined, { cardType: 'amex' }],
    ['three for amex', 'security-code', '123', 'invalid-security-code', { cardType: 'amex' }],

    ['any postal code', 'postal-code', '9', undefined],
    ['none', 'postal-code', '', 'invalid-postal-code'],
    ['fewer than asked', 'postal-code', '9410', 'invalid-postal-code', { terms: { minPostalCodeLength: 5 } }],
    ['more than asked', 'postal-code', '941051234', undefined, { terms: { minPostalCodeLength: 5 } }],

    ['a routing number', 'bank-routing-number', '121181976', undefined],
    ['a wrong checksum', 'bank-routing-number', '121181977', 'invalid-bank-routing-number'],
    ['eight digits', 'bank-routing-number', '12118197', 'invalid-bank-routing-number'],
    [
      'any nine where routingChecksum is off',
      'bank-routing-number',
      '121181977',
      undefined,
      { settings: { routingChecksum: false } },
    ],

    ['an account number', 'bank-account-number', '12345678', undefined],
    ['too few digits', 'bank-account-number', '123', 'invalid-bank-account-number'],
  ])('%s: %s', (_, field, digits, error, about = {}) => {
    expect(check(field, digits, about)).toBe(error);
  });

  it.each<[CardBrand | undefined, number]>([
    ['amex', 4],
    ['visa', 3],
    ['mastercard', 3],
    ['jcb', 3],
    [undefined, 3],
  ])('%s has a security code of %i digits', (cardType, length) => {
    expect(securityCodeLength(cardType, DEFAULT_SETTINGS)).toBe(length);
  });
});

describe('what ends by itself', () => {
  it.each<[string, Field, string, boolean, Case?]>([
    ['a visa at 16 with its check digit', 'payment-card-number', '4242424242424242', true],
    ['a visa at 16 without', 'payment-card-number', '4242424242424241', false],
    ['a visa at 13', 'payment-card-number', '4222222222222', false],
    ['a visa at 19 in any case', 'payment-card-number', '4242424242424242424', true],
    ['an amex at 15', 'payment-card-number', '378282246310004', true],
    ['a mastercard at 16, right or wrong', 'payment-card-number', '5555555555554443', true],
    ['no brand at 19', 'payment-card-number', '9999999999999999999', true],
    [
      'nothing where autoEndCardNumber is off',
      'payment-card-number',
      '4242424242424242',
      false,
      { settings: { autoEndCardNumber: false } },
    ],
    ['an expiry at 4', 'expiration-date', '1228', true],
    ['an amex code at 3', 'security-code', '123', false, { cardType: 'amex' }],
    ['an amex code at 4', 'security-code', '1234', true, { cardType: 'amex' }],
    ['a routing number at 9', 'bank-routing-number', '121181976', true],
    ['no postal code', 'postal-code', '94105', false],
    ['no account number', 'bank-account-number', '12345678', false],
    [
      'nothing where autoEndFixedLength is off',
      'expiration-date',
      '1228',
      false,
      { settings: { autoEndFixedLength: false } },
    ],
  ])('%s', (_, field, digits, ends, about = {}) => {
    expect(endsByItself(field, digits, contextOf(about))).toBe(ends);
  });
});

describe('check digits', () => {
  it('knows Luhn and ABA', () => {
    expect([passesLuhn('4111111111111111'), passesLuhn('4111111111111112'), passesLuhn('')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([passesAba('121181976'), passesAba('000000000'), passesAba('12118197')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
