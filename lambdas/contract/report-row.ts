import type { ReportRow } from './report-api.ts';

/** What tells rows of a report apart: one for each agent, currency, method and brand. It sorts in that order. */
export function rowKey({ agent, currency, method, brand }: ReportRow): string {
  return [agent, currency, method, brand].join('\0');
}
