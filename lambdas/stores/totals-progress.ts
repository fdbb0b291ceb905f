import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, queryAll, unlessLost } from '#lambdas/platform/dynamo.ts';
import { type Counted, type MinuteSpan, minuteOf, timeOf } from '#lambdas/session/totals-tree.ts';
import { putNext } from './put-next.ts';
import { RECOUNT, type RecountMark, readMark, recountKey } from './recount-mark.ts';

/** How far payments are counted: one span, which grows at both ends. Times are minutes since 1970. */
export interface Progress extends MinuteSpan {
  /** Number of times it was written; 0 before the first. */
  readonly version: number;
  /** Everything before was counted a second time: the index knew all of it by then. */
  readonly checked: number;
  /** Minutes with payments under way. */
  readonly open: readonly number[];
}

export interface TotalsProgress {
  /** @returns an empty span of today for a stage that has counted nothing */
  read(): Promise<Progress>;
  /** Keeps it unless somebody else did since; false then. */
  keep(progress: Progress): Promise<boolean>;
  /** Oldest first. */
  marks(): Promise<readonly RecountMark[]>;
  /** Takes a mark away, unless it was made again since. */
  unmark(mark: RecountMark): Promise<void>;
}

const DAY_MINUTES = 24 * 60;

export function createTotalsProgress(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): TotalsProgress {
  return {
    async read() {
      const item = await dynamo.get({ TableName: table, Key: { pk: 'totals' }, ConsistentRead: true });
      if (item) return item as unknown as Progress;
      const today = Math.floor(minuteOf(clock.now().getTime()) / DAY_MINUTES) * DAY_MINUTES;
      return { version: 0, from: today, to: today, checked: today, open: [] };
    },

    keep: ({ version, ...progress }) => putNext(dynamo, table, { pk: 'totals', ...progress }, version),

    async marks() {
      const items = await queryAll<{ readonly listTime: string }>(dynamo, {
        TableName: table,
        IndexName: 'byStatus',
        KeyConditionExpression: 'listStatus = :marked',
        ExpressionAttributeValues: { ':marked': RECOUNT },
      });
      return items.map(readMark);
    },

    async unmark({ minute, since }) {
      await unlessLost(
        dynamo.update({
          TableName: table,
          Key: { pk: recountKey(timeOf(minute)) },
          UpdateExpression: 'SET expiresAtSeconds = :expires REMOVE listStatus, listTime',
          ConditionExpression: 'listTime = :seen',
          ExpressionAttributeValues: {
            ':expires': epochSeconds(clock.now()),
            ':seen': `${since}#${timeOf(minute).slice(0, 16)}`,
          },
        }),
      );
    },
  };
}

/** What readers take from it. */
export function countedOf({ from, to, open }: Progress, marks: readonly RecountMark[]): Counted {
  return { from, to, open, marked: marks.map(({ minute }) => minute) };
}
