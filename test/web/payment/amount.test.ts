import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DECIMALS, fromMinorUnits } from '#lambdas/contract/money.ts';
import { OFFERED_CURRENCIES, parseAmount } from '#web/src/payment/amount.ts';

const NBSP = '\u00a0';
const NARROW_NBSP = '\u202f';

describe('parseAmount', () => {
  it.each([
    ['12.00', 'USD', 'en', '12.00'],
    ['12', 'USD', 'en', '12.00'],
    ['12.5', 'USD', 'en', '12.50'],
    ['12,50', 'USD', 'en', '12.50'],
    ['12,50', 'USD', 'es', '12.50'],
    ['12.50', 'USD', 'es', '12.50'],
    ['$12.00', 'USD', 'en', '12.00'],
    ['US$12.00', 'USD', 'en', '12.00'],
    ['$ 12.00 usd', 'USD', 'en', '12.00'],
    ['12 USD', 'USD', 'en', '12.00'],
    ['12,00 US$', 'USD', 'es', '12.00'],
    ['CA$12', 'CAD', 'en', '12.00'],
    ['$12', 'MXN', 'en', '12.00'],
    ['12 €', 'EUR', 'es', '12.00'],
    ['￥1,200', 'JPY', 'en', '1200'],
    ['1,200', 'USD', 'en', '1200.00'],
    ['1.200', 'USD', 'es', '1200.00'],
    ['1,200.00', 'USD', 'en', '1200.00'],
    ['1,200.00', 'USD', 'es', '1200.00'],
    ['1.200,00', 'USD', 'en', '1200.00'],
    ['1.200,5', 'USD', 'es', '1200.50'],
    ['1 200,00', 'USD', 'en', '1200.00'],
    [`1${NBSP}200,00`, 'USD', 'es', '1200.00'],
    [`1${NARROW_NBSP}200.00${NBSP}$`, 'USD', 'en', '1200.00'],
    ["1'200.00", 'USD', 'en', '1200.00'],
    ['1’200.00', 'USD', 'es', '1200.00'],
    ['1,23,456.50', 'USD', 'en', '123456.50'],
    ['١٢٫٥٠', 'USD', 'en', '12.50'],
    ['١٬٢٠٠', 'KWD', 'en', '1200.000'],
    ['१२.५०', 'USD', 'en', '12.50'],
    ['１２．５０', 'USD', 'en', '12.50'],
    [' 0.50 ', 'USD', 'en', '0.50'],
    ['0.500', 'USD', 'en', '0.50'],
    ['999999.99', 'USD', 'en', '999999.99'],
    ['1200', 'JPY', 'en', '1200'],
    ['1.200', 'JPY', 'en', '1200'],
    ['1,200', 'JPY', 'es', '1200'],
    ['1.25', 'KWD', 'en', '1.250'],
    ['0.250', 'KWD', 'en', '0.250'],
    ['1,200.250', 'KWD', 'en', '1200.250'],
    ['1200.250', 'KWD', 'en', '1200.250'],
    ['1', 'KWD', 'en', '1.000'],
  ])('reads %j in %s on a page in %s as %s', (text, currency, language, value) => {
    expect(parseAmount(text, currency, language)).toEqual({ ok: true, value });
  });

  it.each([
    ['1.200', 'USD', 'en', ['1200.00', '1.20']],
    ['1,200', 'USD', 'es', ['1200.00', '1.20']],
    ['1,200', 'USD', 'fr-FR', ['1200.00', '1.20']],
    ['1.250', 'KWD', 'en', ['1250.000', '1.250']],
    ['1,250', 'KWD', 'en', ['1250.000', '1.250']],
    ['1,250', 'KWD', 'es', ['1250.000', '1.250']],
  ])('asks what %j in %s on a page in %s means', (text, currency, language, readings) => {
    const read = parseAmount(text, currency, language);
    expect(read).toMatchObject({ ok: false, problem: 'unclear' });
    expect([...((!read.ok && read.readings) || [])].sort()).toEqual([...readings].sort());
  });

  it('suggests no amount a thousand times what the page’s own separators say', () => {
    expect(parseAmount('12.345', 'USD', 'en')).toEqual({ ok: false, problem: 'decimals' });
    expect(parseAmount('12,345', 'USD', 'es')).toEqual({ ok: false, problem: 'decimals' });
  });

  it.each([
    ['', 'USD', 'blank'],
    ['   ', 'USD', 'blank'],
    ['$', 'USD', 'blank'],
    ['12.345', 'EUR', 'decimals'],
    ['1234.567', 'USD', 'decimals'],
    ['12.3456', 'USD', 'decimals'],
    ['1,200.505', 'USD', 'decimals'],
    ['12.00', 'JPY', 'decimals'],
    ['12,5', 'JPY', 'decimals'],
    ['012.00', 'USD', 'leading-zero'],
    ['012,345', 'USD', 'decimals'],
    ['0', 'USD', 'zero'],
    ['0,00', 'USD', 'zero'],
    ['1000000', 'USD', 'too-large'],
    ['1,000,000.00', 'USD', 'too-large'],
    ['1.000.000', 'USD', 'too-large'],
    ['€12', 'USD', 'currency'],
    ['12 EUR', 'USD', 'currency'],
    ['CA$12', 'USD', 'currency'],
    ['US$12', 'CAD', 'currency'],
    ['12 dollars', 'USD', 'currency'],
    ['12.', 'USD', 'not-a-number'],
    ['.50', 'USD', 'not-a-number'],
    ['-5.00', 'USD', 'not-a-number'],
    ['+5.00', 'USD', 'not-a-number'],
    ['(5.00)', 'USD', 'not-a-number'],
    ['1e3', 'USD', 'not-a-number'],
    ['12 00', 'USD', 'not-a-number'],
    ['1.2.3', 'USD', 'not-a-number'],
    ['1,200,00', 'USD', 'not-a-number'],
    ['1,20.000', 'USD', 'not-a-number'],
    ['1_200', 'USD', 'not-a-number'],
    ['12²', 'USD', 'not-a-number'],
    ['abc', 'USD', 'not-a-number'],
  ])('refuses %j in %s as %s', (text, currency, problem) => {
    expect(parseAmount(text, currency, 'en')).toMatchObject({ ok: false, problem });
  });

  const LOCALES = ['en-US', 'de-DE', 'fr-FR', 'es-ES', 'de-CH', 'ar-EG', 'hi-IN', 'ja-JP', 'en', 'es'];
  const DISPLAYS = ['symbol', 'narrowSymbol', 'code'] as const;

  it.each(LOCALES)('reads back what %s writes, or asks between readings that include it', (locale) => {
    const amounts = fc.tuple(
      fc.constantFrom(...OFFERED_CURRENCIES),
      fc.constantFrom(...DISPLAYS),
      fc.boolean(),
      fc.integer({ min: 1, max: 99_999_999 }),
    );
    fc.assert(
      fc.property(amounts, ([currency, currencyDisplay, useGrouping, units]) => {
        const decimals = DECIMALS.get(currency) ?? 2;
        const minor = decimals === 0 ? Math.max(1, Math.floor(units / 100)) : units;
        const value = fromMinorUnits(BigInt(minor), currency);
        const written = new Intl.NumberFormat(locale, {
          style: 'currency',
          ...{ currency, currencyDisplay, useGrouping },
          minimumFractionDigits: decimals,
        }).format(minor / 10 ** decimals);
        const read = parseAmount(written, currency, locale);
        const readings = read.ok ? [read.value] : (read.readings ?? []);
        expect({ written, readings }).toEqual({ written, readings: expect.arrayContaining([value]) });
        if (decimals !== 3) expect({ written, read }).toEqual({ written, read: { ok: true, value } });
      }),
      { numRuns: 150 },
    );
  });

  it('never makes an amount of other digits than those that were typed', () => {
    const texts = fc.string({ unit: fc.constantFrom(..."0123456789.,' $"), maxLength: 12 });
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(...OFFERED_CURRENCIES),
        fc.constantFrom('en', 'es'),
        (text, currency, language) => {
          const read = parseAmount(text, currency, language);
          const digits = (amount: string) => amount.replace(/[^0-9]/g, '').replace(/0+$/, '');
          for (const reading of read.ok ? [read.value] : (read.readings ?? [])) {
            expect(digits(reading)).toBe(digits(text));
          }
          if (read.ok && /^[0-9]+(\.[0-9]{1,2})?$/.test(text)) expect(Number(read.value)).toBe(Number(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
