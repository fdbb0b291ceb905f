import type { Clock } from '#lambdas/platform/clock.ts';
import type { Dynamo, Item } from '#lambdas/platform/dynamo.ts';
import { isExpired } from '#lambdas/session/expiry.ts';
import { monthsBetween } from '#lambdas/session/months.ts';
import { type MinuteSpan, minuteOf, timeOf } from '#lambdas/session/totals-tree.ts';
import { listKeys } from './list-key.ts';
import { keyOfSession } from './session-item.ts';
import type { StoredSession } from './sessions-store.ts';

/** Everybody's payments by the minute they began in, as the index has them. */
export interface PaymentsByTime {
  /**
   * Those of a span, by their minute; undefined when there are more than `most`.
   */
  within(span: MinuteSpan, most?: number): Promise<ReadonlyMap<number, readonly string[]> | undefined>;
  /** The first minute of a span in which a payment began; the last one with `newest`. */
  firstMinute(span: MinuteSpan, newest?: boolean): Promise<number | undefined>;
  /** Payments as they are now; those that are gone or expired, or never began, are left out. */
  read(paySids: readonly string[]): Promise<readonly StoredSession[]>;
}

export function createPaymentsByTime(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  shards: number,
): PaymentsByTime {
  const lists = (span: MinuteSpan, isNewestFirst: boolean) => {
    const months = monthsBetween(timeOf(span.from), timeOf(span.to - 1));
    return (isNewestFirst ? months.toReversed() : months).map((month) =>
      listKeys(month, shards).map((key) => ({
        TableName: table,
        IndexName: 'byMonth',
        KeyConditionExpression: 'listMonth = :month AND listTime BETWEEN :from AND :to',
        // A time sorts before the times with a payment's SID behind them.
        ExpressionAttributeValues: { ':month': key, ':from': timeOf(span.from), ':to': timeOf(span.to) },
        ScanIndexForward: !isNewestFirst,
      })),
    );
  };

  return {
    async within(span, most = Number.POSITIVE_INFINITY) {
      const minutes = new Map<number, string[]>();
      let count = 0;
      for (const list of lists(span, false).flat()) {
        for await (const page of dynamo.pages(list)) {
          count += page.length;
          if (count > most) return undefined;
          for (const item of page) {
            const { minute, paySid } = placeOf(item);
            const there = minutes.get(minute) ?? [];
            there.push(paySid);
            minutes.set(minute, there);
          }
        }
      }
      return minutes;
    },

    async firstMinute(span, newest = false) {
      for (const month of lists(span, newest)) {
        const ends = await Promise.all(month.map((list) => dynamo.query({ ...list, Limit: 1 })));
        const minutes = ends.flat().map((item) => placeOf(item).minute);
        if (minutes.length > 0) return newest ? Math.max(...minutes) : Math.min(...minutes);
      }
      return undefined;
    },

    async read(paySids) {
      const keys = [...new Set(paySids)].map((paySid) => ({ pk: keyOfSession(paySid) }));
      const items = await dynamo.getMany(table, keys, true);
      return items.flatMap((item) =>
        item.session && !isExpired(item, clock.now()) ? [item as unknown as StoredSession] : [],
      );
    },
  };
}

function placeOf({ listTime }: Item): { readonly minute: number; readonly paySid: string } {
  const [time = '', paySid = ''] = String(listTime).split('#');
  return { minute: minuteOf(time), paySid };
}
