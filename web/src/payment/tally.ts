import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { DEFAULT_CURRENCY, fromMinorUnits, toMinorUnits } from '#lambdas/contract/money.ts';
import { outcomeOf } from './outcome.ts';

export interface CurrencyTotal {
  readonly currency: string;
  readonly amount: string;
  readonly payments: number;
}

/** What was taken on one call so far, per currency: the running total of a payment split over several cards. */
export function tallyOf(finished: readonly PaySession[]): readonly CurrencyTotal[] {
  const totals = new Map<string, { minor: bigint; payments: number }>();
  for (const session of finished) {
    const { chargeAmount = '', currency = DEFAULT_CURRENCY } = session;
    const minor = toMinorUnits(chargeAmount, currency);
    if (outcomeOf(session) !== 'charged' || minor === undefined) continue;
    const before = totals.get(currency) ?? { minor: 0n, payments: 0 };
    totals.set(currency, { minor: before.minor + minor, payments: before.payments + 1 });
  }
  return [...totals].map(([currency, { minor, payments }]) => ({
    currency,
    payments,
    amount: fromMinorUnits(minor, currency),
  }));
}
