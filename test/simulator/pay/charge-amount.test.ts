import { describe, expect, it } from '@jest/globals';
import { DECIMALS } from '#lambdas/contract/money.ts';
import { CURRENCY_DECIMALS, isChargeAmount } from '#simulator/pay/charge-amount.ts';

describe('the currencies of the simulator', () => {
  it('are those of the API, each with as many decimals', () => {
    const inOrder = (table: ReadonlyMap<string, number>) => [...table].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(inOrder(CURRENCY_DECIMALS)).toEqual(inOrder(DECIMALS));
    expect(DECIMALS.size).toBeGreaterThan(150);
  });

  it.each([
    ['500', 'JPY', true],
    ['500.0', 'JPY', false],
    ['1.250', 'KWD', true],
    ['1.2500', 'KWD', false],
    ['1200.00', 'HUF', true],
  ])('take %s %s for an amount: %s', (amount, currency, isTaken) => {
    expect(isChargeAmount(amount, currency)).toBe(isTaken);
  });
});
