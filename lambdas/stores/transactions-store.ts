import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { unlessLost } from '#lambdas/platform/dynamo.ts';

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
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: DynamoDBDocumentClient },
  table: string,
): TransactionsStore {
  return {
    async remember(transaction) {
      const now = epochSeconds(clock.now());
      const { transactionId, ...kept } = transaction;
      const pk = `transaction#${createHash('sha256').update(transactionId).digest('hex')}`;
      const write = new PutCommand({
        TableName: table,
        Item: { pk, ...kept, expiresAtSeconds: now + KEPT_SECONDS },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAtSeconds < :now',
        ExpressionAttributeValues: { ':now': now },
      });
      if (await unlessLost(dynamo.send(write))) return transaction;

      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }),
      );
      return Item ? { ...(Item as typeof kept), transactionId } : transaction;
    },
  };
}
