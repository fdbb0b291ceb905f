import type { CloseView } from '#lambdas/contract/report-api.ts';
import { CLOSE_PREFIX } from '#lambdas/contract/tables.ts';
import type { ChainEnd } from './access-event.ts';
import { monthAfter, monthsBetween } from './months.ts';
import type { ChainLink } from './trail-chain.ts';

/** What somebody writes down of a range besides its rows. */
export type CloseDraft = Pick<CloseView, 'from' | 'to' | 'zone' | 'by' | 'unsettled' | 'unsettledCount'> & {
  readonly requestId: string;
};

/** A close as stored in the audit table, in the chain of the month in which its range begins. */
export type RecordedClose = CloseDraft &
  ChainLink & {
    readonly type: 'close';
    readonly at: string;
    /** The lines of {@link rowsChainOf} with what was counted, and the hash of the last of them. */
    readonly rows: { readonly lines: readonly number[]; readonly hash: string };
    /** How far the closes of other months went. */
    readonly joins: Readonly<Record<string, ChainEnd>>;
  };

/** A piece of what was counted, as text: an item holds 400 kB, and thousands of agents need more. */
export interface RecordedRows extends ChainLink {
  readonly type: 'closeRows';
  readonly at: string;
  readonly text: string;
}

const MONTHS_BACK = 12;

/** The chain of closes of a range that begins then, by month, UTC: `CLOSE#2026-11`. */
export function closeChainOf(from: string): string {
  return `${CLOSE_PREFIX}${from.slice(0, 7)}`;
}

/** The chain with the rows of those closes: a close that is looked for must not cost reading the rows of the others. */
export function rowsChainOf(from: string): string {
  return `${closeChainOf(from)}#rows`;
}

/** The chains whose ends a close writes down: of the year before its range and of all months since. */
export function chainsBeside(from: string, now: string): readonly string[] {
  const first = monthAfter(from.slice(0, 7), -MONTHS_BACK);
  return monthsBetween(first, now)
    .map(closeChainOf)
    .filter((chain) => chain !== closeChainOf(from));
}

/** What a line of closes says of other chains, for whoever verifies them. */
export function joinsOfClose({
  from,
  rows,
  joins,
}: Pick<RecordedClose, 'from' | 'rows' | 'joins'>): readonly [string, ChainEnd][] {
  const last = rows.lines.at(-1);
  return [
    ...Object.entries(joins),
    ...(last === undefined
      ? []
      : [[rowsChainOf(from), { events: last, hash: rows.hash }] as [string, ChainEnd]]),
  ];
}
