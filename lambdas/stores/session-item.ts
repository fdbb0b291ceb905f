import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { referenceKey } from '#lambdas/session/canonical-id.ts';
import { monthsAfter } from '#lambdas/session/expiry.ts';
import type { ReducedSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import { listKey } from './list-key.ts';
import { ownTerm, pointersOf } from './terms.ts';

/** No session is under way for longer: what leads to one that never began is gone then. */
const LONGEST_MONTHS = 1;

/** The end of the trail that a state was derived from. */
export type LastEvent = Pick<RecordedEvent, 'hash' | 'expiresAtSeconds'>;

/** How a stage lists sessions, and for how long. */
export interface Listing {
  /** Keys that a list is spread over. */
  readonly shards: number;
  /** Months that one which is over is listed after its last change; 0 for ever. */
  readonly keepMonths: number;
}

/** The item `session#<paySid>` of a state, all of which follows from the trail. */
export function sessionItemOf(
  { session, misses }: ReducedSession,
  { hash: lastHash, expiresAtSeconds: trailExpiry }: LastEvent,
  { shards, keepMonths }: Listing,
) {
  const own = pendingStatus(session) ? undefined : monthsAfter(session.updatedAt, keepMonths);
  return {
    pk: keyOfSession(session.paySid),
    version: session.version,
    session,
    lastHash,
    misses,
    expiresAtSeconds: earlier(own, trailExpiry),
    ...listedBy(session, shards),
  };
}

/** The items that lead to one, as they are when it begins and when it is over; in between nothing is written. */
export function pointerItemsOf({
  session,
  version,
  listTime,
  expiresAtSeconds,
}: ReturnType<typeof sessionItemOf>) {
  if (version > 0 && !isOver(session.state)) return [];
  const expiry = isOver(session.state) ? expiresAtSeconds : monthsAfter(session.startedAt, LONGEST_MONTHS);
  return pointersOf(session).map((pointer) => ({ ...pointer, version, listTime, expiresAtSeconds: expiry }));
}

/** Key of a session's item. */
export function keyOfSession(paySid: string): string {
  return `session#${paySid}`;
}

/** The place of a session in every list. */
export function listTimeOf({ startedAt, paySid }: Pick<PaySession, 'paySid' | 'startedAt'>): string {
  return `${startedAt}#${paySid}`;
}

/** What somebody still has to see to: such sessions are listed by it, and stay as long as their trail. */
function pendingStatus({ state, outcome }: PaySession): 'active' | 'unknown' | undefined {
  if (!isOver(state)) return 'active';
  return outcome === 'unknown' ? outcome : undefined;
}

/** The earlier of two times, either of which may never come. */
function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

/** What the indexes find a session by. */
function listedBy(session: PaySession, shards: number) {
  const { paySid, startedAt, agent, callSid, reference } = session;
  const status = pendingStatus(session);
  return {
    listTime: listTimeOf(session),
    listMonth: listKey(startedAt.slice(0, 7), paySid, shards),
    listAgent: agent || undefined,
    listCall: callSid || undefined,
    listReference: reference && referenceKey(reference),
    listTerm: ownTerm(session),
    listStatus: status && listKey(status, paySid, shards),
  };
}
