import type { MoneyOutcome, PaySession } from '#lambdas/contract/desk-api.ts';

/** What happened to the money of a finished payment, as the service reports it; unknown when it reports nothing. */
export function outcomeOf({ outcome = 'unknown' }: Pick<PaySession, 'outcome'>): MoneyOutcome {
  return outcome;
}
