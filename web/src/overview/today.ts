import { ENDINGS, type Ending } from '#lambdas/contract/payment-ending.ts';
import type { ReportResponse, ReportRow, Tally } from '#lambdas/contract/report-api.ts';
import { type Approval, approvalOf, averageOf, countOf } from '#web/src/records/rates.ts';

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

export interface Today extends Approval {
  readonly charged: readonly CurrencySum[];
  readonly agents: readonly AgentToday[];
  readonly hours: readonly HourToday[];
}

type Endings = ReportRow['endings'];

/** What a report of today says on this page. */
export function todayOf({ rows, hours = [], at, to }: ReportResponse): Today {
  return {
    charged: sumsOf(rows),
    ...approvalOf(rows),
    agents: [...new Set(rows.map(({ agent }) => agent))].map((agent) =>
      agentOf(
        agent,
        rows.filter((row) => row.agent === agent),
      ),
    ),
    hours: hours.map(({ from, endings }, index) => {
      const end = hours[index + 1]?.from ?? to;
      const count = (ending: Ending) => countOf(endings, ending);
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
  return {
    agent,
    payments: ENDINGS.reduce((sum, ending) => sum + countOf(rows, ending), 0),
    charged: countOf(rows, 'charged'),
    declined: countOf(rows, 'declined'),
    cancelled: countOf(rows, 'cancelled'),
    misses: rows.reduce((sum, { misses }) => sum + misses, 0),
    average: averageOf(rows),
  };
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
