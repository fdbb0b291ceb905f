import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { createGate } from './gate.ts';
import { traced } from './trace.ts';

/**
 * Most requests in flight at once. One function never reaches it. On a local machine all handlers share a client, and
 * a request that waits in the SDK's own queue counts that wait as the store's time, and fails.
 */
const MOST_AT_ONCE = 24;

/**
 * The document client every store shares; absent members are left out. All attempts together fit into the 15 s Twilio
 * waits for a callback (Twilio docs): it does not resend one that got a late response.
 */
export function createDynamo(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
  });
  const gate = createGate(MOST_AT_ONCE);
  client.middlewareStack.add(
    (next, { commandName }) =>
      (request) => {
        const table: unknown = Reflect.get(request.input, 'TableName');
        const operation = String(commandName).replace(/Command$/, '');
        const part = {
          name: 'DynamoDB',
          operation,
          ...(typeof table === 'string' ? { table } : {}),
        } as const;
        return gate(() => traced(part, () => next(request)));
      },
    { step: 'initialize', name: 'traced' },
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/**
 * The result of a conditional write, or undefined when it lost: another writer was faster, or the item is not as
 * assumed.
 */
export async function unlessLost<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}

/** Every item of a query, over all its pages. */
export async function queryAll<Item>(
  client: DynamoDBDocumentClient,
  input: QueryCommandInput,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of paginateQuery({ client }, input)) items.push(...((page.Items ?? []) as Item[]));
  return items;
}
