import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { type Dynamo, type Item, unlessLost } from '#lambdas/platform/dynamo.ts';
import { isExpired } from '#lambdas/session/expiry.ts';
import type { ReducedSession } from '#lambdas/session/reduce-session.ts';
import { recountMark } from './recount-mark.ts';
import { keyOfSession, type LastEvent, listTimeOf, pointerItemsOf, sessionItemOf } from './session-item.ts';

/** How long a session that is over is listed after its last change, unless set otherwise. */
export const KEEP_MONTHS = 24;

/** A session as last derived from its trail. */
export interface StoredSession extends ReducedSession {
  /** Hash of the trail's last event when this was derived. */
  readonly lastHash: string;
}

/** The current state of sessions: a cache of the trail. */
export interface SessionsStore {
  find(paySid: string): Promise<StoredSession | undefined>;
  /**
   * Keeps the state unless a newer one is kept already, and no longer than its trail. Minutes that totals may have counted are
   * marked first, to be counted again: the one it began in, where the state of a payment that was over may be kept, `wasOver`;
   * and the one that it is listed in, too, where that is another one.
   */
  save(reduced: ReducedSession, last: LastEvent, wasOver?: boolean): Promise<void>;
  /** Takes a session whose trail never began off the lists. Its item still says where it was listed. */
  unlist(session: PaySession): Promise<void>;
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
  const put = (item: Item, condition: string, version: number, values: Item = {}) =>
    unlessLost(
      dynamo.put({
        TableName: table,
        Item: item,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version, ...values },
      }),
    );
  const read = (paySid: string) =>
    dynamo.get({ TableName: table, Key: { pk: keyOfSession(paySid) }, ConsistentRead: true });
  const markMinute = (time: string) => dynamo.put({ TableName: table, Item: recountMark(time, clock.now()) });

  return {
    async find(paySid) {
      const item = await read(paySid);
      return item?.session ? (item as unknown as StoredSession) : undefined;
    },

    async save(reduced, last, wasOver = false) {
      const item = sessionItemOf(reduced, last, { shards, keepMonths });
      // Read from its trail after it expired: it must not come back to the lists.
      if (isExpired(item, clock.now())) return;
      const isNewer = 'attribute_not_exists(pk) OR #version < :version';
      await Promise.all(pointerItemsOf(item).map((pointer) => put(pointer, isNewer, item.version)));
      const { paySid, startedAt } = reduced.session;
      if (wasOver) await markMinute(startedAt);
      const isInPlace = 'attribute_not_exists(listTime) OR listTime = :listTime';
      const values = { ':listTime': item.listTime };
      if (await put(item, `(${isNewer}) AND (${isInPlace})`, item.version, values)) return;
      // A newer one is kept, which is usual, or the payment moves.
      const there = await read(paySid);
      if (!there || Number(there.version) >= item.version) return;
      const listedAt = String(there.listTime).slice(0, startedAt.length);
      await Promise.all([listedAt, startedAt].map(markMinute));
      await put(item, isNewer, item.version);
    },

    async unlist(session) {
      // Below 0, so that a start that is late after all is listed again.
      const item = { pk: keyOfSession(session.paySid), version: -1, listTime: listTimeOf(session) };
      await put(item, '#version = :version', 0);
    },
  };
}
