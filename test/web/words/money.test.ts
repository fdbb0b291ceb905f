import { describe, expect, it } from '@jest/globals';
import { moneyText, spokenMoney } from '#web/src/words/money.ts';

describe('an amount on the screen', () => {
  it.each([
    ['12.00', 'USD', 'en', 'USD 12.00'],
    ['1200', 'USD', 'en', 'USD 1,200.00'],
    ['1200.50', 'USD', 'es', '1200,50 USD'],
    ['12000.50', 'EUR', 'es', '12.000,50 EUR'],
    ['500', 'JPY', 'en', 'JPY 500'],
    ['1.250', 'KWD', 'en', 'KWD 1.250'],
    ['12.50', 'HUF', 'en', 'HUF 12.50'],
    ['12.00', undefined, 'en', 'USD 12.00'],
    [undefined, undefined, 'en', ''],
  ])('%s %s on a page in %s is %j', (amount, currency, language, text) => {
    expect(moneyText(amount, currency, language)).toBe(text);
  });

  it.each([
    ['-0.5', 'USD', 'USD -0.5'],
    ['12.345', 'USD', 'USD 12.345'],
    ['12.00', 'dollars', 'dollars 12.00'],
  ])('leaves %s %s as it was recorded', (amount, currency, text) => {
    expect(moneyText(amount, currency, 'en')).toBe(text);
  });
});

describe('an amount in words', () => {
  it('leaves out zero cents', () => {
    expect(spokenMoney('12.00', 'USD', 'en')).toBe('12 US dollars');
    expect(spokenMoney('12.50', 'USD', 'en')).toBe('12.50 US dollars');
    expect(spokenMoney('12.50', 'USD', 'es')).toBe('12,50 dólares estadounidenses');
    expect(spokenMoney('1.250', 'KWD', 'en')).toBe('1.250 Kuwaiti dinars');
    expect(spokenMoney('500', 'JPY', 'en')).toBe('500 Japanese yen');
    expect(spokenMoney('12.50', 'HUF', 'en')).toBe('12.50 Hungarian forints');
  });
});
