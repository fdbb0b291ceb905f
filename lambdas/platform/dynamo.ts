import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
  type ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AppError } from '#lambdas/contract/errors.ts';
import { systemClock } from './clock.ts';
import { makeFirstAttempts, operationOf } from './first-attempt.ts';
import { createGate } from './gate.ts';
import { traced } from './trace.ts';

/** An item as plain values: text, numbers, lists, sets of text, objects. Absent members are left out. */
export type Item = Readonly<Record<string, unknown>>;

/** An item in DynamoDB's own JSON, as far as it is text and numbers: what it holds cannot make reading it fail. */
export type Attributes = Readonly<
  Record<string, { readonly S?: string | undefined; readonly N?: string | undefined }>
>;

/** DynamoDB's own input, with plain values for attributes. */
type Plain<Input> = {
  readonly [Name in keyof Input]: Name extends (typeof VALUES)[number] ? Item | undefined : Input[Name];
};

/** The operations of DynamoDB that the stores use, over plain values. */
export interface Dynamo {
  get(input: Plain<GetItemCommandInput>): Promise<Item | undefined>;
  /**
   * The items of one table under these keys, in no order; those that do not exist are left out.
   *
   * @param isConsistent whether every write of before is seen, which costs twice as much
   * @throws {@link AppError} `STORE_UNAVAILABLE` when DynamoDB keeps leaving some unread
   */
  getMany(table: string, keys: readonly Item[], isConsistent?: boolean): Promise<readonly Item[]>;
  put(input: Plain<PutItemCommandInput>): Promise<true>;
  /** The attributes that `ReturnValues` asks for. */
  update(input: Plain<UpdateItemCommandInput>): Promise<Item>;
  /** One page. */
  query(input: Plain<QueryCommandInput>): Promise<readonly Item[]>;
  /** Page after page, each read when it is asked for. */
  pages(input: Plain<QueryCommandInput>): AsyncIterable<readonly Item[]>;
  /** One page of a whole table. Whoever may read one brings the command, so that no other handler has it. */
  scan(command: ScanCommand): Promise<readonly Attributes[]>;
}

/**
 * Most requests in flight at once. One function never reaches it. On a local machine all handlers share a client, and
 * a request that waits in the SDK's own queue counts that wait as the store's time, and fails.
 */
const MOST_AT_ONCE = 24;

/** Most keys of one batch (AWS docs, BatchGetItem). */
const MOST_KEYS = 100;

/** How often the rest of a batch is asked for, with growing pauses (AWS docs): about three seconds in all. */
const MOST_LOOKS = 8;
const PAUSE_MS = 12;

/**
 * The client every store shares. All attempts together fit into the 15 s Twilio waits for a callback (Twilio docs): it
 * does not resend one that got a late response. The SDK's document client is not used: it puts its middleware together
 * anew for each request, which costs as much as the rest of the request.
 */
export function createDynamo(): Dynamo {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
    cacheMiddleware: true,
  });
  makeFirstAttempts(client);
  const gate = createGate(MOST_AT_ONCE);
  client.middlewareStack.add(
    (next, { commandName }) =>
      (request) => {
        const table: unknown = Reflect.get(request.input, 'TableName');
        const part = {
          name: 'DynamoDB',
          operation: operationOf(commandName),
          ...(typeof table === 'string' ? { table } : {}),
        } as const;
        return gate(() => traced(part, () => next(request)));
      },
    { step: 'initialize' },
  );

  const getBatch = async (table: string, keys: readonly Item[], isConsistent: boolean) => {
    const found: Item[] = [];
    const consistency = isConsistent ? { ConsistentRead: true } : {};
    let wanted: BatchGetItemCommandInput['RequestItems'] = {
      [table]: { Keys: keys.map(toNative), ...consistency },
    };
    for (let look = 1; look <= MOST_LOOKS; look += 1) {
      const { Responses, UnprocessedKeys = {} }: Awaited<ReturnType<typeof send>> = await send(wanted);
      found.push(...(Responses?.[table] ?? []).map(toPlain));
      if (Object.keys(UnprocessedKeys).length === 0) return found;
      wanted = UnprocessedKeys;
      await systemClock.sleep(Math.random() * PAUSE_MS * 2 ** look);
    }
    throw new AppError('STORE_UNAVAILABLE');
  };
  const send = (wanted: BatchGetItemCommandInput['RequestItems']) =>
    client.send(new BatchGetItemCommand({ RequestItems: wanted }));

  return {
    async get(input) {
      const { Item: item } = await client.send(new GetItemCommand(native<GetItemCommandInput>(input)));
      return item && toPlain(item);
    },

    async getMany(table, keys, isConsistent = false) {
      const batches = Array.from({ length: Math.ceil(keys.length / MOST_KEYS) }, (_, index) =>
        getBatch(table, keys.slice(index * MOST_KEYS, (index + 1) * MOST_KEYS), isConsistent),
      );
      return (await Promise.all(batches)).flat();
    },

    async put(input) {
      await client.send(new PutItemCommand(native<PutItemCommandInput>(input)));
      return true;
    },

    async update(input) {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand(native<UpdateItemCommandInput>(input)),
      );
      return toPlain(Attributes);
    },

    async query(input) {
      const { Items = [] } = await client.send(new QueryCommand(native<QueryCommandInput>(input)));
      return Items.map(toPlain);
    },

    async *pages(input) {
      for await (const { Items = [] } of paginateQuery({ client }, native<QueryCommandInput>(input))) {
        yield Items.map(toPlain);
      }
    },

    async scan(command) {
      const { Items = [] } = await client.send(command);
      return Items;
    },
  };
}

/** The members of an input that hold attributes. */
const VALUES = ['Item', 'Key', 'ExpressionAttributeValues'] as const;

function native<Input>(input: Plain<Input>): Input {
  const result: Record<string, unknown> = { ...input };
  for (const name of VALUES) if (result[name]) result[name] = toNative(result[name] as Item);
  return result as Input;
}

function toNative(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

function toPlain(item: Record<string, AttributeValue>): Item {
  return unmarshall(item);
}

/**
 * Whether a conditional write was made: it is not when another writer was faster, or the item is not as assumed. Returns
 * the result of the write, or undefined.
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
export async function queryAll<T>(
  dynamo: Pick<Dynamo, 'pages'>,
  input: Plain<QueryCommandInput>,
): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of dynamo.pages(input)) items.push(...(page as readonly T[]));
  return items;
}
