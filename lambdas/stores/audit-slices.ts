import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Attributes, Dynamo } from '#lambdas/platform/dynamo.ts';
import type { Cursor } from './tlog-store.ts';

/** The audit table as a whole, read slice by slice: what a log has to begin with, or was not told of. */
export interface AuditSlices {
  /**
   * Key and hash of each of the next `most` items at most, as DynamoDB has them; chain by chain, in order within a chain. None: that
   * was all.
   */
  read(after: Cursor, most: number): Promise<readonly Attributes[]>;
}

export function createAuditSlices({ dynamo }: { readonly dynamo: Dynamo }, table: string): AuditSlices {
  return {
    read: (after, most) =>
      dynamo.scan(
        new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          Limit: most,
          ProjectionExpression: 'paySid, #sequence, #hash',
          ExpressionAttributeNames: { '#sequence': 'sequence', '#hash': 'hash' },
          ExclusiveStartKey: after
            ? { paySid: { S: after.paySid }, sequence: { N: after.sequence } }
            : undefined,
        }),
      ),
  };
}
