import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';

/** How long a session may go without a change, in milliseconds. */
const PATIENCE = {
  /** Twilio waits 10 s for a processor and tries again twice; five minutes are far beyond that. */
  submittingMs: 5 * 60_000,
  /** Time for the last callbacks of a call that has ended. */
  afterCallMs: 2 * 60_000,
  /** A caller may look for a card this long. */
  idleMs: 30 * 60_000,
} as const;

/** Whether nothing happened for the shortest of these times. Otherwise it may continue, whatever became of its call. */
export function isStill({ state, updatedAt }: PaySession, now: Date): boolean {
  return !isOver(state) && now.getTime() - Date.parse(updatedAt) > PATIENCE.afterCallMs;
}

/** Why a session that is not over should be ended now, or undefined while it may continue. */
export function overdueReason(
  session: PaySession,
  call: CallRecord | undefined,
  now: Date,
): string | undefined {
  const stillSince = now.getTime() - Date.parse(session.updatedAt);
  if (session.state === 'submitting') {
    return stillSince > PATIENCE.submittingMs ? 'No result came for five minutes' : undefined;
  }
  const ended = call?.endedAt;
  const sinceCall = ended ? now.getTime() - Date.parse(ended) : 0;
  if (sinceCall > PATIENCE.afterCallMs && stillSince > PATIENCE.afterCallMs) return 'The call has ended';
  return stillSince > PATIENCE.idleMs ? 'Nothing happened for half an hour' : undefined;
}
