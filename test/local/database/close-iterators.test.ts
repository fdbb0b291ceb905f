import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, expect, it, jest } from '@jest/globals';
import { AbstractValueIterator } from 'abstract-level';
import dynalite from 'dynalite';
import { AUDIT_TABLE } from '#lambdas/contract/tables.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import '#local/database/close-iterators.mjs';

const engine = dynalite({ createTableMs: 0 });
let client: DynamoDBClient;

afterAll(() => {
  client.destroy();
  engine.closeAllConnections();
  engine.close();
});

it('closes what each query of the engine opened', async () => {
  const close = jest.spyOn(AbstractValueIterator.prototype, 'close');
  await once(engine.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(engine.address() as AddressInfo).port}`;
  client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createMissingTables(endpoint, [AUDIT_TABLE]);

  close.mockClear();
  for (let query = 0; query < 5; query += 1) {
    await client.send(
      new QueryCommand({
        TableName: AUDIT_TABLE.name,
        KeyConditionExpression: 'paySid = :paySid',
        ExpressionAttributeValues: { ':paySid': 'PK1' },
      }),
    );
  }
  expect(close).toHaveBeenCalledTimes(5);
});
