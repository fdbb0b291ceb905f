import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount, OFFERED_CURRENCIES, parseAmount, spokenAmount } from '#web/src/payment/amount.ts';

describe('parseAmount', () => {
  it.each([
    ['12.00', 'USD', '12.00'],
    ['12', 'USD', '12.00'],
    [' 0.50 ', 'USD', '0.50'],
    ['999999.99', 'USD', '999999.99'],
    ['1200', 'JPY', '1200'],
    ['1.250', 'KWD', '1.250'],
    ['1', 'KWD', '1.000'],
  ])('reads %j in %s as %s', (text, currency, value) => {
    expect(parseAmount(text, currency)).toEqual({ ok: true, value });
  });

  it.each([
    ['', 'USD', 'blank'],
    ['   ', 'USD', 'blank'],
    ['1,200', 'USD', 'comma'],
    ['12,00', 'USD', 'comma'],
    ['1.200,50', 'USD', 'comma'],
    ['12.5', 'USD', 'decimals'],
    ['12.', 'USD', 'decimals'],
    ['1.200', 'USD', 'decimals'],
    ['12.00', 'JPY', 'decimals'],
    ['12.', 'JPY', 'decimals'],
    ['1.25', 'KWD', 'decimals'],
    ['012.00', 'USD', 'leading-zero'],
    ['0', 'USD', 'zero'],
    ['0.00', 'USD', 'zero'],
    ['1000000', 'USD', 'too-large'],
    ['-5.00', 'USD', 'not-a-number'],
    ['+5.00', 'USD', 'not-a-number'],
    ['1e3', 'USD', 'not-a-number'],
    ['$12.00', 'USD', 'not-a-number'],
    ['12 00', 'USD', 'not-a-number'],
    ['1.2.3', 'USD', 'not-a-number'],
    ['١٢', 'USD', 'not-a-number'],
  ])('refuses %j in %s as %s', (text, currency, problem) => {
    expect(parseAmount(text, currency)).toEqual({ ok: false, problem });
  });

  it('reads back exactly what any amount in cents was written as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (cents) => {
        const written = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
        expect(parseAmount(written, 'USD')).toEqual({ ok: true, value: written });
      }),
    );
  });

  it('never makes a number of text that is not exactly that number', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...OFFERED_CURRENCIES), (text, currency) => {
        const read = parseAmount(text, currency);
        if (!read.ok) return;
        const typed = text.trim();
        expect([typed, typed + read.value.slice(typed.length)]).toContain(read.value);
        expect(Number(read.value)).toBe(Number(typed));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an amount in words', () => {
  it('leaves out zero cents', () => {
    expect(spokenAmount('12.00', 'USD', 'en')).toBe('12 US dollars');
    expect(spokenAmount('12.50', 'USD', 'en')).toBe('12.50 US dollars');
    expect(spokenAmount('1.250', 'KWD', 'en')).toBe('1.250 Kuwaiti dinars');
    expect(spokenAmount('500', 'JPY', 'en')).toBe('500 Japanese yen');
    expect(spokenAmount('12.50', 'HUF', 'en')).toBe('12.50 Hungarian forints');
  });

  it('looks the same on every button', () => {
    expect(formatAmount('12.00', 'USD')).toBe('USD 12.00');
    expect(formatAmount(undefined, undefined)).toBe('');
  });
});
