import type { ReducedSession } from './reduce-session.ts';
import { canonicalJson } from './trail-chain.ts';

/**
 * Whether lists would show two states of a session differently. That a field was asked for is not worth a write: its
 * outcome follows.
 */
export function isListedDifferently(one: ReducedSession, other: ReducedSession): boolean {
  return listed(one) !== listed(other);
}

function listed({ session, misses }: ReducedSession): string {
  const { capturing: _, outcomeTimes: __, updatedAt: ___, version: ____, ...shown } = session;
  return canonicalJson({ ...shown, misses });
}
