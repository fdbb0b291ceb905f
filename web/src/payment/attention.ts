import type { SessionState, TeamSession } from '#lambdas/contract/desk-api.ts';

/** How long a payment may stay in a state before it needs attention, in milliseconds; final states never do. */
const USUAL_MS: Readonly<Partial<Record<SessionState, number>>> = {
  started: 5 * 60_000,
  capturing: 2 * 60_000,
  ready: 5 * 60_000,
  // Twilio gives the processor a minute at most.
  submitting: 70_000,
};
const MANY_MISSES = 3;

export interface Attention {
  readonly isLong: boolean;
  readonly isFailing: boolean;
}

/** Why a payment under way needs attention now. `now` is the service's time. */
export function attentionOf({ state, since, misses }: TeamSession, now: number): Attention {
  const stillMs = now - Date.parse(since);
  return {
    isLong: stillMs > (USUAL_MS[state] ?? Number.POSITIVE_INFINITY),
    isFailing: misses >= MANY_MISSES,
  };
}

export function needsAttention(session: TeamSession, now: number): boolean {
  const { isLong, isFailing } = attentionOf(session, now);
  return isLong || isFailing;
}
