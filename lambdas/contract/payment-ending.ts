import type { PaySession } from './desk-api.ts';
import { isOver } from './session-actions.ts';

/** How payments are counted, in the order in which reports show them. */
export const ENDINGS = ['charged', 'saved', 'declined', 'failed', 'cancelled', 'unknown', 'open'] as const;

/**
 * How a payment ended. It follows `outcome`, which says what became of the money, and tells apart why nothing was charged:
 * `declined` by the processor, `cancelled`, or `failed` for any other reason. `open` has not ended.
 */
export type Ending = (typeof ENDINGS)[number];

/** Exactly one for every payment, so the counts of all endings add up to the number of payments. */
export function endingOf({ state, outcome, error }: Pick<PaySession, 'state' | 'outcome' | 'error'>): Ending {
  if (!isOver(state)) return 'open';
  if (outcome !== undefined && outcome !== 'notCharged') return outcome;
  if (state === 'cancelled') return 'cancelled';
  return error?.declined ? 'declined' : 'failed';
}
