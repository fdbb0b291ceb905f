import type { Clock } from '#lambdas/platform/clock.ts';
import { type Dynamo, type Item, queryAll } from '#lambdas/platform/dynamo.ts';
import { readAhead } from '#lambdas/platform/read-ahead.ts';
import { isExpired } from '#lambdas/session/expiry.ts';
import { mayHold } from '#lambdas/session/row-filter.ts';
import { fitsFilter, type SessionFilter } from '#lambdas/session/session-filter.ts';
import { listKeys } from './list-key.ts';
import { isWide, leavesSomeOut, partitionsOf } from './list-partitions.ts';
import type { OpenSession } from './open-sessions.ts';
import { keyOfSession, listTimeOf } from './session-item.ts';
import type { StoredSession } from './sessions-store.ts';
import { paySidIn } from './terms.ts';
import type { TimeSpan, Totals } from './totals-store.ts';

export interface SessionPage {
  readonly items: readonly StoredSession[];
  /** Where the next page starts; absent on the last. */
  readonly before?: string;
}

export interface PageLimits {
  readonly size: number;
  /**
   * Most sessions examined for one page, so that a rare match never costs more than that. Where it is given, all of them are:
   * the page does not end where the totals that may be read for it do.
   */
  readonly mostExamined?: number;
}

/** Sessions by time of their start, newest first unless said otherwise. */
export interface SessionListing {
  page(filter: SessionFilter, limits: PageLimits, before?: string): Promise<SessionPage>;
  /** Those whose result is not known, oldest first. */
  unresolved(most: number): Promise<readonly StoredSession[]>;
  /** All that are under way, oldest first, as the index has them. */
  underWay(): Promise<readonly OpenSession[]>;
  /** Those sessions as they are now and in that order; one that is gone is left out. */
  find(paySids: readonly string[]): Promise<readonly StoredSession[]>;
}

const MOST_EXAMINED = 5_000;
/** Items per request when some of them may not match; DynamoDB stops at 1 MB by itself. */
const BATCH = 250;
/** Totals read for one page: more than a day has of all sizes, so that a page always gets on. */
const MOST_TOTALS = 4_000;
const MINUTE_MS = 60_000;

/** A position to which nothing more was found, and behind which nothing was looked at. */
interface Pause {
  readonly before: string;
}

/**
 * Lists through the narrowest index that fits, and filters the rest; times in which the totals show nothing that could fit are
 * passed over. Never scans. A list that is spread over several keys is
 * merged by time, so a position in it is a time and a SID however many there are.
 */
export function createSessionListing(
  {
    clock,
    dynamo,
    totals,
  }: { readonly clock: Clock; readonly dynamo: Dynamo; readonly totals?: Pick<Totals, 'spans'> },
  table: string,
  shards = 1,
): SessionListing {
  return {
    async page(filter, { size, mostExamined }, before) {
      const items: StoredSession[] = [];
      let examined = 0;
      let last = before;
      for await (const item of newestFirst(filter, size, before, mostExamined !== undefined)) {
        if ('before' in item) return { items, before: item.before };
        const position = listTimeOf(item.session);
        // The range includes its upper end, where the previous page stopped; and an item that moves may be there twice.
        if (position === last) continue;
        const fits = fitsFilter(item.session, filter);
        if (
          last !== undefined &&
          ((fits && items.length === size) || examined === (mostExamined ?? MOST_EXAMINED))
        ) {
          return { items, before: last };
        }
        examined += 1;
        last = position;
        if (fits) items.push(item);
      }
      return { items };
    },

    async unresolved(most) {
      const found = await read((await oldestFirst('unknown', most)).slice(0, most));
      return found.filter(({ session }) => session.outcome === 'unknown');
    },

    async underWay() {
      const keys = await oldestFirst('active');
      return keys.map(({ listTime }) => {
        const [since = '', paySid = ''] = String(listTime).split('#');
        return { paySid, since };
      });
    },

    find: (paySids) => read(paySids.map((paySid) => ({ pk: keyOfSession(paySid) }))),
  };

  /** What the index has under a status, over all its keys: all of it, or at least the first ones. */
  async function oldestFirst(status: string, most?: number): Promise<readonly Item[]> {
    const found = await Promise.all(
      listKeys(status, shards).map((key) => {
        const list = {
          TableName: table,
          IndexName: 'byStatus',
          KeyConditionExpression: 'listStatus = :status',
          ExpressionAttributeValues: { ':status': key },
        };
        return most === undefined ? queryAll<Item>(dynamo, list) : dynamo.query({ ...list, Limit: most });
      }),
    );
    return found.flat().sort((a, b) => (String(a.listTime) < String(b.listTime) ? -1 : 1));
  }

  /** Everything in the filter's time that may fit, from the one partition that can hold it. */
  async function* newestFirst(
    filter: SessionFilter,
    size: number,
    before: string | undefined,
    isWhole: boolean,
  ): AsyncGenerator<StoredSession | Pause> {
    if (filter.paySid !== undefined) {
      const [item] = await read([{ pk: keyOfSession(filter.paySid) }]);
      if (item && (before === undefined || listTimeOf(item.session) < before)) yield item;
      return;
    }
    const upTo = before !== undefined && before < filter.to ? before : filter.to;
    // The store rejects a range that ends before it starts.
    if (upTo < filter.from) return;
    if (!totals || !isWide(filter)) yield* within(filter, filter.from, upTo, size);
    else
      yield* readAhead(spansOf(totals, filter, upTo), (span) =>
        withinSpan(filter, span, upTo, size, isWhole),
      );
  }

  async function* withinSpan(
    filter: SessionFilter,
    { from, to, isUnread }: TimeSpan & { readonly isUnread?: true },
    upTo: string,
    size: number,
    isWhole: boolean,
  ): AsyncGenerator<StoredSession | Pause> {
    const [first, last] = [from > filter.from ? from : filter.from, to < upTo ? to : upTo];
    if (isUnread && !isWhole) yield { before: `${to}#PK${'0'.repeat(32)}` };
    else if (first <= last) yield* within(filter, first, last, size);
  }

  async function* within(filter: SessionFilter, from: string, upTo: string, size: number) {
    for (const { index, attribute, values } of partitionsOf(filter, { from, to: upTo }, shards)) {
      const lists = values.map((value) =>
        sessionsOf({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: '#partition = :value AND #time BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#partition': attribute, '#time': 'listTime' },
          ExpressionAttributeValues: { ':value': value, ':from': from, ':to': upTo },
          ScanIndexForward: false,
          Limit: leavesSomeOut(filter) ? BATCH : Math.ceil((size + 1) / values.length),
        }),
      );
      yield* newestOf(lists);
    }
  }

  async function* sessionsOf(list: Parameters<Dynamo['pages']>[0]) {
    for await (const found of dynamo.pages(list)) yield* await read(found);
  }

  /** What an index found, as it is now and in that order. What is gone or expired by now, or was taken off the lists, is left out. */
  async function read(found: readonly Item[]): Promise<readonly StoredSession[]> {
    // An index shows an item twice while it moves, and a batch may name none twice.
    const keys = [...new Set(found.map(({ pk }) => keyOfSession(paySidIn(pk))))];
    const items = await dynamo.getMany(
      table,
      keys.map((pk) => ({ pk })),
    );
    const byKey = new Map(items.map((item) => [item.pk, item]));
    return keys.flatMap((pk) => {
      const item = byKey.get(pk);
      return item?.session && !isExpired(item, clock.now()) ? [item as unknown as StoredSession] : [];
    });
  }
}

/** Whole minutes, as totals are by the minute. */
function spansOf(totals: Pick<Totals, 'spans'>, filter: SessionFilter, upTo: string) {
  // A position includes its millisecond, a time does not.
  const first = Date.parse(upTo.slice(0, START_LENGTH)) + (upTo.length > START_LENGTH ? 1 : 0);
  const end = Math.ceil(first / MINUTE_MS) * MINUTE_MS;
  return totals.spans(filter.from, new Date(end).toISOString(), (row) => mayHold(row, filter), MOST_TOTALS);
}

/** Length of the time a position begins with. */
const START_LENGTH = '2026-11-22T14:05:00.000Z'.length;

/** Shape of a position in a list: what a cursor may hold. */
export const LIST_POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#PK[0-9a-fA-F]{32}$/;

/** Merges lists, each newest first, into one. */
async function* newestOf(lists: readonly AsyncIterator<StoredSession>[]): AsyncGenerator<StoredSession> {
  const heads = await Promise.all(lists.map((list) => list.next()));
  for (;;) {
    let newest = -1;
    let position = '';
    for (const [at, head] of heads.entries()) {
      if (head.done || listTimeOf(head.value.session) <= position) continue;
      newest = at;
      position = listTimeOf(head.value.session);
    }
    const [head, list] = [heads[newest], lists[newest]];
    if (!head || !list) return;
    yield head.value;
    heads[newest] = await list.next();
  }
}
