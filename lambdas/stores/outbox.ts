import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, queryAll, unlessLost } from '#lambdas/platform/dynamo.ts';
import type { OpenSession } from './open-sessions.ts';

/**
 * Payments of which other systems may not have heard all, while lists show them as over. Whoever shows a payment as over
 * without having told marks it first; the sweep tells, and takes the mark away.
 */
export interface Outbox {
  mark(paySid: string): Promise<void>;
  /** Takes a mark away, unless it was made again since. */
  unmark(marked: OpenSession): Promise<void>;
  /** Oldest first. */
  all(): Promise<readonly OpenSession[]>;
}

const WAITING = 'outbox';

/** Marks as items `outbox#<paySid>` in the index by status. A mark has no expiry; what is left of it has. */
export function createOutbox(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): Outbox {
  return {
    async mark(paySid) {
      const listTime = `${clock.now().toISOString()}#${paySid}`;
      await dynamo.put({ TableName: table, Item: { pk: keyOf(paySid), listStatus: WAITING, listTime } });
    },

    async unmark({ paySid, since }) {
      await unlessLost(
        dynamo.update({
          TableName: table,
          Key: { pk: keyOf(paySid) },
          UpdateExpression: 'SET expiresAtSeconds = :expires REMOVE listStatus, listTime',
          ConditionExpression: 'listTime = :seen',
          ExpressionAttributeValues: {
            ':expires': epochSeconds(clock.now()),
            ':seen': `${since}#${paySid}`,
          },
        }),
      );
    },

    async all() {
      const items = await queryAll<{ readonly listTime: string }>(dynamo, {
        TableName: table,
        IndexName: 'byStatus',
        KeyConditionExpression: 'listStatus = :waiting',
        ExpressionAttributeValues: { ':waiting': WAITING },
      });
      return items.map(({ listTime }) => {
        const [since = '', paySid = ''] = listTime.split('#');
        return { paySid, since };
      });
    },
  };
}

function keyOf(paySid: string): string {
  return `outbox#${paySid}`;
}
