import { TABLES, type TableDefinition } from '#lambdas/contract/tables.ts';
import type { RawResponse } from '#test/local/support/serve.ts';
import type { Forward, Passing } from './counting-proxy.ts';
import { Tally } from './tally.ts';
import { type NativeItem, readUnits, storedBytes, writeUnits } from './units.ts';

/** The parts of DynamoDB's requests that say what they cost. */
interface Input {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Key?: NativeItem;
  readonly Item?: NativeItem;
  readonly ConsistentRead?: boolean;
  readonly ExpressionAttributeValues?: NativeItem;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly NativeItem[] } & Pick<Input, 'ConsistentRead'>>
  >;
}

interface Output {
  readonly Item?: NativeItem;
  readonly Items?: readonly NativeItem[];
  readonly Responses?: Readonly<Record<string, readonly NativeItem[]>>;
}

/** Forwards a request of its operation and meters it under its name. */
type Operation = (name: string, passing: Passing, forward: Forward) => Promise<RawResponse>;

/**
 * Requests to DynamoDB by operation and kind of item, such as `PutItem call#`, and what they cost. The embedded engine
 * counts no units of indexes, so each item is looked at before and after it is written.
 */
export class DatabaseMeter {
  readonly requests = new Tally();
  readonly writeUnits = new Tally();
  readonly readUnits = new Tally();
  readonly storedBytes = new Tally();
  #lastWrite: Promise<unknown> = Promise.resolve();

  readonly pass = (passing: Passing, forward: Forward): Promise<RawResponse> => {
    const operation = operationOf(passing);
    // The log's beginning reads the table once: that belongs to no payment.
    if (operation === 'Scan') return forward(passing);
    const run = this.#operations[operation];
    if (!run) throw new Error(`Failed to count ${operation}: what it costs is not known. Add it.`);
    const name = `${operation} ${kindOf(JSON.parse(passing.body) as Input)}`;
    this.requests.add(name);
    return run(name, passing, forward);
  };

  clear(): void {
    for (const tally of [this.requests, this.writeUnits, this.readUnits, this.storedBytes]) tally.clear();
  }

  /** One write at a time, or another write would come between an item before and the item after. */
  readonly #write: Operation = (name, passing, forward) => {
    const written = this.#lastWrite.then(async () => {
      const { TableName, Key, Item: put } = JSON.parse(passing.body) as Input;
      const table = tableOf(TableName);
      const look = async () => {
        const body = JSON.stringify({ TableName, Key: Key ?? keyOf(table, put), ConsistentRead: true });
        return outputOf(await forward(as('GetItem', passing, body))).Item;
      };
      const before = await look();
      const response = await forward(passing);
      const after = await look();
      const write = { before, after, ...(put ? { put } : {}) };
      this.writeUnits.add(name, writeUnits(table, write));
      this.storedBytes.add(name, storedBytes(table, write));
      return response;
    });
    this.#lastWrite = written;
    return written;
  };

  readonly #read: Operation = async (name, passing, forward) => {
    const {
      ConsistentRead = false,
      FilterExpression,
      ProjectionExpression,
    } = JSON.parse(passing.body) as Input;
    if (FilterExpression || ProjectionExpression)
      throw new Error(`Failed to count ${name}: it reads more than it returns.`);
    const response = await forward(passing);
    const { Item: item, Items: items = item ? [item] : [] } = outputOf(response);
    this.readUnits.add(name, readUnits(items, ConsistentRead));
    return response;
  };

  /** Each item is charged by itself, and those that do not exist as the smallest. */
  readonly #readBatch: Operation = async (name, passing, forward) => {
    const { RequestItems = {} } = JSON.parse(passing.body) as Input;
    const response = await forward(passing);
    const { Responses = {} } = outputOf(response);
    for (const [table, { Keys: keys, ConsistentRead = false }] of Object.entries(RequestItems)) {
      const found = Responses[table] ?? [];
      const missing = Array.from({ length: keys.length - found.length }, () => ({}));
      for (const item of [...found, ...missing]) this.readUnits.add(name, readUnits([item], ConsistentRead));
    }
    return response;
  };

  readonly #operations: Readonly<Record<string, Operation>> = {
    PutItem: this.#write,
    UpdateItem: this.#write,
    GetItem: this.#read,
    Query: this.#read,
    BatchGetItem: this.#readBatch,
  };
}

/** `call#`, `byStatus`, or of the trail the type of the event that is written. */
function kindOf({
  TableName,
  IndexName,
  Key,
  Item: item,
  RequestItems,
  ExpressionAttributeValues = {},
}: Input): string {
  if (IndexName) return IndexName;
  const key = Key ?? item ?? Object.values(RequestItems ?? {})[0]?.Keys[0] ?? {};
  if (key.pk?.S) return key.pk.S.replace(/#.*/, '#');
  const chain = key.paySid ?? Object.values(ExpressionAttributeValues)[0];
  const trail = chain?.S?.startsWith('PK') ? 'trail' : TableName;
  return item?.type?.S ? `${trail} ${item.type.S}` : trail;
}

function operationOf({ headers }: Passing): string {
  return headers['x-amz-target']?.split('.')[1] ?? '';
}

/** The same request to another operation. */
function as(operation: string, passing: Passing, body: string): Passing {
  const { 'content-length': _, ...headers } = passing.headers;
  const target = headers['x-amz-target']?.replace(/\.\w+$/, `.${operation}`) ?? '';
  return { ...passing, headers: { ...headers, 'x-amz-target': target }, body };
}

function outputOf({ body }: RawResponse): Output {
  return JSON.parse(body.toString()) as Output;
}

function tableOf(name: string): TableDefinition {
  const table = TABLES.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`Failed to count: there is no table ${name}.`);
  return table;
}

function keyOf({ partitionKey, sortKey }: TableDefinition, item: NativeItem = {}): NativeItem {
  const names = [partitionKey.name, ...(sortKey ? [sortKey.name] : [])];
  return Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}
