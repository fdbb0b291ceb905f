import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { TABLES } from '#lambdas/contract/tables.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import { openDatabase } from '#local/database/database.ts';

// Child of database.test.ts: writes events and reports how many were acknowledged, until its parent kills it.
const [path = '', already = '0'] = process.argv.slice(2);
const { endpoint } = await openDatabase(path);
await createMissingTables(endpoint, TABLES);
const client = new DynamoDBClient({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
for (let sequence = Number(already) + 1; ; sequence += 1) {
  const Item = { paySid: `PK${sequence % 7}`, sequence };
  // Without a condition: the writer before may have been killed between the write and its report.
  await client.send(new PutCommand({ TableName: 'Audit', Item }));
  process.send?.(sequence);
}
