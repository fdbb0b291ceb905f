import type { Dynamo, Item } from '#lambdas/platform/dynamo.ts';
import { isExpired } from '#lambdas/session/expiry.ts';
import type { TotalsRow } from '#lambdas/session/totals.ts';
import { type Bucket, timeOf } from '#lambdas/session/totals-tree.ts';
import { MOST_TEXT } from './packed-text.ts';
import { putNext } from './put-next.ts';
import { readRows, writeRows } from './totals-text.ts';

/** What a bucket says: payments that are over as rows, those under way by their SIDs. */
export interface BucketContent {
  readonly rows: readonly TotalsRow[];
  /** Payments of it that were under way when it was counted; a minute's only. */
  readonly open: readonly string[];
  /** When the first of its payments may leave the lists, in epoch seconds: from then on it cannot be counted again. */
  readonly firstExpiry?: number | undefined;
}

export interface KeptBucket extends BucketContent {
  /** Number of times it was written; 0 for one that was not. */
  readonly version: number;
  /** It says nothing itself, because that is more than an item holds: those below it speak, and for a minute its payments. */
  readonly isSplit: boolean;
  /** What it says, as it is written: equal where nothing changed. */
  readonly text: string;
}

export interface TotalsItems {
  /**
   * Those buckets in that order; one without payments has no rows. Whatever was written before is seen.
   *
   * @param isShown whether only what a report shows is wanted
   */
  find(buckets: readonly Bucket[], isShown?: boolean): Promise<readonly KeptBucket[]>;
  /** Keeps what a bucket says unless it is the same already; false when somebody else wrote it meanwhile. */
  keep(bucket: Bucket, before: KeptBucket, content: BucketContent | 'split'): Promise<boolean>;
}

/** Some of its payments may have left the lists: what it says is never derived again. */
export function isLosing({ firstExpiry }: BucketContent, now: Date): boolean {
  return isExpired({ expiresAtSeconds: firstExpiry }, now);
}

/** Buckets as items `totals#<level>#<time>` of the sessions table. An item is written on the condition that nobody else did. */
export function createTotalsItems(dynamo: Dynamo, table: string, mostText = MOST_TEXT): TotalsItems {
  return {
    async find(buckets, isShown = false) {
      const keys = buckets.map(keyOfBucket);
      const items = await dynamo.getMany(
        table,
        keys.map((pk) => ({ pk })),
        true,
      );
      const byKey = new Map(items.map((item) => [item.pk, item]));
      return keys.map((pk) => readItem(byKey.get(pk), !isShown));
    },

    async keep(bucket, before, content) {
      const { text, isSplit, firstExpiry } = itemOf(content, mostText);
      if (text === before.text && isSplit === before.isSplit && firstExpiry === before.firstExpiry)
        return true;
      const item = { pk: keyOfBucket(bucket), text, firstExpiry, ...(isSplit ? { isSplit } : {}) };
      return putNext(dynamo, table, item, before.version);
    },
  };
}

function itemOf(content: BucketContent | 'split', mostText: number) {
  if (content === 'split') return { text: '', isSplit: true, firstExpiry: undefined };
  const { rows, open, firstExpiry } = content;
  const text = [writeRows(rows), ...open].join(' ');
  return text.length > mostText
    ? { text: '', isSplit: true, firstExpiry }
    : { text, isSplit: false, firstExpiry };
}

function readItem(item: Item | undefined, isAsked: boolean): KeptBucket {
  const text = String(item?.text ?? '');
  const [rows = '', ...open] = text.split(' ');
  return {
    rows: readRows(rows, isAsked),
    open,
    firstExpiry: item?.firstExpiry as number | undefined,
    version: Number(item?.version ?? 0),
    isSplit: item?.isSplit === true,
    text,
  };
}

/** Key of a bucket's item. */
export function keyOfBucket({ level, start }: Bucket): string {
  return `totals#${level}#${timeOf(start).slice(0, 16)}`;
}
