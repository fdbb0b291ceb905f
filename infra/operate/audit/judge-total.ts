import * as v from 'valibot';
import { isExpired, monthsAfter } from '#lambdas/session/expiry.ts';
import type { TotalsRow } from '#lambdas/session/totals.ts';
import {
  type Bucket,
  bucketAt,
  LEVELS,
  type Level,
  type MinuteSpan,
  minuteOf,
  timeOf,
} from '#lambdas/session/totals-tree.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import { keyOfBucket } from '#lambdas/stores/totals-items.ts';
import { readRows } from '#lambdas/stores/totals-text.ts';
import type { Keeping } from './keeping.ts';
import type { StoredItem } from './tables.ts';

const COUNT = v.pipe(v.number(), v.safeInteger());
const BUCKET = v.strictObject({
  pk: v.string(),
  text: v.string(),
  version: COUNT,
  firstExpiry: v.exactOptional(COUNT),
  isSplit: v.exactOptional(v.literal(true)),
});
const PROGRESS = v.strictObject({
  pk: v.string(),
  version: COUNT,
  from: COUNT,
  to: COUNT,
  checked: COUNT,
  open: v.array(COUNT),
});

/** A bucket as its item has it. */
export type BucketItem = v.InferOutput<typeof BUCKET>;

/** What of the totals can be judged. Times are minutes since 1970. */
export interface Counted extends MinuteSpan {
  readonly open: ReadonlySet<number>;
}

/** Clocks may differ. */
const AHEAD = 5;
const DAY = 24 * 60;
/** Months differ in length: of two times the later one may be over first. */
const MONTHS_DIFFER_MS = 4 * DAY * 60_000;

/** Which bucket has this key; undefined when none has. */
export function bucketUnder(pk: string): Bucket | undefined {
  const [, name = '', time = ''] = pk.split('#');
  const level = LEVELS.find((one) => one.level === name)?.level;
  const start = minuteOf(`${time}Z`);
  if (!level || Number.isNaN(start)) return undefined;
  const bucket = bucketAt(level, start);
  return keyOfBucket(bucket) === pk ? bucket : undefined;
}

/** Undefined where it holds anything that no total of ours has. */
export function bucketItemIn(item: StoredItem, level: Level): BucketItem | undefined {
  if (!v.is(BUCKET, item)) return undefined;
  const isMinute = level === 'minute';
  return (!isMinute && item.firstExpiry !== undefined) || (item.isSplit && item.text !== '')
    ? undefined
    : item;
}

/** What was counted, as far as it is settled; or what is wrong with that. */
export function countedIn(item: StoredItem, now: Date): Counted | string {
  if (!v.is(PROGRESS, item)) return 'it holds what it never holds as we write it';
  const { from, to, checked, open } = item;
  if (!(from <= checked && checked <= to)) return 'its times are not in order';
  if (to > minuteOf(now.getTime()) + AHEAD) return 'it says that the future was counted';
  // Once more an hour later, by when lists know all of it. Where that were never so, nothing would be judged.
  return { from, to: Math.max(checked, to - DAY), open: new Set(open) };
}

/** What a bucket says: the SIDs of payments under way, and whether its rows are the expected ones. */
export function contentOf(item: BucketItem | undefined) {
  const [text = '', ...open] = (item?.text ?? '').split(' ');
  return { open, isAs: (rows: readonly TotalsRow[]) => isWritten(text, rows) };
}

/** Whether a text has just these rows. How they are compressed may differ from one machine to another. */
function isWritten(text: string, rows: readonly TotalsRow[]): boolean {
  try {
    return canonicalJson(readRows(text, true)) === canonicalJson(rows);
  } catch {
    return false;
  }
}

/** Whether payments of a bucket may have left the lists by then. */
export function isLeaving(item: BucketItem | undefined, soon: Date): boolean {
  return isExpired({ expiresAtSeconds: item?.firstExpiry }, soon);
}

/** Whether the first payment of a minute may leave the lists at that time, epoch seconds, as long as payments are kept at least. */
export function mayLeave(firstExpiry: number, minute: number, { sessionsMonths, trailMonths }: Keeping) {
  const kept = [sessionsMonths, trailMonths].filter((months) => months > 0);
  const earliest = monthsAfter(timeOf(minute), kept.length > 0 ? Math.min(...kept) : 0);
  return earliest !== undefined && firstExpiry * 1000 >= earliest * 1000 - MONTHS_DIFFER_MS;
}
