import type { PaySession, StartRequest } from '#lambdas/contract/desk-api.ts';
import { CURRENCY_EXPONENTS, minorUnits } from './amount.ts';
import { moneyClaim } from './money-claim.ts';

/** Why an amount deserves a second look before it is asked of the caller. */
export type AmountDoubt = 'large' | 'same';

/**
 * Whether to ask the agent once more: the amount was taken, or may have been, on this call before, or lies above the
 * limit. `limit` is in whole units of a currency with cents; 0 means no limit. A currency without cents has units
 * about a hundred times smaller.
 */
export function doubtOf(
  { chargeAmount, currency = 'USD' }: Pick<StartRequest, 'chargeAmount' | 'currency'>,
  earlier: readonly PaySession[],
  limit: number,
): AmountDoubt | undefined {
  if (chargeAmount === undefined) return undefined;
  const isSame = earlier.some(
    (session) =>
      session.chargeAmount === chargeAmount &&
      (session.currency ?? 'USD') === currency &&
      moneyClaim(session, session.state === 'failed') !== 'nothing',
  );
  if (isSame) return 'same';
  return limit > 0 && minorUnits(chargeAmount) > limit * 100 ? 'large' : undefined;
}

/** The limit as an amount of the currency: `1000.00`, or `100000` for one without cents. */
export function limitIn(currency: string, limit: number): string {
  return CURRENCY_EXPONENTS[currency] === 0 ? String(limit * 100) : `${limit}.00`;
}
