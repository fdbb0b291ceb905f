import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { type Dynamo, type Item, unlessLost } from '#lambdas/platform/dynamo.ts';
import { referenceKey } from '#lambdas/session/canonical-id.ts';
import { isExpired, monthsAfter } from '#lambdas/session/expiry.ts';
import type { ReducedSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import { listKey } from './list-key.ts';
import { recountMark } from './recount-mark.ts';
import { ownTerm, pointersOf } from './terms.ts';

/** How long a session that is over is listed after its last change, unless set otherwise. */
export const KEEP_MONTHS = 24;

/** No session is under way for longer: what leads to one that never began is gone then. */
const LONGEST_MONTHS = 1;

/** A session as last derived from its trail. */
export interface StoredSession extends ReducedSession {
  /** Hash of the trail's last event when this was derived. */
  readonly lastHash: string;
}

/** The end of the trail that a state was derived from. */
export type LastEvent = Pick<RecordedEvent, 'hash' | 'expiresAtSeconds'>;

/** The current state of sessions: a cache of the trail. */
export interface SessionsStore {
  find(paySid: string): Promise<StoredSession | undefined>;
  /**
   * Keeps the state unless a newer one is kept already, and no longer than its trail. Where one of a payment that was over may be
   * kept, `wasOver`, totals may have counted that: the minute it began in is marked first, to be counted again.
   */
  save(reduced: ReducedSession, last: LastEvent, wasOver?: boolean): Promise<void>;
  /** Takes a session whose trail never began off the lists. */
  unlist(paySid: string): Promise<void>;
}

/**
 * Sessions as items `session#<paySid>`. The indexes hold their keys only, so a write costs as much as without indexes
 * unless it changes where the session is listed: at its start and at its end. A session that is over, with a known result,
 * expires `keepMonths` after its last change; 0 keeps it. Its trail is not touched, but when that expires, so does every session.
 * What leads to it is written before it, when it begins and when it is over, and expires with it.
 */
export function createSessionsStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  { shards = 1, keepMonths = KEEP_MONTHS }: { readonly shards?: number; readonly keepMonths?: number } = {},
): SessionsStore {
  const put = (item: Item, condition: string, version: number) =>
    unlessLost(
      dynamo.put({
        TableName: table,
        Item: item,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      }),
    );

  return {
    async find(paySid) {
      const item = await dynamo.get({
        TableName: table,
        Key: { pk: keyOfSession(paySid) },
        ConsistentRead: true,
      });
      return item?.session ? (item as unknown as StoredSession) : undefined;
    },

    async save({ session, misses }, { hash: lastHash, expiresAtSeconds: trailExpiry }, wasOver = false) {
      const { paySid, version } = session;
      const own = pendingStatus(session) ? undefined : monthsAfter(session.updatedAt, keepMonths);
      const expiresAtSeconds = earlier(own, trailExpiry);
      // Read from its trail after it expired: it must not come back to the lists.
      if (isExpired({ expiresAtSeconds }, clock.now())) return;
      const isNewer = 'attribute_not_exists(pk) OR #version < :version';
      const lists = listedBy(session, shards);
      if (version === 0 || isOver(session.state)) {
        const expiry = isOver(session.state)
          ? expiresAtSeconds
          : monthsAfter(session.startedAt, LONGEST_MONTHS);
        const { listTime } = lists;
        await Promise.all(
          pointersOf(session).map((pointer) =>
            put({ ...pointer, version, listTime, expiresAtSeconds: expiry }, isNewer, version),
          ),
        );
      }
      const item = {
        pk: keyOfSession(paySid),
        version,
        session,
        lastHash,
        misses,
        expiresAtSeconds,
        ...lists,
      };
      if (wasOver) await dynamo.put({ TableName: table, Item: recountMark(session.startedAt, clock.now()) });
      await put(item, isNewer, version);
    },

    async unlist(paySid) {
      // Below 0, so that a start that is late after all is listed again.
      await put({ pk: keyOfSession(paySid), version: -1 }, '#version = :version', 0);
    },
  };
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
    listTime: `${startedAt}#${paySid}`,
    listMonth: listKey(startedAt.slice(0, 7), paySid, shards),
    listAgent: agent || undefined,
    listCall: callSid || undefined,
    listReference: reference && referenceKey(reference),
    listTerm: ownTerm(session),
    listStatus: status && listKey(status, paySid, shards),
  };
}

/** Key of a session's item. */
export function keyOfSession(paySid: string): string {
  return `session#${paySid}`;
}
