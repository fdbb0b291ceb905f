import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Item } from '#lambdas/platform/dynamo.ts';
import type { Random } from '../random.ts';
import type { Rights, TableName, Write } from './rights.ts';

/** The attack needs an operation that the attacker's rights do not have. */
export class RefusedByRights extends Error {
  override readonly name = 'RefusedByRights';
}

/** What somebody with rights on the tables can do, by DynamoDB's own operations, without any of our code. */
export interface Attacker {
  /** Makes an item be this, by any operation that can. */
  write(table: TableName, item: Item): Promise<void>;
  /** Changes some members, and takes off those that are undefined. */
  change(table: TableName, item: Item, changes: Item): Promise<void>;
  remove(table: TableName, item: Item): Promise<void>;
}

/** A write as the table's stream would tell of it. */
export interface SeenChange {
  readonly table: TableName;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** An attacker whose deeds are known, so that they can be undone. */
export interface Intrusion extends Attacker {
  /** Every item touched so far, with what it was first and is now. */
  seen(): readonly SeenChange[];
  /** Puts everything back as it was before. */
  undo(): Promise<void>;
}

/** The tables as their engine offers them, read and written without our code. */
export function openTables(endpoint: string) {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { documents, close: () => client.destroy() };
}

export function keyOf(table: TableName, item: Item): Item {
  return table === 'Audit' ? { paySid: item.paySid, sequence: item.sequence } : { pk: item.pk };
}

export function intrude(documents: DynamoDBDocumentClient, rights: Rights, random: Random): Intrusion {
  const touched = new Map<string, SeenChange>();

  /** One of the operations that would do and that the rights allow. */
  const choose = (table: TableName, item: Item, writes: readonly Write[]): Write => {
    const partition = String(table === 'Audit' ? item.paySid : item.pk);
    const allowed = writes.filter((write) => rights(write, table, partition));
    if (allowed.length === 0) throw new RefusedByRights(`No ${writes.join(' or ')} on ${table}.`);
    return random.pick(allowed);
  };

  const read = async (TableName: TableName, item: Item): Promise<Item | undefined> => {
    const Key = keyOf(TableName, item);
    return (await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  };

  const put = async (table: TableName, Item: Item, write: Write) => {
    if (write === 'PutItem') await documents.send(new PutCommand({ TableName: table, Item }));
    else if (write === 'UpdateItem') await update(table, Item, await lacking(table, Item));
    else
      await documents.send(new BatchWriteCommand({ RequestItems: { [table]: [{ PutRequest: { Item } }] } }));
  };

  const removeBy = async (table: TableName, item: Item, write: Write) => {
    const Key = keyOf(table, item);
    if (write === 'DeleteItem') await documents.send(new DeleteCommand({ TableName: table, Key }));
    else
      await documents.send(
        new BatchWriteCommand({ RequestItems: { [table]: [{ DeleteRequest: { Key } }] } }),
      );
  };

  /** Members that an item has and the wanted one has not. */
  const lacking = async (table: TableName, wanted: Item): Promise<Item> => {
    const gone = Object.keys((await read(table, wanted)) ?? {}).filter((name) => wanted[name] === undefined);
    return { ...wanted, ...Object.fromEntries(gone.map((name) => [name, undefined])) };
  };

  const update = async (table: TableName, item: Item, changes: Item) => {
    const key = keyOf(table, item);
    const names = Object.keys(changes).filter((name) => !(name in key));
    const list = (isSet: boolean) =>
      names
        .map((name, at) => [at, changes[name] !== undefined] as const)
        .filter(([, set]) => set === isSet)
        .map(([at]) => (isSet ? `#n${at} = :v${at}` : `#n${at}`))
        .join(', ');
    const [set, removed] = [list(true), list(false)];
    const values = names.flatMap((name, at) =>
      changes[name] === undefined ? [] : [[`:v${at}`, changes[name]] as const],
    );
    await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: key,
        ...(names.length > 0
          ? {
              UpdateExpression: `${set ? `SET ${set}` : ''} ${removed ? `REMOVE ${removed}` : ''}`.trim(),
              ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#n${at}`, name])),
            }
          : {}),
        ...(values.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(values) } : {}),
      }),
    );
  };

  /** Remembers what an item was before the first deed, and what it is after this one. */
  const noting = async (table: TableName, item: Item, act: () => Promise<void>) => {
    const id = JSON.stringify([table, Object.values(keyOf(table, item))]);
    const known = touched.get(id);
    const before = known ? known.before : await read(table, item);
    await act();
    touched.set(id, { table, before, after: await read(table, item) });
  };

  return {
    write: async (table, item) => {
      const by = choose(table, item, ['PutItem', 'UpdateItem', 'BatchWriteItem']);
      await noting(table, item, () => put(table, item, by));
    },
    change: async (table, item, changes) => {
      const by = choose(table, item, ['PutItem', 'UpdateItem', 'BatchWriteItem']);
      await noting(table, item, () =>
        by === 'UpdateItem' ? update(table, item, changes) : put(table, { ...item, ...changes }, by),
      );
    },
    remove: async (table, item) => {
      const by = choose(table, item, ['DeleteItem', 'BatchWriteItem']);
      await noting(table, item, () => removeBy(table, item, by));
    },
    seen: () => [...touched.values()],
    async undo() {
      for (const { table, before, after } of touched.values()) {
        if (before) await documents.send(new PutCommand({ TableName: table, Item: before }));
        else if (after) await removeBy(table, after, 'DeleteItem');
      }
      touched.clear();
    },
  };
}
