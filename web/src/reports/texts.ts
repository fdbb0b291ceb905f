import type { ReportResponse, ReportRow } from '#lambdas/contract/report-api.ts';
import { brandKey } from '#web/src/payment/masks.ts';
import { PRINTED_AT } from '#web/src/records/moment.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import type { GroupedBy } from './asked-range.ts';
import { useReportWords } from './words.ts';

/** What rows are called. */
export function useRowNames() {
  const { t: shared } = useWords();
  const { t } = useReportWords();
  const method = ({ method: paid, brand }: ReportRow) =>
    shared(paid === 'ach-debit' ? 'form.bank' : brand === '' ? 'form.card' : brandKey(brand));
  const group = (by: GroupedBy, name: string) => name || t(by === 'agent' ? 'noAgent' : 'noCurrency');
  return {
    group,
    /** A row within its group, or alone. */
    row: (row: ReportRow, by?: GroupedBy) =>
      [
        by !== 'agent' && group('agent', row.agent),
        by !== 'currency' && group('currency', row.currency),
        method(row),
      ]
        .filter(Boolean)
        .join(' · '),
  };
}

/** Which payments a row is of, as a list asks for them: `-` stands for none. */
export function filterOf(
  { from, to }: Pick<ReportResponse, 'from' | 'to'>,
  row: Partial<Pick<ReportRow, 'agent' | 'currency' | 'brand' | 'method'>>,
): Readonly<Record<string, string>> {
  const named = Object.entries(row).map(([field, value]) => [field, value || '-']);
  return { from, to, ...Object.fromEntries(named) };
}

export function rowKeys({ agent, currency, brand, method }: ReportRow) {
  return { agent, currency, brand, method };
}

/** Formats a moment in a report's zone, which it names. */
export function useMomentIn(zone: string): (iso: string) => string {
  const { words } = useWords();
  const format = new Intl.DateTimeFormat(words.language, { ...PRINTED_AT, timeZone: zone });
  return (iso) => format.format(new Date(iso));
}
