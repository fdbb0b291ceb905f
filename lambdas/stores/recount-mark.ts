/** Marks by which totals are counted again: items `recount#<minute>` in the index by status. */
export const RECOUNT = 'recount';

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
