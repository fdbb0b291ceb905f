import { type DynamoDBDocumentClient, GetCommand, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { ChainEnd } from '#lambdas/session/access-event.ts';
import { joinsOfClose, type RecordedClose } from '#lambdas/session/close-event.ts';
import type { StoredEvent, Witness } from './find-tampering.ts';

export interface TableNames {
  readonly audit: string;
  readonly sessions: string;
}

export type StoredItem = Readonly<Record<string, unknown>>;

/** Both tables, one piece after another. */
export interface Tables {
  /** Every item of the sessions table. */
  items(): AsyncIterable<StoredItem>;
  /** What lines of the audit table say about other chains. */
  joins(): AsyncIterable<readonly [chain: string, witness: Witness]>;
  /** Every chain of the audit table, its events in the order of their numbers. */
  chains(): AsyncIterable<readonly StoredEvent[]>;
  /** One chain as it is now. */
  chain(name: string): Promise<readonly StoredEvent[]>;
  /** One item of the sessions table as it is now. */
  item(pk: string): Promise<StoredItem | undefined>;
}

export function tablesIn(dynamo: DynamoDBDocumentClient, names: TableNames): Tables {
  return {
    items: () => scan(dynamo, names.sessions),

    /**
     * The first line of each access-log day about the day's other chains and the previous day's, and each close about its rows and
     * the closes of other months.
     */
    async *joins() {
      for await (const item of scan(dynamo, names.audit)) {
        const [name, ends] = endsIn(item);
        for (const [chain, end] of ends) yield [chain, { name, ...end }];
      }
    },

    /** A scan returns the items of one key together. */
    async *chains() {
      let chain: StoredEvent[] = [];
      for await (const item of scan(dynamo, names.audit)) {
        const event = item as unknown as StoredEvent;
        if (chain[0] && chain[0].paySid !== event.paySid) {
          yield inOrder(chain);
          chain = [];
        }
        chain.push(event);
      }
      if (chain.length > 0) yield inOrder(chain);
    },

    async chain(name) {
      const query = {
        TableName: names.audit,
        KeyConditionExpression: 'paySid = :chain',
        ExpressionAttributeValues: { ':chain': name },
        ConsistentRead: true,
      };
      const events: StoredEvent[] = [];
      for await (const { Items = [] } of paginateQuery({ client: dynamo }, query))
        events.push(...(Items as StoredEvent[]));
      return events;
    },

    async item(pk) {
      const get = new GetCommand({ TableName: names.sessions, Key: { pk }, ConsistentRead: true });
      return (await dynamo.send(get)).Item;
    },
  };
}

/** What one line says of other chains. Whoever can put a line can put anything into it, so only what an end has is taken from there. */
function endsIn(item: StoredItem): ['access log' | 'close', readonly [string, ChainEnd][]] {
  const isClose = item.type === 'close';
  const rows = v.is(ROWS, item.rows) ? item.rows : { lines: [], hash: '' };
  const ends = isClose
    ? joinsOfClose({ from: String(item.from), rows, joins: joinsIn(item) })
    : Object.entries(item.type === 'accessDay' ? joinsIn(item) : {});
  return [isClose ? 'close' : 'access log', ends];
}

function joinsIn({ joins }: StoredItem): RecordedClose['joins'] {
  const ends = typeof joins === 'object' && joins !== null ? Object.entries(joins) : [];
  return Object.fromEntries(
    ends.flatMap(([chain, end]) => {
      const parsed = v.safeParse(END, end);
      return parsed.success ? [[chain, parsed.output]] : [];
    }),
  );
}

const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const END = v.object({ events: COUNT, hash: v.string(), expiresAtSeconds: v.exactOptional(v.number()) });
const ROWS = v.object({ lines: v.array(COUNT), hash: v.string() });

async function* scan(client: DynamoDBDocumentClient, table: string): AsyncGenerator<StoredItem> {
  const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) yield* Items;
}

function inOrder(events: readonly StoredEvent[]): readonly StoredEvent[] {
  return [...events].sort((a, b) => a.sequence - b.sequence);
}
