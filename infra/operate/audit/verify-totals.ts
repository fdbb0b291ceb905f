import { isOver } from '#lambdas/contract/session-actions.ts';
import { isExpired } from '#lambdas/session/expiry.ts';
import { addRows, type TotalsRow, tallyOf } from '#lambdas/session/totals.ts';
import { bucketAt, LEVELS, type Level, minuteOf, spanOf, timeOf } from '#lambdas/session/totals-tree.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import { RECOUNT, readMark, recountKey } from '#lambdas/stores/recount-mark.ts';
import { keyOfSession } from '#lambdas/stores/session-item.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import { keyOfBucket } from '#lambdas/stores/totals-items.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import type { Findings } from './findings.ts';
import {
  type BucketItem,
  bucketItemIn,
  bucketUnder,
  type Counted,
  contentOf,
  countedIn,
  isLeaving,
  mayLeave,
} from './judge-total.ts';
import type { Keeping } from './keeping.ts';
import type { Scratch } from './scratch.ts';
import type { StoredItem, Tables } from './tables.ts';

export interface VerifyingTotals {
  readonly tables: Tables;
  readonly scratch: Scratch;
  readonly findings: Findings;
  readonly keeping: Keeping;
  readonly now: Date;
  readonly clock?: () => Date;
}

/** A payment that totals should have. */
interface Counting {
  readonly paySid: string;
  readonly version: number;
  /** Absent while it is under way. */
  readonly row?: TotalsRow;
  readonly expires?: number;
}

/** What is known of a minute, under its time and, behind a blank, what it is. */
type Entry = { readonly item: StoredItem } | { readonly payment: Counting } | Record<string, never>;

type ListedSession = StoredSession & { readonly version: number; readonly expiresAtSeconds?: number };

interface Minute {
  readonly start: number;
  /** Its own, and those of bigger buckets that begin with it. */
  readonly items: Map<string, StoredItem>;
  readonly payments: Counting[];
  isMarked: boolean;
  /** Payments of it may have left the lists, or may while this runs, or make no row. */
  isUnsure: boolean;
}

interface Sum {
  readonly level: Level;
  readonly start: number;
  readonly item: StoredItem | undefined;
  rows: TotalsRow[];
  /** Nothing of it is under way, to be counted again, or in doubt. */
  isSettled: boolean;
}

/** Minutes after which one that began is sealed at the latest, mostly. */
const SEALED_WITHIN = 10;
const DAY_MS = 24 * 60 * 60_000;
const SMALLEST_FIRST = LEVELS.slice(0, -1).toReversed();
/** What a date may be, in minutes. */
const MOST_MINUTES = 8.64e15 / 60_000;
const SID = /^PK[0-9a-f]{32}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
const ODD = 'it holds what no total of ours holds';

/**
 * Compares what reports add up with the payments: buckets of every size, and how far they were counted. Payments count as their
 * items have them, once those were found to be as their trails say. Not compared are days with a payment that is named itself, the
 * last hour, which is counted once more anyway, and times of which payments may have left the lists.
 *
 * In memory are the sums of one day, and the payments of a minute.
 */
export function createTotalsCheck({
  tables,
  scratch,
  findings,
  keeping,
  now,
  clock = () => now,
}: VerifyingTotals) {
  const entries = scratch.pages<Entry>('totals');
  const doubted = scratch.pages<true>('doubted');
  const soon = new Date(now.getTime() + DAY_MS);
  let progress: StoredItem | undefined;
  let counted: Counted = { from: 0, to: 0, open: new Set() };
  let changing = 0;
  /** Minutes of the day at hand, and the version of each bucket. */
  let looked: { readonly start: number; readonly version: unknown }[] = [];

  const name = (where: string, because: string) => findings.add({ kind: 'altered total', where, because });
  const isWithin = (from: number, to: number) => counted.from <= from && to <= counted.to;
  const isMarkedNow = async (minute: number) =>
    markedMinute(await tables.item(recountKey(timeOf(minute)))) === minute;
  const isSame = async (pk: string, item: StoredItem | undefined) =>
    canonicalJson((await tables.item(pk)) ?? {}) === canonicalJson(item ?? {});
  const isNewlyOpen = async (from: number, to: number) => {
    const again = countedIn((await tables.item('totals')) ?? {}, clock());
    const open = typeof again === 'string' ? [] : [...again.open];
    return open.some((minute) => from <= minute && minute < to && !counted.open.has(minute));
  };

  /** Whether nothing has changed it meanwhile, nor is about to: the mark first, which is taken off last. */
  const staysMinute = async ({ start, items, payments }: Minute) => {
    if (await isMarkedNow(start)) return false;
    for (const { paySid, version } of payments)
      if ((await tables.item(keyOfSession(paySid)))?.version !== version) return false;
    if (await isNewlyOpen(start, start + 1)) return false;
    return isSame(keyOfBucket({ level: 'minute', start }), items.get('minute'));
  };

  const staysSum = async (sum: Sum) => {
    const { from, to } = spanOf(sum);
    for (const { start, version } of looked.filter(({ start }) => from <= start && start < to)) {
      const bucket = keyOfBucket({ level: 'minute', start });
      if ((await isMarkedNow(start)) || (await tables.item(bucket))?.version !== version) return false;
    }
    return !(await isNewlyOpen(from, to)) && isSame(keyOfBucket(sum), sum.item);
  };

  /** Whether a bucket names somebody as under way in its time who is over, and counted in another. */
  const countsAnother = async (named: readonly string[], minute: number): Promise<boolean> => {
    for (const paySid of named) {
      const session = (await tables.item(keyOfSession(paySid)))?.session as
        | StoredSession['session']
        | undefined;
      const start = minuteOf(session?.startedAt ?? '');
      if (session && start !== minute && isWithin(start, start + 1) && isOver(session.state)) return true;
    }
    return false;
  };

  const problemOfMinute = async (
    { start, payments }: Minute,
    item: BucketItem,
  ): Promise<string | undefined> => {
    const { open, isAs } = contentOf(item);
    const named = new Set(open);
    if (open.some((paySid) => !SID.test(paySid))) return ODD;
    const over = payments.filter(({ row, paySid }) => row && !named.has(paySid));
    if (!isAs(addRows(over.flatMap(({ row }) => row ?? [])))) return 'its payments add up to something else';
    if (payments.some(({ row, paySid }) => !row && !named.has(paySid)))
      return 'it leaves out a payment that is under way';
    if (open.length > 0 && !counted.open.has(start))
      return 'it names payments as under way, of which how far was counted says nothing';
    const here = new Set(payments.map(({ paySid }) => paySid));
    if (
      await countsAnother(
        open.filter((paySid) => !here.has(paySid)),
        start,
      )
    )
      return 'it names a payment of another time';
    const expiries = over.flatMap(({ expires }) => expires ?? []);
    return expiries.length > 0 && !((item.firstExpiry ?? Number.POSITIVE_INFINITY) <= Math.min(...expiries))
      ? 'its payments leave the lists before it says so'
      : undefined;
  };

  /** Judges a minute, and returns whether all is settled that bigger buckets have of it. */
  const judgeMinute = async (minute: Minute): Promise<boolean> => {
    const { start, items, payments, isMarked } = minute;
    const pk = keyOfBucket({ level: 'minute', start });
    const stored = items.get('minute') ?? { pk, text: '', version: 0 };
    if (!isWithin(start, start + 1) || (await doubted.get(timeOf(start).slice(0, 10)))) return false;
    const item = bucketItemIn(stored, 'minute');
    const isGone = isLeaving(item, soon);
    if (item?.firstExpiry && isGone && !mayLeave(item.firstExpiry, start, keeping)) {
      name(pk, 'its payments cannot have left the lists yet');
      return false;
    }
    let because = item ? undefined : ODD;
    if (item && (isMarked || isGone || minute.isUnsure)) return false;
    else if (item && !item.isSplit) because = await problemOfMinute(minute, item);
    const isChanging = because !== undefined && !(await staysMinute(minute));
    if (isChanging) changing += 1;
    else if (because) name(pk, because);
    const isOpen = counted.open.has(start) || (item && contentOf(item).open.length > 0);
    return !isChanging && !isMarked && !isOpen && payments.every(({ row }) => row);
  };

  const judgeSum = async (sum: Sum): Promise<void> => {
    const { from, to } = spanOf(sum);
    if (!sum.isSettled || !isWithin(from, to)) return;
    const pk = keyOfBucket(sum);
    const item = bucketItemIn(sum.item ?? { pk, text: '', version: 0 }, sum.level);
    const { open, isAs } = contentOf(item);
    if (item && (item.isSplit || (open.length === 0 && isAs(sum.rows)))) return;
    if (!(await staysSum(sum))) changing += 1;
    else name(pk, item ? 'its payments add up to something else' : ODD);
  };

  return {
    /** Takes an item of the sessions table. */
    async take(item: StoredItem): Promise<void> {
      const pk = String(item.pk);
      const marked = placeOf(markedMinute(item));
      if (marked) await entries.put(`${marked} !marked`, {});
      if (pk === 'totals') progress = item;
      if (!pk.startsWith('totals#')) return;
      const bucket = bucketUnder(pk);
      if (!bucket) name(loggedName(pk), ODD);
      else await entries.put(`${placeOf(bucket.start)} !${bucket.level}`, { item });
    },

    /** Takes a payment as lists have it, whose item is as its trail says, or of a release to come. */
    async count(item: StoredItem): Promise<void> {
      const { session, version, expiresAtSeconds: expires } = item as unknown as ListedSession;
      const place = placeOf(minuteOf(String(session?.startedAt)));
      if (!place) return;
      const row = rowOf(item as unknown as ListedSession);
      if (row === 'odd' || isExpired({ expiresAtSeconds: expires }, soon)) {
        await entries.put(`${place} !unsure`, {});
        return;
      }
      const paySid = String(item.pk).slice(keyOfSession('').length);
      const payment = {
        paySid,
        version,
        ...(row ? { row } : {}),
        ...(expires === undefined ? {} : { expires }),
      };
      await entries.put(`${place} ${paySid}`, { payment });
    },

    /** Takes what may be the time of a payment that was named: what it adds to that day nobody can say. */
    async doubt(...times: readonly unknown[]): Promise<void> {
      for (const time of times) {
        const minute = minuteOf(String(time));
        for (const at of [minute, minute - SEALED_WITHIN])
          if (placeOf(at)) await doubted.put(timeOf(at).slice(0, 10), true);
      }
    },

    /** Judges all that was taken. Returns how many are changing while this runs. */
    async finish(): Promise<number> {
      if (!progress) return 0;
      const settled = countedIn(progress, clock());
      if (typeof settled === 'string') {
        name('totals', settled);
        return 0;
      }
      counted = settled;
      const sums = new Map<Level, Sum>();

      /** Ends the sums that do not reach a minute, and begins those that do. */
      const moveTo = async (start: number, items: ReadonlyMap<string, StoredItem>) => {
        for (const [at, { level }] of SMALLEST_FIRST.entries()) {
          const sum = sums.get(level);
          const next = bucketAt(level, start).start;
          if (sum?.start === next) continue;
          if (sum) {
            sum.rows = [...addRows(sum.rows)];
            await judgeSum(sum);
            const above = SMALLEST_FIRST[at + 1];
            const bigger = above && sums.get(above.level);
            bigger?.rows.push(...sum.rows);
            if (bigger && !sum.isSettled) bigger.isSettled = false;
            if (!bigger) looked = [];
          }
          sums.set(level, { level, start: next, item: items.get(level), rows: [], isSettled: true });
        }
      };

      for await (const minute of minutesIn(entries.all())) {
        const { start, items, payments } = minute;
        await moveTo(start, items);
        looked.push({ start, version: items.get('minute')?.version });
        const quarter = sums.get('quarter');
        if (!(await judgeMinute(minute)) && quarter) quarter.isSettled = false;
        quarter?.rows.push(...addRows(payments.flatMap(({ row }) => row ?? [])));
      }
      await moveTo(Number.POSITIVE_INFINITY, new Map());
      return changing;
    },
  };
}

/** What a payment adds; undefined while it is under way. Nobody has compared what a release to come has kept. */
function rowOf({ session, misses }: ListedSession): TotalsRow | 'odd' | undefined {
  try {
    return isOver(session.state) ? tallyOf({ session, misses }) : undefined;
  } catch (failure) {
    if (!(failure instanceof TypeError || failure instanceof RangeError)) throw failure;
    return 'odd';
  }
}

/** A minute as keys have it, so that they stand in order; undefined for one that no payment of ours begins in. */
function placeOf(minute = Number.NaN): string | undefined {
  const isTime = Math.abs(minute) < MOST_MINUTES;
  const place = isTime ? timeOf(minute).slice(0, 16) : '';
  return TIME.test(place) ? place : undefined;
}

/** The minute that a mark has counted again, by what readers take from it. */
function markedMinute(item: StoredItem | undefined): number | undefined {
  if (item?.listStatus !== RECOUNT) return undefined;
  const { minute } = readMark({ listTime: String(item.listTime) });
  return Number.isNaN(minute) ? undefined : minute;
}

/** Gathers what is known of each minute; entries of one stand together. */
async function* minutesIn(all: AsyncIterable<readonly [key: string, entry: Entry]>): AsyncGenerator<Minute> {
  let minute: Minute | undefined;
  for await (const [key, entry] of all) {
    const start = minuteOf(`${key.slice(0, 16)}Z`);
    if (minute?.start !== start) {
      if (minute) yield minute;
      minute = { start, items: new Map(), payments: [], isMarked: false, isUnsure: false };
    }
    const what = key.slice(18);
    if ('payment' in entry) minute.payments.push(entry.payment as Counting);
    else if ('item' in entry) minute.items.set(what, entry.item as StoredItem);
    else if (what === 'marked') minute.isMarked = true;
    else minute.isUnsure = true;
  }
  if (minute) yield minute;
}
