import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { toMinorUnits } from '#lambdas/contract/money.ts';
import { ENDINGS, type Ending, endingOf } from '#lambdas/contract/payment-ending.ts';
import type { ReportRow, Tally } from '#lambdas/contract/report-api.ts';
import { rowKey } from '#lambdas/contract/report-row.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { ReducedSession } from './reduce-session.ts';

/** A tally, and between which amounts its payments are, so that a search can pass over a time without any of them. */
export interface TotalsTally extends Tally {
  /** The smallest amount in the currency's smallest unit; absent where nothing had an amount. */
  readonly least?: string;
  readonly most?: string;
}

/** A row as it is counted: what reports show of it, and what only a search asks. */
export interface TotalsRow extends ReportRow {
  readonly endings: Readonly<Partial<Record<Ending, TotalsTally>>>;
  /** How many ended with each error code. */
  readonly reasons?: Readonly<Record<string, number>>;
}

/** One payment as a row of its own. */
export function tallyOf({ session, misses }: ReducedSession): TotalsRow {
  const { agent, currency = '', cardType: brand = '', paymentMethod: method, error, state } = session;
  const minor = minorOf(session);
  const tally = { count: 1, minor: minor ?? '0', ...(minor ? { least: minor, most: minor } : {}) };
  const milliseconds = lastedMs(session);
  return {
    agent,
    currency,
    brand,
    method,
    endings: { [endingOf(session)]: tally },
    misses,
    timed: milliseconds === undefined ? 0 : 1,
    milliseconds: milliseconds ?? 0,
    ...(error && isOver(state) ? { reasons: { [error.code]: 1 } } : {}),
  };
}

/** Adds rows up: one for each agent, currency, method and brand, in that order. */
export function addRows(rows: Iterable<TotalsRow>): readonly TotalsRow[] {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const key = rowKey(row);
    const sum = sums.get(key) ?? emptySum(row);
    sums.set(key, sum);
    addTo(sum, row);
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => rowOf(sum));
}

/** What a report shows of a row. */
export function shownOf({ reasons: _, ...row }: TotalsRow): ReportRow {
  const endings = Object.entries(row.endings).map(([ending, { count, minor }]) => [ending, { count, minor }]);
  return { ...row, endings: Object.fromEntries(endings) };
}

/** All agents, brands and methods together, by currency. */
export function byCurrency(rows: readonly ReportRow[]): readonly Pick<ReportRow, 'currency' | 'endings'>[] {
  const together = rows.map((row) => ({ ...row, agent: '', brand: '', method: 'credit-card' }) as const);
  return addRows(together).map((row) => {
    const { currency, endings } = shownOf(row);
    return { currency, endings };
  });
}

/** A text that is no amount of its currency, which only Twilio can have reported, counts as none. */
function minorOf({ chargeAmount, currency }: PaySession): string | undefined {
  if (chargeAmount === undefined) return undefined;
  return toMinorUnits(chargeAmount, currency)?.toString();
}

/** Twilio's clock and ours may differ: a payment never lasted less than no time. */
function lastedMs({ startedAt, endedAt }: PaySession): number | undefined {
  return endedAt === undefined ? undefined : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
}

interface Sum {
  readonly row: TotalsRow;
  readonly endings: Map<Ending, EndingSum>;
  readonly reasons: Map<string, number>;
  misses: number;
  timed: number;
  milliseconds: number;
}

interface EndingSum {
  count: number;
  /** What does not fit into `minor` any more. */
  carried: bigint;
  /** Exact, because it is carried over in time. */
  minor: number;
  least?: string;
  most?: string;
}

/** Digits of an amount of which thousands still add up exactly as numbers, which is many times faster. */
const SMALL_DIGITS = 12;
const FULL = 2 ** 52;

function emptySum(row: TotalsRow): Sum {
  return { row, endings: new Map(), reasons: new Map(), misses: 0, timed: 0, milliseconds: 0 };
}

function addTo(sum: Sum, row: TotalsRow): void {
  sum.misses += row.misses;
  sum.timed += row.timed;
  sum.milliseconds += row.milliseconds;
  for (const code in row.reasons) {
    sum.reasons.set(code, (sum.reasons.get(code) ?? 0) + (row.reasons[code] ?? 0));
  }
  for (const ending of ENDINGS) {
    const tally = row.endings[ending];
    if (!tally) continue;
    const total = sum.endings.get(ending) ?? { count: 0, carried: 0n, minor: 0 };
    sum.endings.set(ending, total);
    total.count += tally.count;
    if (tally.minor.length > SMALL_DIGITS) total.carried += BigInt(tally.minor);
    else total.minor += Number(tally.minor);
    if (total.minor > FULL) {
      total.carried += BigInt(total.minor);
      total.minor = 0;
    }
    const { least, most } = tally;
    if (least === undefined || most === undefined) continue;
    if (total.least === undefined || isLess(least, total.least)) total.least = least;
    if (total.most === undefined || isLess(total.most, most)) total.most = most;
  }
}

/** Of two whole numbers without leading zeros. */
function isLess(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

function rowOf({ row, endings, reasons, misses, timed, milliseconds }: Sum): TotalsRow {
  const { agent, currency, brand, method } = row;
  const tallies = ENDINGS.flatMap((ending) => {
    const total = endings.get(ending);
    if (!total) return [];
    const { count, carried, minor, least, most } = total;
    const between = least === undefined || most === undefined ? {} : { least, most };
    return [[ending, { count, minor: String(carried + BigInt(minor)), ...between }] as const];
  });
  const codes = [...reasons.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    agent,
    currency,
    brand,
    method,
    endings: Object.fromEntries(tallies),
    misses,
    timed,
    milliseconds,
    ...(codes.length > 0 ? { reasons: Object.fromEntries(codes) } : {}),
  };
}
