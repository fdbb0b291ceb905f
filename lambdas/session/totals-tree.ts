/**
 * How totals are laid out: buckets of a minute, a quarter, an hour and a day (UTC), each the sum of those below it. Times are
 * minutes since 1970 in here.
 */

export type Level = (typeof LEVELS)[number]['level'];

/** From the biggest. A bigger one holds a whole number of the next. */
export const LEVELS = [
  { level: 'day', minutes: 24 * 60 },
  { level: 'hour', minutes: 60 },
  { level: 'quarter', minutes: 15 },
  { level: 'minute', minutes: 1 },
] as const;

export interface Bucket {
  readonly level: Level;
  readonly start: number;
}

/** From `from` on, before `to`. */
export interface MinuteSpan {
  readonly from: number;
  readonly to: number;
}

/** What has been counted, and what of it may have changed since. */
export interface Counted extends MinuteSpan {
  /** Minutes with payments under way: their own bucket names those. */
  readonly open: readonly number[];
  /** Minutes to be counted again: no bucket speaks for them. */
  readonly marked: readonly number[];
}

/** A part of a range: a bucket that speaks for it, or a time of which payments have to be read. */
export type Piece = { readonly bucket: Bucket } | { readonly live: MinuteSpan };

const MINUTE_MS = 60_000;

/** @param time ISO 8601, or epoch milliseconds */
export function minuteOf(time: string | number): number {
  return Math.floor((typeof time === 'number' ? time : Date.parse(time)) / MINUTE_MS);
}

export function timeOf(minute: number): string {
  return new Date(minute * MINUTE_MS).toISOString();
}

export function spanOf({ level, start }: Bucket): MinuteSpan {
  return { from: start, to: start + sizeOf(level) };
}

/** The bucket of a level that holds a minute. */
export function bucketAt(level: Level, minute: number): Bucket {
  const size = sizeOf(level);
  return { level, start: Math.floor(minute / size) * size };
}

/** The buckets it is the sum of; none for a minute. */
export function childrenOf({ level, start }: Bucket): readonly Bucket[] {
  const below = LEVELS[LEVELS.findIndex((one) => one.level === level) + 1];
  if (!below) return [];
  const count = sizeOf(level) / below.minutes;
  return Array.from({ length: count }, (_, at) => ({
    level: below.level,
    start: start + at * below.minutes,
  }));
}

/**
 * Covers a span with the biggest buckets that can speak for it, oldest first. A payment is in one piece only, and each bucket is
 * one item, so whatever is counted meanwhile, nothing is added twice.
 */
export function piecesOf({ from, to }: MinuteSpan, counted: Counted): readonly Piece[] {
  const marked = new Set(counted.marked);
  const changing = new Map(
    LEVELS.map(({ level }) => [
      level,
      new Set([...counted.open, ...counted.marked].map((minute) => bucketAt(level, minute).start)),
    ]),
  );
  const isWhole = ({ level, minutes }: (typeof LEVELS)[number], at: number) =>
    at % minutes === 0 &&
    at + minutes <= Math.min(to, counted.to) &&
    (level === 'minute' ? !marked.has(at) : !changing.get(level)?.has(at));
  const pieces: Piece[] = [];
  for (let at = from; at < to; ) {
    const isBefore = at < counted.from;
    const fitting = isBefore ? undefined : LEVELS.find((one) => isWhole(one, at));
    const end = fitting
      ? at + fitting.minutes
      : isBefore
        ? Math.min(to, counted.from)
        : at < counted.to
          ? at + 1
          : to;
    pieces.push(fitting ? { bucket: { level: fitting.level, start: at } } : { live: { from: at, to: end } });
    at = end;
  }
  return pieces;
}

/** The bigger buckets that are the sum of these minutes, among other things, and lie within the span; smallest first. */
export function sumsOver(minutes: Iterable<number>, { from, to }: MinuteSpan): readonly Bucket[] {
  const all = [...minutes];
  return LEVELS.slice(0, -1)
    .toReversed()
    .flatMap(({ level, minutes: size }) => {
      const starts = new Set(all.map((minute) => bucketAt(level, minute).start));
      return [...starts]
        .filter((start) => start >= from && start + size <= to)
        .sort((a, b) => a - b)
        .map((start) => ({ level, start }));
    });
}

function sizeOf(level: Level): number {
  return LEVELS.find((one) => one.level === level)?.minutes ?? 1;
}
