import { ENDINGS, type Ending } from '#lambdas/contract/payment-ending.ts';
import type { CloseView, ReportRow, Tally } from '#lambdas/contract/report-api.ts';
import { rowKey } from '#lambdas/contract/report-row.ts';
import { type Approval, approvalOf, averageOf, countOf } from '#web/src/records/rates.ts';
import type { GroupedBy } from './asked-range.ts';

/** Payments of one ending: how many, and what they were for in each currency. */
export interface Sum {
  readonly count: number;
  readonly money: readonly (readonly [currency: string, minor: string])[];
}

/** Rows added up. */
export interface Sums extends Approval {
  readonly endings: Readonly<Record<Ending, Sum>>;
  /** Milliseconds of a payment on average; undefined while none has ended. */
  readonly average: number | undefined;
}

export interface Group {
  readonly name: string;
  readonly rows: readonly ReportRow[];
}

/** Rows of the same agent or currency together, in the order of their names. */
export function groupsOf(rows: readonly ReportRow[], by: GroupedBy): readonly Group[] {
  const groups = new Map<string, ReportRow[]>();
  for (const row of rows) groups.set(row[by], [...(groups.get(row[by]) ?? []), row]);
  return [...groups]
    .map(([name, own]) => ({ name, rows: own }))
    .sort((a, b) => (last(a.name) < last(b.name) ? -1 : 1));
}

export function sumsOf(rows: readonly ReportRow[]): Sums {
  const sums = ENDINGS.map((ending) => [ending, sumOf(rows, ending)] as const);
  const endings = Object.fromEntries(sums) as Sums['endings'];
  return { endings, ...approvalOf(rows), average: averageOf(rows) };
}

function sumOf(rows: readonly ReportRow[], ending: Ending): Sum {
  const money = new Map<string, bigint>();
  for (const { currency, endings } of rows) {
    const tally = endings[ending];
    if (tally && currency !== '') money.set(currency, (money.get(currency) ?? 0n) + BigInt(tally.minor));
  }
  return {
    count: countOf(rows, ending),
    money: [...money].filter(([, minor]) => minor !== 0n).map(([code, minor]) => [code, String(minor)]),
  };
}

/** What is counted otherwise since a close. */
export interface Change {
  readonly ending: Ending;
  readonly count: number;
  readonly minor: string;
}

/** By the key of each row that differs: what is more or less there than when it was closed. */
export function changesSince(
  close: CloseView | undefined,
  rows: readonly ReportRow[],
): ReadonlyMap<string, readonly Change[]> {
  const now = new Map(rows.map((row) => [rowKey(row), row]));
  const changes = (close?.rows ?? []).map((then) => {
    const key = rowKey(then);
    return [key, changesOf(then.endings, now.get(key)?.endings ?? {})] as const;
  });
  return new Map(changes.filter(([, list]) => list.length > 0));
}

function changesOf(then: ReportRow['endings'], now: ReportRow['endings']): readonly Change[] {
  return ENDINGS.flatMap((ending) => {
    const [before, after] = [then[ending] ?? NONE, now[ending] ?? NONE];
    const [count, minor] = [after.count - before.count, BigInt(after.minor) - BigInt(before.minor)];
    return count === 0 && minor === 0n ? [] : [{ ending, count, minor: String(minor) }];
  });
}

const NONE: Tally = { count: 0, minor: '0' };

/** Rows of now, and those of a close that nothing is in any more. */
export function withGone(rows: readonly ReportRow[], close: CloseView | undefined): readonly ReportRow[] {
  const here = new Set(rows.map(rowKey));
  const gone = (close?.rows ?? []).filter((row) => !here.has(rowKey(row)));
  return [...rows, ...gone.map((row) => ({ ...row, endings: {}, misses: 0, timed: 0, milliseconds: 0 }))];
}

/** What has no name comes after all that has one. */
const last = (name: string) => name || '\uffff';
