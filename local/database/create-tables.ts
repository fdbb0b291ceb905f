import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { KeyAttribute, TableDefinition } from '#lambdas/contract/tables.ts';
import { StartError } from '../start-error.ts';

/** How long the engine may take over its tables, in seconds: milliseconds on a quiet machine. */
const POLL = { maxWaitTime: 30, minDelay: 0.01, maxDelay: 0.5 };

/**
 * Creates the tables the engine does not have yet and leaves the others, with their items, unchanged. Returns when all
 * may be written: an engine that is closed before would keep them as “being created” for good.
 *
 * @throws {@link StartError} when a table's keys or indexes differ from its definition, or a run was killed while it created it.
 */
export async function createMissingTables(
  endpoint: string,
  tables: readonly TableDefinition[],
): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const { TableNames: existing = [] } = await client.send(new ListTablesCommand({}));
    const isKept = ({ name }: TableDefinition) => existing.includes(name);
    // All are compared before any is created: a refusal closes the engine, and nothing may be in flight then.
    await Promise.all(
      tables.filter(isKept).map(async (table) => {
        const { Table } = await client.send(new DescribeTableCommand({ TableName: table.name }));
        const fault =
          schema(creation(table)) !== schema(Table ?? {})
            ? 'another version created it'
            : Table?.TableStatus === 'CREATING' && 'a run was killed while it created it, empty';
        if (!fault) return;
        throw new StartError(
          `Failed to open table ${table.name}: ${fault}. Delete the data folder to start empty.`,
        );
      }),
    );
    const missing = tables.filter((table) => !isKept(table));
    await Promise.all(missing.map((table) => client.send(new CreateTableCommand(creation(table)))));
    await Promise.all(
      missing.map(({ name }) => waitUntilTableExists({ client, ...POLL }, { TableName: name })),
    );
  } finally {
    client.destroy();
  }
}

function creation(table: TableDefinition): CreateTableCommandInput {
  const keys = (partition: KeyAttribute, sort?: KeyAttribute) => [
    { AttributeName: partition.name, KeyType: 'HASH' as const },
    ...(sort ? [{ AttributeName: sort.name, KeyType: 'RANGE' as const }] : []),
  ];
  const attributes = [table, ...table.indexes].flatMap(({ partitionKey, sortKey }) => [
    partitionKey,
    ...(sortKey ? [sortKey] : []),
  ]);
  const indexes = table.indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keys(index.partitionKey, index.sortKey),
    Projection:
      index.attributes.length > 0
        ? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...index.attributes] }
        : { ProjectionType: 'KEYS_ONLY' as const },
  }));

  return {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys(table.partitionKey, table.sortKey),
    AttributeDefinitions: [...new Map(attributes.map(({ name, type }) => [name, type]))].map(
      ([name, type]) => ({
        AttributeName: name,
        AttributeType: type,
      }),
    ),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
  };
}

/** Keys and indexes, with what they hold, as text, to compare a definition with an existing table. */
function schema(table: CreateTableCommandInput | TableDescription): string {
  const keys = (list: CreateTableCommandInput['KeySchema']) =>
    (list ?? []).map(({ AttributeName, KeyType }) => `${AttributeName}:${KeyType}`).join();
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(
    ({ IndexName, KeySchema, Projection }) =>
      `${IndexName}(${keys(KeySchema)} ${Projection?.ProjectionType} ${[...(Projection?.NonKeyAttributes ?? [])].sort().join()})`,
  );
  return [keys(table.KeySchema), ...indexes.sort()].join(' ');
}
