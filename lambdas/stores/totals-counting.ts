import { AppError } from '#lambdas/contract/errors.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { Dynamo } from '#lambdas/platform/dynamo.ts';
import { addRows, tallyOf } from '#lambdas/session/totals.ts';
import { type Bucket, childrenOf, minuteOf } from '#lambdas/session/totals-tree.ts';
import { createPaymentsByTime, type PaymentsByTime } from './payments-by-time.ts';
import type { StoredSession } from './sessions-store.ts';
import { type BucketContent, createTotalsItems, isLosing, type KeptBucket } from './totals-items.ts';
import { createTotalsProgress, type TotalsProgress } from './totals-progress.ts';

/** Payments of a minute that are to be looked at. */
export interface MinuteAsked {
  readonly minute: number;
  /** Payments that are known to have begun then. */
  readonly paySids: readonly string[];
  /** All of its payments are counted again; otherwise those that were under way are enough, because no other changes unmarked. */
  readonly isWhole: boolean;
}

export interface MinuteCounted {
  /** Some of it is still under way. */
  readonly isOpen: boolean;
  /** Payments that were read for it. */
  readonly read: number;
}

/** What counts payments: buckets are written by it alone, whoever runs it and however often. */
export interface TotalsCounting {
  readonly progress: TotalsProgress;
  readonly payments: Omit<PaymentsByTime, 'read'>;
  /** Writes what a minute has. */
  countMinute(asked: MinuteAsked): Promise<MinuteCounted>;
  /** Makes a bucket the sum of those below it. */
  addUp(bucket: Bucket): Promise<void>;
}

/** Of two that count the same bucket one is asked to begin again: more than a few never meet. */
const MOST_RACES = 5;

/**
 * Counts by reading: what a bucket says is derived from payments, or from the buckets below it, after its version was read, and
 * is kept only while it still has that version. So of two at once the one that ends later has seen all that the other one wrote.
 */
export function createTotalsCounting(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  { shards = 1, mostText }: { readonly shards?: number; readonly mostText?: number } = {},
): TotalsCounting {
  const items = createTotalsItems(dynamo, table, mostText);
  const payments = createPaymentsByTime({ clock, dynamo }, table, shards);

  const rewrite = async <Result>(
    bucket: Bucket,
    derive: (
      before: KeptBucket,
    ) => Promise<{ readonly content?: BucketContent | 'split'; readonly result: Result }>,
  ): Promise<Result> => {
    for (let race = 1; race <= MOST_RACES; race += 1) {
      const [before] = await items.find([bucket]);
      if (!before) break;
      const { content, result } = await derive(before);
      if (!content || (await items.keep(bucket, before, content))) return result;
    }
    throw new AppError('STORE_UNAVAILABLE');
  };

  return {
    progress: createTotalsProgress({ clock, dynamo }, table),
    payments,

    countMinute: ({ minute, paySids, isWhole }) =>
      rewrite<MinuteCounted>({ level: 'minute', start: minute }, async (before) => {
        // Some of it may have left the lists: what was counted while all were there stays.
        if (isLosing(before, clock.now())) return { result: { isOpen: false, read: 0 } };
        const isNew = paySids.some((paySid) => !before.open.includes(paySid));
        const isAll = isWhole || isNew || before.isSplit || before.version === 0;
        const listed = isAll ? await payments.within({ from: minute, to: minute + 1 }) : undefined;
        const found = [...before.open, ...paySids, ...(listed?.get(minute) ?? [])];
        const sessions = await payments.read(found);
        const here = sessions.filter(({ session }) => minuteOf(session.startedAt) === minute);
        const over = here.filter(({ session }) => isOver(session.state));
        const open = here
          .filter(({ session }) => !isOver(session.state))
          .map(({ session }) => session.paySid);
        const content = {
          rows: addRows([...(isAll ? [] : before.rows), ...over.map(tallyOf)]),
          open: open.sort(),
          firstExpiry: firstOf([...(isAll ? [] : [before.firstExpiry]), ...here.map(expiryOf)]),
        };
        return { content, result: { isOpen: open.length > 0, read: sessions.length } };
      }),

    addUp: (bucket) =>
      rewrite(bucket, async () => {
        const below = await items.find(childrenOf(bucket));
        const isSplit = below.some((one) => one.isSplit);
        const rows = addRows(below.flatMap((one) => one.rows));
        return { content: isSplit ? 'split' : { rows, open: [] }, result: undefined };
      }),
  };
}

function expiryOf(session: StoredSession & { readonly expiresAtSeconds?: number }): number | undefined {
  return session.expiresAtSeconds;
}

function firstOf(expiries: readonly (number | undefined)[]): number | undefined {
  const known = expiries.filter((expiry) => expiry !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
