import type { PaySession, StartRequest, UnknownPayment } from '#lambdas/contract/desk-api.ts';
import { DEFAULT_CURRENCY, fromMinorUnits, isSameAmount, toMinorUnits } from '#lambdas/contract/money.ts';
import { decimalsOf } from '#web/src/words/money.ts';
import { outcomeOf } from './outcome.ts';

/** Why the desk asks the agent to confirm an amount. */
export type AmountDoubt =
  | { readonly kind: 'large' | 'same' }
  /** An earlier payment may have been charged, whatever its amount. */
  | { readonly kind: 'unknown'; readonly unknown: UnknownPayment };

/**
 * Whether the agent must confirm: an earlier payment on this call may have been charged, the same amount was already
 * taken, or the amount is above the limit. `limit` is in whole units of a currency with cents; 0 means no limit. For
 * a currency without cents it is a hundred times higher, because its units are about a hundred times smaller.
 */
export function doubtOf(
  { chargeAmount, currency = DEFAULT_CURRENCY }: Pick<StartRequest, 'chargeAmount' | 'currency'>,
  earlier: readonly PaySession[],
  limit: number,
): AmountDoubt | undefined {
  if (chargeAmount === undefined) return undefined;
  const charges = earlier.filter((session) => session.chargeAmount !== undefined);
  const unknown = charges.findLast((session) => outcomeOf(session) === 'unknown');
  if (unknown) return { kind: 'unknown', unknown };
  const isSame = charges.some(
    (session) =>
      (session.currency ?? DEFAULT_CURRENCY) === currency &&
      isSameAmount(session.chargeAmount ?? '', chargeAmount, currency) &&
      outcomeOf(session) === 'charged',
  );
  if (isSame) return { kind: 'same' };
  const amount = toMinorUnits(chargeAmount, currency) ?? 0n;
  return limit > 0 && amount > minorLimit(currency, limit) ? { kind: 'large' } : undefined;
}

/** The limit as an amount in the currency: `1000.00`, or `100000` for one without cents. */
export function limitIn(currency: string, limit: number): string {
  return fromMinorUnits(minorLimit(currency, limit), currency);
}

function minorLimit(currency: string, limit: number): bigint {
  return BigInt(limit) * 10n ** BigInt(decimalsOf(currency) || 2);
}
