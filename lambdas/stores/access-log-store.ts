import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { queryAll, unlessLost } from '#lambdas/platform/dynamo.ts';
import { type AccessDraft, accessChainOf, type RecordedAccess } from '#lambdas/session/access-event.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';

/** Who looked at what is recorded. Append-only, like the trail of payments. */
export interface AccessLog {
  /**
   * Records before anything is shown: whoever cannot be recorded sees nothing.
   *
   * @throws {@link AppError} `STORE_UNAVAILABLE`, and whatever the store fails with
   */
  record(draft: AccessDraft): Promise<RecordedAccess>;
  /** A whole day (UTC, `2026-11-22`), oldest first. */
  read(day: string): Promise<readonly RecordedAccess[]>;
}

/** People look at the same moment far less often than callbacks of one session come. */
const MOST_RACES = 40;
const PAUSE_MS = 8;
const LONGEST_PAUSE_MS = 120;

/**
 * The access log in the audit table: one chain a day, of which an append reads the last line only. The free number is
 * the only lock, as in the trail of a payment.
 */
export function createAccessLog(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: DynamoDBDocumentClient },
  table: string,
): AccessLog {
  const linesOf = (chain: string) => ({
    TableName: table,
    KeyConditionExpression: 'paySid = :chain',
    ExpressionAttributeValues: { ':chain': chain },
    ConsistentRead: true,
  });

  /** The newest line; right after a lost race also the one that won. */
  const newest = async (chain: string, count = 1) => {
    const { Items } = await dynamo.send(
      new QueryCommand({ ...linesOf(chain), ScanIndexForward: false, Limit: count }),
    );
    return (Items ?? []) as RecordedAccess[];
  };

  return {
    async record(draft) {
      for (let race = 1; race <= MOST_RACES; race += 1) {
        const at = clock.now().toISOString();
        const chain = accessChainOf(at.slice(0, 10));
        const [last] = await newest(chain);
        const sequence = (last?.sequence ?? 0) + 1;
        const unsealed = { ...draft, type: 'access', paySid: chain, sequence, at } as const;
        const recorded: RecordedAccess = { ...unsealed, hash: hashOf(unsealed, last?.hash) };
        const put = new PutCommand({
          TableName: table,
          Item: recorded,
          ConditionExpression: 'attribute_not_exists(paySid)',
        });
        if (await unlessLost(dynamo.send(put))) return recorded;

        // The client repeats a put whose answer got lost, and then meets its own line.
        const since = await newest(chain, MOST_RACES);
        if (since.some(({ hash }) => hash === recorded.hash)) return recorded;
        await clock.sleep(Math.random() * Math.min(race * PAUSE_MS, LONGEST_PAUSE_MS));
      }
      throw new AppError('STORE_UNAVAILABLE');
    },

    async read(day) {
      return queryAll<RecordedAccess>(dynamo, linesOf(accessChainOf(day)));
    },
  };
}
