import { isOver } from '#lambdas/contract/session-actions.ts';
import { addRows, type TotalsRow } from '#lambdas/session/totals.ts';
import { bucketAt, LEVELS, type Level, minuteOf, spanOf, timeOf } from '#lambdas/session/totals-tree.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import { recountKey } from '#lambdas/stores/recount-mark.ts';
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
import { endOfReading, type Keeping } from './keeping.ts';
import type { Scratch } from './scratch.ts';
import type { StoredItem, Tables } from './tables.ts';
import { createTotalsEntries, type MinuteEntries, markedMinute } from './totals-entries.ts';

export interface VerifyingTotals {
  readonly tables: Tables;
  readonly scratch: Scratch;
  readonly findings: Findings;
  readonly keeping: Keeping;
  readonly now: Date;
  readonly clock?: () => Date;
}

interface Sum {
  readonly level: Level;
  readonly start: number;
  readonly item: StoredItem | undefined;
  rows: TotalsRow[];
  /** Nothing of it is under way, to be counted again, or in doubt. */
  isSettled: boolean;
}

/** Minutes within which whoever began a payment has listed it. */
const STARTING = 5;
const SMALLEST_FIRST = LEVELS.slice(0, -1).toReversed();
const SID = /^PK[0-9a-f]{32}$/;
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
  const entries = createTotalsEntries(scratch);
  const soon = endOfReading(now);
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

  /** Whether nothing has changed it since, or is about to. The mark is read first, because it is removed last. */
  const staysMinute = async ({ start, items, payments }: MinuteEntries) => {
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
  const hasAnother = async (named: readonly string[], minute: number): Promise<boolean> => {
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
    { start, payments }: MinuteEntries,
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
    const others = open.filter((paySid) => !here.has(paySid));
    if (await hasAnother(others, start)) return 'it names a payment of another time';
    const expiries = over.flatMap(({ expires }) => expires ?? []);
    return expiries.length > 0 && !((item.firstExpiry ?? Number.POSITIVE_INFINITY) <= Math.min(...expiries))
      ? 'its payments leave the lists before it says so'
      : undefined;
  };

  /** Judges a minute, and returns whether all is settled that bigger buckets have of it. */
  const judgeMinute = async (minute: MinuteEntries): Promise<boolean> => {
    const { start, items, payments, isMarked } = minute;
    const pk = keyOfBucket({ level: 'minute', start });
    const stored = items.get('minute') ?? { pk, text: '', version: 0 };
    if (!isWithin(start, start + 1) || minute.isDoubted) return false;
    const item = bucketItemIn(stored, 'minute');
    const isGone = isLeaving(item, soon);
    if (item?.firstExpiry !== undefined && isGone && !mayLeave(item.firstExpiry, start, keeping)) {
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
      await entries.takeMark(item);
      const pk = String(item.pk);
      if (pk === 'totals') progress = item;
      if (!pk.startsWith('totals#')) return;
      const bucket = bucketUnder(pk);
      if (bucket) await entries.takeBucket(bucket, item);
      else name(loggedName(pk), ODD);
    },

    /** Takes a payment as lists have it, whose item is as its trail says, or of a release to come. */
    count: (item: StoredItem) => entries.takePayment(item, soon),

    doubt: entries.doubt,

    /** Judges all that was taken. Returns how many are changing while this runs. */
    async finish(): Promise<number> {
      if (!progress) return 0;
      const settled = countedIn(progress, clock());
      if (typeof settled === 'string') {
        name('totals', settled);
        return 0;
      }
      // The scan may have passed the places of payments that began since.
      counted = { ...settled, to: Math.min(settled.to, minuteOf(now.getTime()) - STARTING) };
      const sums = new Map<Level, Sum>();

      /** Ends the sums that do not reach a minute, and begins those that do. */
      const moveTo = async (start: number, items: MinuteEntries['items']) => {
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

      for await (const minute of entries.minutes()) {
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
