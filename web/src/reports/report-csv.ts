import { csvText } from '#lambdas/contract/csv.ts';
import { fromMinorUnits } from '#lambdas/contract/money.ts';
import { ENDINGS } from '#lambdas/contract/payment-ending.ts';
import type { ReportResponse } from '#lambdas/contract/report-api.ts';

/** A report as CSV: one line for each row, with amounts as decimals of their currency. */
export function reportCsv({ from, to, zone, at, rows }: ReportResponse): string {
  const titles = [
    ...['from', 'to', 'zone', 'counted at', 'agent', 'currency', 'brand', 'payment method'],
    ...ENDINGS.flatMap((ending) => [ending, `${ending} amount`]),
    ...['refused entries', 'payments timed', 'seconds'],
  ];
  const lines = rows.map(({ agent, currency, brand, method, endings, misses, timed, milliseconds }) => [
    ...[from, to, zone, at, agent, currency, brand, method],
    ...ENDINGS.flatMap((ending) => {
      const { count = 0, minor = '0' } = endings[ending] ?? {};
      return [String(count), currency && fromMinorUnits(BigInt(minor), currency)];
    }),
    ...[String(misses), String(timed), String(milliseconds / 1_000)],
  ]);
  return csvText([titles, ...lines]);
}
