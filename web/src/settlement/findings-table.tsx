import type { Signal } from '@preact/signals';
import { fromMinorUnits } from '#lambdas/contract/money.ts';
import { Link } from '#web/src/components/link.tsx';
import { DAY_AND_TIME, Moment } from '#web/src/records/moment.tsx';
import { shortSid } from '#web/src/records/short-sid.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { type Class, type Finding, isRecordable, MOST_SHOWN } from './finding.ts';
import { useSettlementWords } from './settlement-words.ts';

interface Props {
  readonly what: Class;
  readonly findings: readonly Finding[];
  /** There may be more than these. */
  readonly count: number;
  /** Lines of suggestions that a person has confirmed. */
  readonly confirmed: Signal<ReadonlySet<number>>;
}

/** Findings of one class, what the file says beside what we have. */
export function FindingsTable({ what, findings, count, confirmed }: Props) {
  const { t } = useSettlementWords();
  if (findings.length === 0) return null;
  const shown = findings.slice(0, MOST_SHOWN);
  return (
    <section class="findings" aria-labelledby={`settlement-${what}`}>
      <h2 id={`settlement-${what}`} tabIndex={-1}>
        {t(`is.${what}`)}
      </h2>
      <p class="hint">
        {t(`does.${what}`)} {count > shown.length && t('more', { shown: shown.length, count })}
      </p>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('line')}</th>
            <th scope="col">{t('time')}</th>
            <th scope="col">{t('processorId')}</th>
            <th scope="col" class="end">
              {t('settled')}
            </th>
            <th scope="col" class="end">
              {t('ours')}
            </th>
            <th scope="col">{t('payment')}</th>
            <th scope="col">{t('certainty')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((finding) => (
            <FindingRow
              key={`${finding.row?.line} ${finding.payments[0]?.paySid}`}
              finding={finding}
              confirmed={confirmed}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FindingRow({ finding, confirmed }: { readonly finding: Finding } & Pick<Props, 'confirmed'>) {
  const { t } = useSettlementWords();
  const { money } = useWords();
  const { row, payments, by } = finding;
  const [payment] = payments;
  const at = row?.from ?? payment?.at;
  const amount = (minor = 0, currency = '') =>
    `${minor < 0 ? '−' : ''}${money(fromMinorUnits(BigInt(Math.abs(minor)), currency), currency)}`;
  return (
    <tr>
      <td class="digits" data-label={t('line')}>
        {row?.line}
      </td>
      <td>{at !== undefined && <Moment at={new Date(at).toISOString()} format={DAY_AND_TIME} />}</td>
      <td class="digits wrap">{row?.ids[0]}</td>
      <td class="digits end nowrap" data-label={t('settled')}>
        {row && amount(row.minor, row.currency)}
      </td>
      <td class="digits end nowrap" data-label={t('ours')}>
        {payment?.minor !== undefined && amount(payment.minor, payment.currency)}
      </td>
      <td>
        {payments.map(({ paySid }) => (
          <span key={paySid} class="fact">
            <Link to={`/payments/${paySid}`} class="digits nowrap">
              {shortSid(paySid)}
            </Link>
          </span>
        ))}
      </td>
      <td>
        {by && t(`by.${by}`)}
        {by === 'likeness' && isRecordable(finding) && row && payment && (
          <label class="check">
            <input
              type="checkbox"
              checked={confirmed.value.has(row.line)}
              aria-label={t('confirmOf', { line: row.line, payment: shortSid(payment.paySid) })}
              onChange={({ currentTarget: { checked } }) => {
                const lines = new Set(confirmed.peek());
                if (checked) lines.add(row.line);
                else lines.delete(row.line);
                confirmed.value = lines;
              }}
            />
            <span aria-hidden="true">{t('confirm')}</span>
          </label>
        )}
      </td>
    </tr>
  );
}
