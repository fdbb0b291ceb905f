import { minuteOf } from '#lambdas/session/totals-tree.ts';

/** Marks by which totals are counted again: items `recount#<minute>` in the index by status. */
export const RECOUNT = 'recount';

/** A minute of which a bucket may be wrong: a payment in it that was over has changed or moved, or is about to. */
export interface RecountMark {
  /** Minutes since 1970. */
  readonly minute: number;
  /** ISO 8601. */
  readonly since: string;
}

/** @param startedAt of a payment, ISO 8601 */
export function recountKey(startedAt: string): string {
  return `recount#${startedAt.slice(0, 16)}`;
}

/** The item that has the minute of a payment counted again. */
export function recountMark(startedAt: string, now: Date) {
  return {
    pk: recountKey(startedAt),
    listStatus: RECOUNT,
    listTime: `${now.toISOString()}#${startedAt.slice(0, 16)}`,
  };
}

/** What a mark says: the index has its time alone. */
export function readMark({ listTime }: { readonly listTime: string }): RecountMark {
  const [since = '', minute = ''] = listTime.split('#');
  return { since, minute: minuteOf(`${minute}Z`) };
}
