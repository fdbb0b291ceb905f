import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';

/** The calls on which a charge was started under one of the business's own references. */
export interface ReferenceStore {
  /** Notes the call before Twilio is told to start, so that a crash in between loses nothing. */
  note(reference: string, callSid: string): Promise<void>;
  callsOf(reference: string): Promise<readonly string[]>;
}

/** As long as call records are kept. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** References as items `reference#<hash>`: the text itself does not belong in a key. */
export function createReferenceStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: DynamoDBDocumentClient },
  table: string,
): ReferenceStore {
  return {
    async note(reference, callSid) {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: keyOf(reference) },
          UpdateExpression: 'ADD calls :call SET expiresAtSeconds = :expires',
          ExpressionAttributeValues: {
            ':call': new Set([callSid]),
            ':expires': epochSeconds(clock.now()) + KEPT_SECONDS,
          },
        }),
      );
    },

    async callsOf(reference) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: { pk: keyOf(reference) }, ConsistentRead: true }),
      );
      return [...((Item?.calls as ReadonlySet<string> | undefined) ?? [])];
    },
  };
}

function keyOf(reference: string): string {
  return `reference#${createHash('sha256').update(reference).digest('hex')}`;
}
