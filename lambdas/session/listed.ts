import { isOver } from '#lambdas/contract/session-actions.ts';
import type { ReducedSession } from './reduce-session.ts';
import { canonicalJson } from './trail-chain.ts';

/**
 * Whether to keep a session's state in place of an older one: where lists would show them differently, and always once
 * the session is over, because what is kept then tells how long its trail must be. That a field was asked for is not
 * worth a write: its outcome follows.
 *
 * @param older undefined when nothing is kept, or nothing was recorded before
 */
export function isWorthKeeping(older: ReducedSession | undefined, newer: ReducedSession): boolean {
  if (!older || older.session.version === 0) return true;
  const { state, version } = newer.session;
  return (isOver(state) && version > older.session.version) || listed(older) !== listed(newer);
}

/**
 * Of what was keyed in lists show the last digits, and which fields are missing. When it ended changes only with an event, and
 * states kept before that was known must not look older than their trail.
 */
function listed({ session, misses }: ReducedSession): string {
  const {
    captured,
    capturing: _,
    outcomeTimes: __,
    updatedAt: ___,
    version: ____,
    endedAt: _____,
    ...shown
  } = session;
  const numbers = [captured['payment-card-number'], captured['bank-account-number']];
  return canonicalJson({ ...shown, numbers, misses });
}
