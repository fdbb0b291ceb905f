import { createHash } from 'node:crypto';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, unlessLost } from '#lambdas/platform/dynamo.ts';

/** What the stand-in processor remembers of a transaction: nothing of the card. */
export interface Transaction {
  /** As the connector sent it; only its hash is kept, because nothing proves what it is made of. */
  readonly transactionId: string;
  readonly method: 'charge' | 'tokenize';
  readonly amount?: string;
  readonly currency?: string;
  readonly outcome: string;
  readonly reference?: string;
  readonly at: string;
}

export interface TransactionsStore {
  /** Remembers the transaction, and returns the one remembered first under its id. */
  remember(transaction: Transaction): Promise<Transaction>;
}

const KEPT_SECONDS = 24 * 60 * 60;

/** Transactions as items `transaction#<id>`, forgotten after a day. */
export function createTransactionsStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): TransactionsStore {
  return {
    async remember(transaction) {
      const now = epochSeconds(clock.now());
      const { transactionId, ...kept } = transaction;
      const pk = `transaction#${createHash('sha256').update(transactionId).digest('hex')}`;
      const write = dynamo.put({
        TableName: table,
        Item: { pk, ...kept, expiresAtSeconds: now + KEPT_SECONDS },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAtSeconds < :now',
        ExpressionAttributeValues: { ':now': now },
      });
      if (await unlessLost(write)) return transaction;

      const known = await dynamo.get({ TableName: table, Key: { pk }, ConsistentRead: true });
      return known ? { ...(known as typeof kept), transactionId } : transaction;
    },
  };
}
