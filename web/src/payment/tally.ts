import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { inMajorUnits, minorUnits } from './amount.ts';

export interface CurrencyTotal {
  readonly currency: string;
  readonly amount: string;
  readonly payments: number;
}

/** What was taken on one call so far, per currency: the running total of a payment split over several cards. */
export function tallyOf(finished: readonly PaySession[]): readonly CurrencyTotal[] {
  const totals = new Map<string, { minor: number; payments: number }>();
  for (const { state, chargeAmount, currency = 'USD' } of finished) {
    if (state !== 'succeeded' || chargeAmount === undefined) continue;
    const before = totals.get(currency) ?? { minor: 0, payments: 0 };
    totals.set(currency, {
      minor: before.minor + minorUnits(chargeAmount),
      payments: before.payments + 1,
    });
  }
  return [...totals].map(([currency, { minor, payments }]) => ({
    currency,
    payments,
    amount: inMajorUnits(minor, currency),
  }));
}
