import { referenceKey } from '#lambdas/session/canonical-id.ts';
import { monthsBetween } from '#lambdas/session/months.ts';
import { isJudged } from '#lambdas/session/row-filter.ts';
import { RECENT_MS, type SessionFilter } from '#lambdas/session/session-filter.ts';
import { listKeys } from './list-key.ts';
import { termOf } from './terms.ts';
import type { TimeSpan } from './totals-store.ts';

/** Where sessions of a filter are listed. */
export interface Partition {
  readonly index: string;
  readonly attribute: string;
  /** The keys it is spread over. */
  readonly values: readonly string[];
}

/** The partition a filter needs, the narrowest first. */
const FINDERS: readonly {
  readonly index: string;
  readonly attribute: string;
  readonly find: (filter: SessionFilter) => string | undefined;
  /** Whether it is spread over several keys: the sessions of a person, a call, a reference or a term are few. */
  readonly isSpread?: true;
}[] = [
  { index: 'byCall', attribute: 'listCall', find: ({ callSid }) => callSid },
  {
    index: 'byReference',
    attribute: 'listReference',
    find: ({ reference }) => reference && referenceKey(reference),
  },
  { index: 'byTerm', attribute: 'listTerm', find: termOf },
  {
    index: 'byAgent',
    attribute: 'listAgent',
    find: (filter) => (isShort(filter) ? filter.agent || undefined : undefined),
  },
  {
    index: 'byStatus',
    attribute: 'listStatus',
    isSpread: true,
    find: ({ state }) => (state === 'active' ? state : undefined),
  },
  {
    index: 'byStatus',
    attribute: 'listStatus',
    isSpread: true,
    find: ({ outcome }) => (outcome === 'unknown' ? outcome : undefined),
  },
  { index: 'byAgent', attribute: 'listAgent', find: ({ agent }) => agent || undefined },
];

/** Where one person has fewer sessions than there are under way, or in doubt, of everybody. */
function isShort({ from, to }: SessionFilter): boolean {
  return Date.parse(to) - Date.parse(from) <= RECENT_MS;
}

/** What has to be read for a filter in a time, newest first. */
export function partitionsOf(filter: SessionFilter, time: TimeSpan, shards: number): readonly Partition[] {
  for (const { index, attribute, find, isSpread } of FINDERS) {
    const value = find(filter);
    if (value !== undefined) return [{ index, attribute, values: listKeys(value, isSpread ? shards : 1) }];
  }
  return monthsBetween(time.from, time.to)
    .toReversed()
    .map((month) => ({
      index: 'byMonth',
      attribute: 'listMonth',
      values: listKeys(month, shards),
    }));
}

/** Whether sessions in the filter's partition and time may still not match it. */
export function leavesSomeOut(filter: SessionFilter): boolean {
  const { from: _, to: __, ...parts } = filter;
  const asked = Object.values(parts).filter((wanted) => wanted !== undefined).length;
  return asked > (FINDERS.some(({ find }) => find(filter) !== undefined) ? 1 : 0);
}

/** Whether it is looked for where there are many, of which totals can tell that they do not fit. */
export function isWide(filter: SessionFilter): boolean {
  const finder = FINDERS.find(({ find }) => find(filter) !== undefined);
  const areMany = !finder || (finder.index === 'byAgent' && !isShort(filter));
  return areMany && isJudged(filter);
}
