import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { TrailDraft } from '#lambdas/session/trail-event.ts';
import type { AppendOutcome, Decide } from '#lambdas/stores/audit-trail.ts';
import type { Services } from '#lambdas/wiring/services.ts';

export interface Beginning {
  readonly draft: Extract<TrailDraft, { readonly type: 'started' | 'adopted' }>;
  /** The number of the intent it came from. */
  readonly intent?: number;
  /** What to record where the trail has begun already. */
  readonly otherwise?: Decide;
}

/**
 * Records the first event of a session. Before it, the session is put on its call and on the list of those under way:
 * even after a crash in between, the sweep looks after it.
 */
export async function beginTrail(
  { calls, clock, sessions, trail }: Pick<Services, 'calls' | 'clock' | 'sessions' | 'trail'>,
  paySid: string,
  { draft, intent, otherwise }: Beginning,
): Promise<AppendOutcome> {
  const at = clock.now().toISOString();
  const expected = reduceSession([{ ...draft, paySid, sequence: 1, at, hash: '' }]);
  const { callSid } = draft.facts;
  await Promise.all([
    // No event yet, so version 0: whatever is recorded replaces it.
    sessions.save({ ...expected, session: { ...expected.session, version: 0 } }, { hash: '' }),
    callSid ? calls.addSession(callSid, paySid, intent) : undefined,
  ]);
  const decide: Decide = (events) => (events.length === 0 ? draft : otherwise?.(events));
  return trail.append(paySid, decide, [], at);
}
