import { type ReportKey, useReportWords } from './words.ts';

const PARTS = [
  'how.day',
  'how.charged',
  'how.declined',
  'how.unknown',
  'how.approval',
  'how.time',
  'how.list',
] as const satisfies readonly ReportKey[];

/** The definitions of the numbers above. */
export function HowCounted() {
  const { t } = useReportWords();
  return (
    <section class="hint" aria-labelledby="how">
      <h2 id="how">{t('how')}</h2>
      <ul>
        {PARTS.map((part) => (
          <li key={part}>{t(part)}</li>
        ))}
      </ul>
    </section>
  );
}
