import { AppError } from '#lambdas/contract/errors.ts';
import type { ReportRow } from '#lambdas/contract/report-api.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { Dynamo } from '#lambdas/platform/dynamo.ts';
import { inLanes } from '#lambdas/platform/in-lanes.ts';
import { addRows, shownOf, type TotalsRow, tallyOf } from '#lambdas/session/totals.ts';
import {
  type Counted,
  childrenOf,
  type MinuteSpan,
  minuteOf,
  type Piece,
  piecesOf,
  spanOf,
  timeOf,
} from '#lambdas/session/totals-tree.ts';
import { createPaymentsByTime } from './payments-by-time.ts';
import { createTotalsItems, isLosing } from './totals-items.ts';
import { countedOf, createTotalsProgress } from './totals-progress.ts';

/** A time in UTC: `from` is inclusive, `to` is not. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

/** Totals of payments by the time they began, exactly as lists show them at the moment. */
export interface Totals {
  /**
   * The rows of a range that falls on whole minutes, UTC.
   *
   * @throws {@link AppError} `NOT_COUNTED_YET` when more payments of it than can be read are still to be counted
   */
  between(from: string, to: string): Promise<readonly ReportRow[]>;
  /** The same for each hour of it from `from` on, oldest first; the last one may be shorter. */
  hours(
    from: string,
    to: string,
  ): Promise<readonly { readonly from: string; readonly rows: readonly ReportRow[] }[]>;
  /**
   * Spans of a range that may hold payments of a row that fits, newest first. Time with payments under way, or still to be
   * counted, is always among them.
   *
   * @param most buckets to read, so that a rare match never costs more than that; the rest of the range is then the last span,
   *   with `isUnread`
   */
  spans(
    from: string,
    to: string,
    fits: (row: TotalsRow) => boolean,
    most?: number,
  ): AsyncIterable<TimeSpan & { readonly isUnread?: true }>;
}

/** Payments read for one report because no bucket speaks for them yet: what can be read well within the time of a function. */
const MOST_LIVE = 40_000;
/** Times read live together: hundreds of minutes may be marked at once. */
const LIVE_LANES = 16;
const HOUR = 60;
/** Buckets of a search read together; of the biggest ones few at first, as the newest may be enough. */
const READ_AHEAD = 32;
const READ_FIRST = 4;

/**
 * Adds up buckets, and reads what none of them speaks for: the newest minutes, payments under way and those that are to be
 * counted again.
 */
export function createTotals(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  { shards = 1, mostLive = MOST_LIVE }: { readonly shards?: number; readonly mostLive?: number } = {},
): Totals {
  const items = createTotalsItems(dynamo, table);
  const progress = createTotalsProgress({ clock, dynamo }, table);
  const payments = createPaymentsByTime({ clock, dynamo }, table, shards);

  const counted = async () => {
    const [reached, marks] = await Promise.all([progress.read(), progress.marks()]);
    return countedOf(reached, marks);
  };

  /** The same, but marked minutes that will not be counted again speak for themselves: lists have not all of them any more. */
  const lasting = async (known: Counted, spans: readonly MinuteSpan[]): Promise<Counted> => {
    const asked = known.marked.filter((at) => spans.some(({ from, to }) => from <= at && at < to));
    const kept = await items.find(asked.map((start) => ({ level: 'minute', start })));
    const left = new Set(asked.filter((_, at) => kept[at] && isLosing(kept[at], clock.now())));
    return {
      ...known,
      open: [...known.open, ...left],
      marked: known.marked.filter((minute) => !left.has(minute)),
    };
  };

  /** The rows of each span, in order. */
  const rowsOf = async (spans: readonly MinuteSpan[]): Promise<readonly (readonly TotalsRow[])[]> => {
    const known = await lasting(await counted(), spans);
    const pieces = spans.flatMap((span, at) => piecesOf(span, known).map((piece) => ({ at, piece })));
    const rows = spans.map((): TotalsRow[] => []);
    const live: MinuteSpan[] = [];
    const open: string[] = [];
    for (let rest = pieces; rest.length > 0; ) {
      const below: typeof pieces = [];
      const asked = rest.filter(isOfBucket);
      const kept = await items.find(
        asked.map(({ piece }) => piece.bucket),
        true,
      );
      for (const [index, { at, piece }] of asked.entries()) {
        const bucket = kept[index];
        if (bucket?.isSplit) below.push(...partsOf(piece).map((part) => ({ at, piece: part })));
        rows[at]?.push(...(bucket?.rows ?? []));
        open.push(...(bucket?.open ?? []));
      }
      live.push(...rest.flatMap(({ piece }) => ('live' in piece ? [piece.live] : [])));
      rest = below;
    }

    const unsettled = new Set(open);
    await inLanes(
      live,
      LIVE_LANES,
      () => true,
      async (span) => {
        const there = await payments.within(span, mostLive - unsettled.size);
        for (const paySid of [...(there?.values() ?? [])].flat()) unsettled.add(paySid);
        if (!there || unsettled.size > mostLive) throw new AppError('NOT_COUNTED_YET');
      },
    );
    for (const one of await payments.read([...unsettled])) {
      // An index may still have a payment where it began by another record of its start.
      const minute = minuteOf(one.session.startedAt);
      rows[spans.findIndex(({ from, to }) => from <= minute && minute < to)]?.push(tallyOf(one));
    }
    return rows.map(addRows);
  };

  return {
    async between(from, to) {
      const [rows = []] = await rowsOf([{ from: minuteOf(from), to: minuteOf(to) }]);
      return rows.map(shownOf);
    },

    async hours(from, to) {
      const [first, end] = [minuteOf(from), minuteOf(to)];
      const spans = Array.from({ length: Math.ceil((end - first) / HOUR) }, (_, at) => ({
        from: first + at * HOUR,
        to: Math.min(end, first + (at + 1) * HOUR),
      }));
      const rows = await rowsOf(spans);
      return spans.map((span, at) => ({ from: timeOf(span.from), rows: (rows[at] ?? []).map(shownOf) }));
    },

    async *spans(from, to, fits, most = Number.POSITIVE_INFINITY) {
      const span = { from: minuteOf(from), to: minuteOf(to) };
      const budget: Budget = { left: most, end: span.to };
      yield* joined(walk(piecesOf(span, await counted()).toReversed(), fits, budget, READ_FIRST));
      if (budget.left < 0) yield { ...timesOf({ from: span.from, to: budget.end }), isUnread: true };
    },
  };

  /** Of pieces, newest first, the minutes that may hold what fits, and what nothing is known of; as far as the budget goes. */
  async function* walk(
    pieces: readonly Piece[],
    fits: (row: TotalsRow) => boolean,
    budget: Budget,
    ahead = READ_AHEAD,
  ): AsyncGenerator<MinuteSpan> {
    for (let at = 0, size = ahead; at < pieces.length; at += size, size = Math.min(2 * size, READ_AHEAD)) {
      const some = pieces.slice(at, at + size);
      const asked = some.flatMap((piece) => ('bucket' in piece ? [piece.bucket] : []));
      budget.left -= asked.length;
      if (budget.left < 0) return;
      const kept = await items.find(asked);
      for (const piece of some) {
        if ('live' in piece) yield piece.live;
        else {
          const bucket = kept[asked.indexOf(piece.bucket)];
          const mayFit = bucket && (bucket.isSplit || bucket.open.length > 0 || bucket.rows.some(fits));
          if (mayFit && piece.bucket.level === 'minute') yield spanOf(piece.bucket);
          else if (mayFit) yield* walk(partsOf(piece).toReversed(), fits, budget);
        }
        if (budget.left < 0) return;
        budget.end = ('live' in piece ? piece.live : spanOf(piece.bucket)).from;
      }
    }
  }
}

/** What a search may still read, and the minute from which on everything was looked at. */
interface Budget {
  left: number;
  end: number;
}

type BucketPiece = Extract<Piece, { readonly bucket: unknown }>;

function isOfBucket(one: {
  readonly piece: Piece;
}): one is { readonly at: number; readonly piece: BucketPiece } {
  return 'bucket' in one.piece;
}

/** What is asked in place of a bucket that says nothing itself. */
function partsOf({ bucket }: BucketPiece): readonly Piece[] {
  if (bucket.level === 'minute') return [{ live: spanOf(bucket) }];
  return childrenOf(bucket).map((child) => ({ bucket: child }));
}

/** Joins spans that touch, each newest first, until one is an hour long. */
async function* joined(spans: AsyncIterable<MinuteSpan>): AsyncGenerator<TimeSpan> {
  let held: MinuteSpan | undefined;
  for await (const span of spans) {
    if (held && held.from === span.to && held.to - held.from < HOUR) {
      held = { from: span.from, to: held.to };
      continue;
    }
    if (held) yield timesOf(held);
    held = span;
  }
  if (held) yield timesOf(held);
}

function timesOf({ from, to }: MinuteSpan): TimeSpan {
  return { from: timeOf(from), to: timeOf(to) };
}
