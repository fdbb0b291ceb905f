import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { type Dynamo, type Item, unlessLost } from '#lambdas/platform/dynamo.ts';
import type { ReducedSession } from '#lambdas/session/reduce-session.ts';
import { listKey } from './list-key.ts';

/** A session as last derived from its trail. */
export interface StoredSession extends ReducedSession {
  /** Hash of the trail's last event when this was derived. */
  readonly lastHash: string;
}

/** The current state of sessions: a cache of the trail. */
export interface SessionsStore {
  find(paySid: string): Promise<StoredSession | undefined>;
  /** Keeps the state unless a newer one is kept already. */
  save(reduced: ReducedSession, lastHash: string): Promise<void>;
  /** Takes a session whose trail never began off the lists. */
  unlist(paySid: string): Promise<void>;
}

/**
 * Sessions as items `session#<paySid>`. The indexes hold their keys only, so a write costs as much as without indexes
 * unless it changes where the session is listed: at its start and at its end.
 */
export function createSessionsStore(dynamo: Dynamo, table: string, shards = 1): SessionsStore {
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

    async save({ session, misses }, lastHash) {
      const { paySid, version } = session;
      const item = {
        pk: keyOfSession(paySid),
        version,
        session,
        lastHash,
        misses,
        ...listedBy(session, shards),
      };
      await put(item, 'attribute_not_exists(pk) OR #version < :version', version);
    },

    async unlist(paySid) {
      // Below 0, so that a start that is late after all is listed again.
      await put({ pk: keyOfSession(paySid), version: -1 }, '#version = :version', 0);
    },
  };
}

/** What the indexes find a session by. */
function listedBy({ paySid, startedAt, agent, callSid, state, outcome }: PaySession, shards: number) {
  const status = isOver(state) ? (outcome === 'unknown' ? outcome : undefined) : 'active';
  return {
    listTime: `${startedAt}#${paySid}`,
    listMonth: listKey(startedAt.slice(0, 7), paySid, shards),
    listAgent: agent || undefined,
    listCall: callSid || undefined,
    listStatus: status && listKey(status, paySid, shards),
  };
}

/** Key of a session's item. */
export function keyOfSession(paySid: string): string {
  return `session#${paySid}`;
}
