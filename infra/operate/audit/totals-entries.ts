import { isOver } from '#lambdas/contract/session-actions.ts';
import { isExpired } from '#lambdas/session/expiry.ts';
import { type TotalsRow, tallyOf } from '#lambdas/session/totals.ts';
import { type Bucket, type Level, minuteOf, timeOf } from '#lambdas/session/totals-tree.ts';
import { RECOUNT, readMark } from '#lambdas/stores/recount-mark.ts';
import { keyOfSession } from '#lambdas/stores/session-item.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import type { Scratch } from './scratch.ts';
import type { StoredItem } from './tables.ts';

/** A payment that totals should have. */
export interface CountedPayment {
  readonly paySid: string;
  readonly version: number;
  /** Absent while it is under way. */
  readonly row?: TotalsRow;
  /** Epoch seconds. */
  readonly expires?: number;
}

/** All that is known of one minute. */
export interface MinuteEntries {
  /** Minutes since 1970. */
  readonly start: number;
  /** Buckets that begin with it, by their level. */
  readonly items: ReadonlyMap<Level, StoredItem>;
  readonly payments: readonly CountedPayment[];
  /** It is to be counted again. */
  readonly isMarked: boolean;
  /** A payment of it leaves the lists about now, or makes no row. */
  readonly isUnsure: boolean;
  /** Somebody who is named may have begun on its day. */
  readonly isDoubted: boolean;
}

type Entry = { readonly item: StoredItem } | { readonly payment: CountedPayment } | Record<string, never>;

/** Minutes after which one that began is sealed at the latest, mostly. */
const SEALED_WITHIN = 10;
/** What a date may be, in minutes. */
const MOST_MINUTES = 8.64e15 / 60_000;
const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** What is known of each minute, in the order of time: more than fits into memory. */
export function createTotalsEntries(scratch: Scratch) {
  // Under the time, a blank and what it is: buckets before payments.
  const entries = scratch.pages<Entry>('totals');
  const doubted = scratch.pages<true>('doubted');
  const put = async (minute: number | undefined, what: string, entry: Entry) => {
    const place = placeOf(minute);
    if (place) await entries.put(`${place} ${what}`, entry);
  };

  return {
    takeMark: (item: StoredItem) => put(markedMinute(item), '!marked', {}),
    takeBucket: ({ level, start }: Bucket, item: StoredItem) => put(start, `!${level}`, { item }),

    /** @param soon payments that expire before are gone, or may be while this runs */
    async takePayment(item: StoredItem, soon: Date): Promise<void> {
      const { session, misses, version, expiresAtSeconds: expires } = item as unknown as ListedSession;
      const minute = minuteOf(String(session?.startedAt));
      const row = rowOf({ session, misses });
      if (row === 'odd' || isExpired({ expiresAtSeconds: expires }, soon)) return put(minute, '!unsure', {});
      const paySid = String(item.pk).slice(keyOfSession('').length);
      const more = { ...(row ? { row } : {}), ...(expires === undefined ? {} : { expires }) };
      return put(minute, paySid, { payment: { paySid, version, ...more } });
    },

    /** Takes what may be the time of a payment that is named. */
    async doubt(time: unknown): Promise<void> {
      const minute = minuteOf(String(time));
      for (const at of [minute, minute - SEALED_WITHIN]) if (placeOf(at)) await doubted.put(dayOf(at), true);
    },

    async *minutes(): AsyncGenerator<MinuteEntries> {
      let place = '';
      let some: (readonly [what: string, entry: Entry])[] = [];
      const gathered = async () => {
        const start = minuteOf(`${place}Z`);
        return gather(start, some, (await doubted.get(dayOf(start))) === true);
      };
      for await (const [key, entry] of entries.all()) {
        const next = key.slice(0, key.indexOf(' '));
        if (next !== place) {
          if (some.length > 0) yield await gathered();
          [place, some] = [next, []];
        }
        some.push([key.slice(place.length + 1), entry]);
      }
      if (some.length > 0) yield await gathered();
    },
  };
}

/** The minute that a mark has counted again, by what readers take from it. */
export function markedMinute(item: StoredItem | undefined): number | undefined {
  return item?.listStatus === RECOUNT ? readMark({ listTime: String(item.listTime) }).minute : undefined;
}

type ListedSession = Pick<StoredSession, 'session' | 'misses'> & {
  readonly version: number;
  readonly expiresAtSeconds?: number;
};

/** What a payment adds; undefined while it is under way. Nobody has compared what a release to come has kept. */
function rowOf({
  session,
  misses,
}: Pick<StoredSession, 'session' | 'misses'>): TotalsRow | 'odd' | undefined {
  try {
    return isOver(session.state) ? tallyOf({ session, misses }) : undefined;
  } catch (failure) {
    if (!(failure instanceof TypeError || failure instanceof RangeError)) throw failure;
    return 'odd';
  }
}

function gather(
  start: number,
  some: readonly (readonly [string, Entry])[],
  isDoubted: boolean,
): MinuteEntries {
  const items = some.flatMap(([what, entry]) =>
    'item' in entry ? [[what.slice(1) as Level, entry.item as StoredItem] as const] : [],
  );
  return {
    start,
    items: new Map(items),
    payments: some.flatMap(([, entry]) => ('payment' in entry ? [entry.payment as CountedPayment] : [])),
    isMarked: some.some(([what]) => what === '!marked'),
    isUnsure: some.some(([what]) => what === '!unsure'),
    isDoubted,
  };
}

/** A minute as keys have it, so that they stand in order; undefined for one that no payment of ours begins in. */
function placeOf(minute = Number.NaN): string | undefined {
  const place = Math.abs(minute) < MOST_MINUTES ? timeOf(minute).slice(0, 16) : '';
  return PLACE.test(place) ? place : undefined;
}

function dayOf(minute: number): string {
  return timeOf(minute).slice(0, 10);
}
