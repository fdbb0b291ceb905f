import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { isFinal } from './newest.ts';
import { outcomeOf } from './outcome.ts';

type Subject = Pick<PaySession, 'state' | 'error' | 'outcome' | 'resolution'>;

/**
 * The words for where a session stands: the same on the desk, in every list and on the record. A payment that may have
 * been charged is called that and nothing else, and one that a supervisor looked up is called what they found.
 */
export function stateKey(session: Subject): TextKey {
  const { state, error, resolution } = session;
  if (!isFinal(session)) return `state.${state}`;
  const outcome = outcomeOf(session);
  if (outcome === 'unknown') return 'outcome.unknown';
  if (resolution?.finding === outcome) {
    return outcome === 'charged' ? 'state.foundCharged' : 'state.foundNotCharged';
  }
  return state === 'failed' && error?.declined ? 'state.declined' : `state.${state}`;
}

/** The colour of the same: `charged` and `saved` look like a success, whatever the state says. */
export function stateTone(session: Subject): PaySession['state'] {
  if (!isFinal(session)) return session.state;
  const outcome = outcomeOf(session);
  if (outcome === 'unknown') return 'unknown';
  if (outcome !== 'notCharged') return 'succeeded';
  return session.state === 'cancelled' ? 'cancelled' : 'failed';
}
