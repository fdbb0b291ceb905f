import { describe, expect, it } from '@jest/globals';
import type { Field } from '#simulator/pay/captures.ts';
import type { CardBrand } from '#simulator/pay/card-brands.ts';
import { maskAccepted, maskPartial } from '#simulator/pay/mask-value.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';

const withSettings = (changes: Partial<Settings> = {}): Settings => ({ ...DEFAULT_SETTINGS, ...changes });

describe('masks of accepted values', () => {
  it.each<[Field, string, string, Partial<Settings>?, CardBrand?]>([
    ['payment-card-number', '4111111111111111', 'xxxxxxxxxxxx1111'],
    ['payment-card-number', '378282246310005', 'xxxxxxxxxxx0005', {}, 'amex'],
    ['payment-card-number', '378282246310005', 'xxxx-xxxxxx-x0005', { cardNumberMask: 'grouped' }, 'amex'],
    ['payment-card-number', '4111111111111111', 'xxxx-xxxx-xxxx-1111', { cardNumberMask: 'grouped' }, 'visa'],
    ['security-code', '123', 'xxx'],
    ['security-code', '1234', 'xxxx'],
    ['security-code', '1234', 'xxx', { securityCodeMask: 'three' }],
    ['expiration-date', '1225', '1225'],
    ['postal-code', '94105', '94105'],
    ['bank-routing-number', '121181976', '121181976'],
    ['bank-account-number', '508862392', '*******92'],
  ])('%s %#', (field, digits, masked, settings = {}, cardType = undefined) => {
    expect(maskAccepted(field, digits, withSettings(settings), cardType)).toBe(masked);
  });
});

describe('masks of values still being keyed in', () => {
  it.each<[Field, string, string, Partial<Settings>?]>([
    ['payment-card-number', '', ''],
    ['payment-card-number', '411', 'xxx'],
    ['payment-card-number', '411111111111111', 'x'.repeat(15)],
    ['payment-card-number', '41111111111123', `${'x'.repeat(12)}23`, { partialCardNumber: 'last-four' }],
    ['payment-card-number', '41111111111112345', 'x'.repeat(17), { partialCardNumber: 'last-four' }],
    ['expiration-date', '12', 'xx'],
    ['security-code', '12', 'xx'],
    ['bank-routing-number', '12118', 'xxxxx'],
    ['bank-account-number', '5088', '****'],
  ])('%s %#', (field, digits, masked, settings = {}) => {
    expect(maskPartial(field, digits, withSettings(settings))).toBe(masked);
  });
});
