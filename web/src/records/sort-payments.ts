import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { ENDINGS, endingOf } from '#lambdas/contract/payment-ending.ts';

/** The columns that a list can be sorted by. */
export const COLUMNS = ['time', 'agent', 'amount', 'method', 'state'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sorting {
  readonly by: Column;
  /** From the highest, or the newest, down. */
  readonly isDown: boolean;
}

/** How a list comes from the service. */
export const NEWEST_FIRST: Sorting = { by: 'time', isDown: true };

/** Reads a sorting as an address has it: `amount`, or `-amount` from the highest down. */
export function readSorting(text: string): Sorting {
  const by = COLUMNS.find((column) => column === text.replace(/^-/, ''));
  return by ? { by, isDown: text.startsWith('-') } : NEWEST_FIRST;
}

/** The same as an address has it; empty for the usual one. */
export function sortingText({ by, isDown }: Sorting): string {
  if (by === NEWEST_FIRST.by && isDown) return '';
  return isDown ? `-${by}` : by;
}

/** What a press on a column's name asks for: that column from the lowest up, or, where it is so already, the other way round. */
export function turned({ by, isDown }: Sorting, column: Column): Sorting {
  if (by === column) return { by, isDown: !isDown };
  // The largest amounts and the newest payments are what people look for.
  return { by: column, isDown: column === 'amount' || column === 'time' };
}

/** Payments in that order; equal ones stay as they were. `methodOf` says a method as the list does. */
export function sorted(
  items: readonly PaySession[],
  { by, isDown }: Sorting,
  methodOf: (item: PaySession) => string,
): readonly PaySession[] {
  if (by === 'time') return isDown ? items : [...items].reverse();
  const compare = COMPARE[by](methodOf);
  const way = isDown ? -1 : 1;
  return [...items].sort((a, b) => way * compare(a, b));
}

type Compare = (a: PaySession, b: PaySession) => number;

const byText =
  (text: (item: PaySession) => string): Compare =>
  (a, b) =>
    text(a).localeCompare(text(b));

const COMPARE: Readonly<
  Record<Exclude<Column, 'time'>, (methodOf: (item: PaySession) => string) => Compare>
> = {
  agent: () => byText(({ agent }) => agent ?? ''),
  method: byText,
  state: () => (a, b) => ENDINGS.indexOf(endingOf(a)) - ENDINGS.indexOf(endingOf(b)),
  // Amounts of two currencies do not compare: each currency is sorted by itself.
  amount: () => (a, b) =>
    byText(({ currency }) => currency ?? '')(a, b) ||
    Number(a.chargeAmount ?? 0) - Number(b.chargeAmount ?? 0),
};
