import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Dynamo, Item } from '#lambdas/platform/dynamo.ts';
import { fitsFilter, type SessionFilter } from '#lambdas/session/session-filter.ts';
import { keyOfSession, type StoredSession } from './sessions-store.ts';

export interface SessionPage {
  readonly items: readonly StoredSession[];
  /** Where the next page starts; absent on the last. */
  readonly before?: string;
}

export interface PageLimits {
  readonly size: number;
  /** Most sessions examined for one page, so that a rare match never costs more than that. */
  readonly mostExamined?: number;
}

/** Sessions by time of their start, newest first unless said otherwise. */
export interface SessionListing {
  page(filter: SessionFilter, limits: PageLimits, before?: string): Promise<SessionPage>;
  /** Those whose result is not known, oldest first. */
  unresolved(most: number): Promise<readonly StoredSession[]>;
}

const MOST_EXAMINED = 5_000;
/** Items per request when some of them may not match; DynamoDB stops at 1 MB by itself. */
const BATCH = 250;

/** Lists through the narrowest index that fits, and filters the rest. Never scans. */
export function createSessionListing(dynamo: Dynamo, table: string): SessionListing {
  return {
    async page(filter, { size, mostExamined = MOST_EXAMINED }, before) {
      const items: StoredSession[] = [];
      let examined = 0;
      let last = before;
      for await (const item of newestFirst(filter, size, before)) {
        const position = positionOf(item.session);
        // The range includes its upper end, which is where the previous page stopped.
        if (position === before) continue;
        const fits = fitsFilter(item.session, filter);
        if (last !== undefined && ((fits && items.length === size) || examined === mostExamined)) {
          return { items, before: last };
        }
        examined += 1;
        last = position;
        if (fits) items.push(item);
      }
      return { items };
    },

    async unresolved(most) {
      const keys = await dynamo.query({
        TableName: table,
        IndexName: 'byStatus',
        KeyConditionExpression: 'listStatus = :unknown',
        ExpressionAttributeValues: { ':unknown': 'unknown' },
        Limit: most,
      });
      const found = await read(keys);
      return found.filter(({ session }) => session.outcome === 'unknown');
    },
  };

  /** Everything in the filter's time, from the one partition that can hold it. */
  async function* newestFirst(filter: SessionFilter, size: number, before: string | undefined) {
    if (filter.paySid !== undefined) {
      const [item] = await read([{ pk: keyOfSession(filter.paySid) }]);
      if (item && (before === undefined || positionOf(item.session) < before)) yield item;
      return;
    }
    const upTo = before !== undefined && before < filter.to ? before : filter.to;
    // The store rejects a range that ends before it starts.
    if (upTo < filter.from) return;
    for (const { index, attribute, value } of partitionsOf(filter)) {
      const pages = dynamo.pages({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: '#partition = :value AND #time BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#partition': attribute, '#time': 'listTime' },
        ExpressionAttributeValues: { ':value': value, ':from': filter.from, ':to': upTo },
        ScanIndexForward: false,
        Limit: leavesSomeOut(filter) ? BATCH : size + 1,
      });
      for await (const found of pages) yield* await read(found);
    }
  }

  /** What an index found, as it is now and in that order. What is gone by now, or was taken off the lists, is left out. */
  async function read(found: readonly Item[]): Promise<readonly StoredSession[]> {
    // An index shows an item twice while it moves, and a batch may name none twice.
    const keys = [...new Set(found.map(({ pk }) => pk))];
    const items = await dynamo.getMany(
      table,
      keys.map((pk) => ({ pk })),
    );
    const byKey = new Map(items.map((item) => [item.pk, item]));
    return keys.flatMap((pk) => {
      const item = byKey.get(pk);
      return item?.session ? [item as unknown as StoredSession] : [];
    });
  }
}

/** Whether sessions in the filter's partition and time may still not match it. */
function leavesSomeOut(filter: SessionFilter): boolean {
  const [, ...others] = FINDERS.filter((finder) => finder.find(filter) !== undefined);
  const { state, failure, outcome, lastFour, amount } = filter;
  const hasState = state !== undefined && state !== 'active';
  const hasOutcome = outcome !== undefined && outcome !== 'unknown';
  return (
    others.length > 0 ||
    hasState ||
    hasOutcome ||
    [failure, lastFour, amount].some((value) => value !== undefined)
  );
}

/** Shape of a position in a list: what a cursor may hold. */
export const LIST_POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#PK[0-9a-fA-F]{32}$/;

function positionOf(session: PaySession): string {
  return `${session.startedAt}#${session.paySid}`;
}

interface Partition {
  readonly index: string;
  readonly attribute: string;
  readonly value: string;
}

/** The partition a filter needs, the narrowest first. */
const FINDERS: readonly {
  readonly index: string;
  readonly attribute: string;
  readonly find: (filter: SessionFilter) => string | undefined;
}[] = [
  { index: 'byCall', attribute: 'listCall', find: ({ callSid }) => callSid },
  {
    index: 'byStatus',
    attribute: 'listStatus',
    find: ({ state }) => (state === 'active' ? state : undefined),
  },
  {
    index: 'byStatus',
    attribute: 'listStatus',
    find: ({ outcome }) => (outcome === 'unknown' ? outcome : undefined),
  },
  { index: 'byAgent', attribute: 'listAgent', find: ({ agent }) => agent },
];

function partitionsOf(filter: SessionFilter): readonly Partition[] {
  for (const { index, attribute, find } of FINDERS) {
    const value = find(filter);
    if (value !== undefined) return [{ index, attribute, value }];
  }
  return monthsBack(filter.from, filter.to).map((value) => ({
    index: 'byMonth',
    attribute: 'listMonth',
    value,
  }));
}

function monthsBack(from: string, to: string): readonly string[] {
  const months: string[] = [];
  const first = from.slice(0, 7);
  const month = new Date(`${to.slice(0, 7)}-01T00:00:00.000Z`);
  while (month.toISOString().slice(0, 7) >= first) {
    months.push(month.toISOString().slice(0, 7));
    month.setUTCMonth(month.getUTCMonth() - 1);
  }
  return months;
}
