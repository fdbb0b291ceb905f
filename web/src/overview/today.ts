import { ENDINGS, type Ending } from '#lambdas/contract/payment-ending.ts';
import type { ReportResponse, ReportRow, Tally } from '#lambdas/contract/report-api.ts';

/** Below this many answers of processors a rate says nothing. */
export const FEWEST = 20;

export interface CurrencySum {
  readonly currency: string;
  readonly count: number;
  /** In the smallest unit, decimal text. */
  readonly minor: string;
}

export interface AgentToday {
  readonly agent: string;
  readonly payments: number;
  readonly charged: number;
  readonly declined: number;
  readonly cancelled: number;
  readonly misses: number;
  /** Milliseconds of a payment on average; undefined while none has ended. */
  readonly average: number | undefined;
}

export interface HourToday {
  readonly from: string;
  /** When the next one begins. */
  readonly to: string;
  /** Undefined for what has not begun. */
  readonly charged: number | undefined;
  readonly declined: number;
  readonly unknown: number;
  /** Saved, cancelled, failed and open ones. */
  readonly others: number;
  readonly sums: readonly CurrencySum[];
  /** Has begun and is not over. */
  readonly isNow: boolean;
}

export interface Today {
  readonly charged: readonly CurrencySum[];
  /** Answers of processors: yes or no. */
  readonly answers: number;
  /** Of 1; undefined below {@link FEWEST} answers. */
  readonly approval: number | undefined;
  readonly agents: readonly AgentToday[];
  readonly hours: readonly HourToday[];
}

type Endings = ReportRow['endings'];

/** What a report of today says on this page. */
export function todayOf({ rows, hours = [], at, to }: ReportResponse): Today {
  const yes = sumOf(rows, 'charged') + sumOf(rows, 'saved');
  const answers = yes + sumOf(rows, 'declined');
  return {
    charged: sumsOf(rows),
    answers,
    approval: answers < FEWEST ? undefined : yes / answers,
    agents: [...new Set(rows.map(({ agent }) => agent))].map((agent) =>
      agentOf(
        agent,
        rows.filter((row) => row.agent === agent),
      ),
    ),
    hours: hours.map(({ from, endings }, index) => {
      const end = hours[index + 1]?.from ?? to;
      const count = (ending: Ending) => sumOf(endings, ending);
      return {
        from,
        to: end,
        charged: from > at ? undefined : count('charged'),
        declined: count('declined'),
        unknown: count('unknown'),
        others: count('saved') + count('cancelled') + count('failed') + count('open'),
        sums: sumsOf(endings),
        isNow: from <= at && at < end,
      };
    }),
  };
}

function agentOf(agent: string, rows: readonly ReportRow[]): AgentToday {
  const add = (value: (row: ReportRow) => number) => rows.reduce((sum, row) => sum + value(row), 0);
  const timed = add((row) => row.timed);
  return {
    agent,
    payments: ENDINGS.reduce((sum, ending) => sum + sumOf(rows, ending), 0),
    charged: sumOf(rows, 'charged'),
    declined: sumOf(rows, 'declined'),
    cancelled: sumOf(rows, 'cancelled'),
    misses: add(({ misses }) => misses),
    average: timed === 0 ? undefined : add(({ milliseconds }) => milliseconds) / timed,
  };
}

function sumOf(rows: readonly { readonly endings: Endings }[], ending: Ending): number {
  return rows.reduce((sum, { endings }) => sum + (endings[ending]?.count ?? 0), 0);
}

/** What was charged, by currency in the order of their codes. */
function sumsOf(
  rows: readonly { readonly currency: string; readonly endings: Endings }[],
): readonly CurrencySum[] {
  const sums = new Map<string, Tally>();
  for (const { currency, endings } of rows) {
    const { charged } = endings;
    if (!charged || charged.count === 0) continue;
    const { count, minor } = sums.get(currency) ?? { count: 0, minor: '0' };
    sums.set(currency, {
      count: count + charged.count,
      minor: String(BigInt(minor) + BigInt(charged.minor)),
    });
  }
  return [...sums]
    .map(([currency, sum]) => ({ currency, ...sum }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
