import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DECIMALS, fromMinorUnits, isSameAmount, readAmount, toMinorUnits } from '#lambdas/contract/money.ts';

const currencies = fc.constantFrom(...DECIMALS.keys());
/** Every amount Twilio takes, in the smallest unit of its currency. */
const charges = currencies.chain((currency) =>
  fc.record({
    currency: fc.constant(currency),
    minor: fc.bigInt(1n, 10n ** BigInt(6 + (DECIMALS.get(currency) ?? 0)) - 1n),
  }),
);

describe('an amount', () => {
  it('is the same after writing and reading it', () => {
    fc.assert(
      fc.property(charges, ({ currency, minor }) => {
        const written = fromMinorUnits(minor, currency);
        expect(toMinorUnits(written, currency)).toBe(minor);
        expect(readAmount(written, currency)).toEqual({ ok: true, value: written });
      }),
    );
  });

  it('has one form, however many of its last zeros are written', () => {
    fc.assert(
      fc.property(charges, fc.nat({ max: 4 }), ({ currency, minor }, dropped) => {
        const canonical = fromMinorUnits(minor, currency);
        const [whole, decimals = ''] = canonical.split('.');
        const kept = decimals.replace(new RegExp(`0{0,${dropped}}$`), '');
        const written = kept === '' ? `${whole}` : `${whole}.${kept}`;
        expect(readAmount(written, currency)).toEqual({ ok: true, value: canonical });
        expect(isSameAmount(written, canonical, currency)).toBe(true);
      }),
    );
  });

  it('sums to the cent, which binary fractions do not', () => {
    fc.assert(
      fc.property(currencies, fc.array(fc.bigInt(1n, 99_999_999n), { minLength: 1 }), (currency, minors) => {
        const sum = minors
          .map((minor) => toMinorUnits(fromMinorUnits(minor, currency), currency) ?? 0n)
          .reduce((a, b) => a + b);
        expect(fromMinorUnits(sum, currency)).toBe(
          fromMinorUnits(
            minors.reduce((a, b) => a + b),
            currency,
          ),
        );
      }),
    );
    expect(fromMinorUnits((toMinorUnits('12.5') ?? 0n) + (toMinorUnits('12') ?? 0n))).toBe('24.50');
  });

  it('is never read from a text that is not an amount, digit for digit', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789.,-+eE ٣７') }),
      fc.stringMatching(/^\d{1,8}(\.\d{0,5})?$/),
    );
    fc.assert(
      fc.property(texts, currencies, (text, currency) => {
        const read = readAmount(text, currency);
        if (!read.ok) return;
        expect(text).toMatch(/^(?:0|[1-9][0-9]{0,5})(?:\.[0-9]+)?$/);
        expect(Number(read.value)).toBe(Number(text));
        expect(read.value.split('.')[1]?.length ?? 0).toBe(DECIMALS.get(currency));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['1.005', 'USD', 'decimals'],
    ['100.5', 'JPY', 'decimals'],
    ['1.2345', 'KWD', 'decimals'],
    ['1.23456', 'CLF', 'decimals'],
    ['012.00', 'USD', 'leading-zero'],
    ['00', 'USD', 'leading-zero'],
    ['1000000', 'USD', 'too-large'],
    ['0', 'USD', 'zero'],
    ['0.00', 'USD', 'zero'],
    ['-5', 'USD', 'not-a-number'],
    ['1e3', 'USD', 'not-a-number'],
    ['1,200', 'USD', 'not-a-number'],
    ['12.', 'USD', 'not-a-number'],
    ['.5', 'USD', 'not-a-number'],
    ['١٢', 'USD', 'not-a-number'],
    ['', 'USD', 'not-a-number'],
  ])('%j in %s is refused as %s', (text, currency, problem) => {
    expect(readAmount(text, currency)).toEqual({ ok: false, problem });
  });

  it.each([
    ['HUF', 2],
    ['PKR', 2],
    ['IQD', 3],
    ['KWD', 3],
    ['JPY', 0],
    ['CLF', 4],
    ['XCG', 2],
  ])('of %s has the %i decimals of the standard', (currency, decimals) => {
    expect(DECIMALS.get(currency)).toBe(decimals);
  });
});
