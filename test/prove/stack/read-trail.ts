import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';

/** An event as stored in the audit table, read without the app's code. */
export interface StoredEvent {
  readonly paySid: string;
  readonly sequence: number;
  readonly type: string;
  readonly token?: string;
  readonly request?: number;
  readonly hash: string;
  readonly callback?: Readonly<Record<string, unknown>>;
}

/** Reads trails directly from the engine, without any proxy. */
export function createTrailReader(endpoint: string) {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const documents = DynamoDBDocumentClient.from(client);
  return {
    async read(paySid: string): Promise<readonly StoredEvent[]> {
      const events: StoredEvent[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: 'Audit',
          KeyConditionExpression: 'paySid = :paySid',
          ExpressionAttributeValues: { ':paySid': paySid },
          ConsistentRead: true,
        },
      );
      for await (const { Items = [] } of pages) events.push(...(Items as StoredEvent[]));
      return events;
    },
    close: () => client.destroy(),
  };
}
