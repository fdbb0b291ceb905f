import type { Ending } from '#lambdas/contract/payment-ending.ts';
import type { ReportRow } from '#lambdas/contract/report-api.ts';

/** Below this many results of processors a rate says nothing. */
export const FEWEST = 20;

type Ended = Pick<ReportRow, 'endings'>;

/** How many payments of some rows ended so. */
export function countOf(rows: readonly Ended[], ending: Ending): number {
  return rows.reduce((sum, { endings }) => sum + (endings[ending]?.count ?? 0), 0);
}

export interface Approval {
  /** Results of processors: yes or no. */
  readonly answers: number;
  /** The share of yes, of 1; undefined below {@link FEWEST} results. */
  readonly approval: number | undefined;
}

/** What processors said yes to, of those payments to which they said yes or no. */
export function approvalOf(rows: readonly Ended[]): Approval {
  const yes = countOf(rows, 'charged') + countOf(rows, 'saved');
  const answers = yes + countOf(rows, 'declined');
  return { answers, approval: answers < FEWEST ? undefined : yes / answers };
}

/** Milliseconds of a payment on average; undefined while none has ended. */
export function averageOf(rows: readonly Pick<ReportRow, 'timed' | 'milliseconds'>[]): number | undefined {
  const timed = rows.reduce((sum, row) => sum + row.timed, 0);
  const milliseconds = rows.reduce((sum, row) => sum + row.milliseconds, 0);
  return timed === 0 ? undefined : milliseconds / timed;
}
