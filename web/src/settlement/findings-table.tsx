import type { Signal } from '@preact/signals';
import { fromMinorUnits } from '#lambdas/contract/money.ts';
import { Icon } from '#web/src/components/icon.tsx';
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
  /** Payments whose finding is recorded. */
  readonly recorded: ReadonlySet<string>;
}

/** Findings of one class, what the file says beside what we have. */
export function FindingsTable({ what, findings, count, confirmed, recorded }: Props) {
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
      <table class="table findings-table">
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
              isRecorded={recorded.has(finding.payments[0]?.paySid ?? '')}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps extends Pick<Props, 'confirmed'> {
  readonly finding: Finding;
  readonly isRecorded: boolean;
}

function FindingRow({ finding, confirmed, isRecorded }: RowProps) {
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
        {by && <span class="fact">{t(`by.${by}`)}</span>}
        {isRecorded && (
          <span class="mark succeeded">
            <Icon name="check" />
            {t('isRecorded')}
          </span>
        )}
        {by === 'likeness' && isRecordable(finding) && !isRecorded && row && payment && (
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
