import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, queryAll } from '#lambdas/platform/dynamo.ts';

export interface OpenSession {
  readonly paySid: string;
  /** When it was marked, ISO 8601. */
  readonly since: string;
}

/**
 * Sessions that lists no longer show as under way, and whose trail the sweep compares with what they show. The mark
 * comes before the event, so that a crash after it does not stay unseen.
 */
export interface OpenSessions {
  mark(paySid: string): Promise<void>;
  unmark(paySid: string): Promise<void>;
  all(): Promise<readonly OpenSession[]>;
}

const OPEN = 'open';
/** How long a mark that was never removed is kept: as long as its call's record. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** Marks as items `open#<paySid>` in the index by status. */
export function createOpenSessions(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): OpenSessions {
  const update = (paySid: string, expression: string, values: Readonly<Record<string, unknown>>) =>
    dynamo.update({
      TableName: table,
      Key: { pk: `open#${paySid}` },
      UpdateExpression: `SET expiresAtSeconds = :expires${expression}`,
      ExpressionAttributeValues: {
        ':expires': epochSeconds(clock.now()) + KEPT_SECONDS,
        ...values,
      },
    });

  return {
    async mark(paySid) {
      await update(paySid, ', listStatus = :open, listTime = :time', {
        ':open': OPEN,
        ':time': `${clock.now().toISOString()}#${paySid}`,
      });
    },

    async unmark(paySid) {
      await update(paySid, ' REMOVE listStatus, listTime', {});
    },

    async all() {
      const items = await queryAll<{ readonly listTime: string }>(dynamo, {
        TableName: table,
        IndexName: 'byStatus',
        KeyConditionExpression: 'listStatus = :open',
        ExpressionAttributeValues: { ':open': OPEN },
      });
      return items.map(({ listTime }) => {
        const [since = '', paySid = ''] = listTime.split('#');
        return { paySid, since };
      });
    },
  };
}
