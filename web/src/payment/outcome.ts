import type { MoneyOutcome, PaySession } from '#lambdas/contract/desk-api.ts';

/** What became of the money of a finished payment, as the service says; a service that does not say leaves it unknown. */
export function outcomeOf({ outcome = 'unknown' }: Pick<PaySession, 'outcome'>): MoneyOutcome {
  return outcome;
}
