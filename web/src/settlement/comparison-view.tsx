import { fromMinorUnits } from '#lambdas/contract/money.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon, type IconName } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { shortSid } from '#web/src/records/short-sid.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { Comparison } from './compare-file.ts';
import { CLASSES, type Class } from './finding.ts';
import { FindingsTable } from './findings-table.tsx';
import { type Settlement, toRecord } from './settlement.ts';
import { useSettlementWords } from './settlement-words.ts';

/** How much a class wants of a person. */
const WEIGHT: Readonly<Record<Class, readonly ['bad' | 'warn' | 'calm', IconName]>> = {
  settledUnsaid: ['bad', 'alert'],
  doubled: ['bad', 'alert'],
  different: ['bad', 'alert'],
  missingThere: ['bad', 'alert'],
  settlesUnknown: ['warn', 'todo'],
  ambiguous: ['warn', 'todo'],
  underWay: ['warn', 'dots'],
  returned: ['calm', 'info'],
  pending: ['calm', 'dots'],
  missingHere: ['calm', 'info'],
  matched: ['calm', 'check'],
};

interface Props {
  readonly settlement: Settlement;
  readonly comparison: Comparison;
}

/** What a comparison found, the worst first; the counts lead to what they count. */
export function ComparisonView({ settlement, comparison }: Props) {
  const { t } = useSettlementWords();
  const { counts, findings, compared, outside } = comparison;
  const found = CLASSES.filter((what) => counts[what] > 0);
  const isCalm = found.every((what) => WEIGHT[what][0] === 'calm');
  return (
    <>
      <ul class="classes">
        {found.map((what) => (
          <li key={what} class={WEIGHT[what][0]}>
            <span class="digits">{counts[what]}</span>
            <span class="class-name">
              <Icon name={WEIGHT[what][1]} />
              {findings.some((finding) => finding.what === what) ? (
                <a href={`#settlement-${what}`}>{t(`is.${what}`)}</a>
              ) : (
                t(`is.${what}`)
              )}
            </span>
          </li>
        ))}
      </ul>
      <p class="hint">
        {isCalm && counts.matched > 0 && `${t('agree')} `}
        {t('compared', { compared, outside })}
      </p>
      <Record settlement={settlement} comparison={comparison} />
      {found.map((what) => (
        <FindingsTable
          key={what}
          what={what}
          findings={findings.filter((finding) => finding.what === what)}
          count={counts[what]}
          confirmed={settlement.confirmed}
          recorded={settlement.recorded.value}
        />
      ))}
      <Sums settlement={settlement} />
    </>
  );
}

/** Records what is sure, and what was confirmed, at one press. */
function Record({ settlement, comparison }: Props) {
  const { t, words } = useSettlementWords();
  const { announcer } = usePlatform();
  const { confirmed, recorded } = settlement;
  const count = toRecord(comparison.findings, confirmed.value, recorded.value).length;
  const recording = settlement.recording.value;
  const hasMore = comparison.findings.some(
    ({ what }) => what === 'settledUnsaid' || what === 'settlesUnknown',
  );
  if (!hasMore) return null;
  const isBusy = recording?.isOver === false;
  const record = async () => {
    await settlement.record();
    const { done = 0, failed = [] } = settlement.recording.peek() ?? {};
    const text = [t('recorded', { done }), failed.length > 0 && t('recordFailed', { count: failed.length })];
    announcer.say({ text: text.filter(Boolean).join(' '), urgent: failed.length > 0 });
  };
  return (
    <section class="record-findings" aria-labelledby="record-findings">
      <Button kind="primary" size="large" blocked={isBusy || count === 0} onPress={() => void record()}>
        <span id="record-findings">
          {count < 2 ? t(count === 1 ? 'record.one' : 'record.none') : t('record', { count })}
        </span>
      </Button>
      <p class="hint">{t('recordHint')}</p>
      {recording && (
        <p class={`note ${recording.failed.length > 0 ? 'bad' : ''}`}>
          <Icon name={recording.failed.length > 0 ? 'alert' : recording.isOver ? 'check' : 'dots'} />
          <span>
            {recording.isOver
              ? t('recorded', { done: recording.done })
              : t('recording', { done: recording.done, total: recording.total })}{' '}
            {recording.failed.length > 0 && t('recordFailed', { count: recording.failed.length })}
          </span>
        </p>
      )}
      {recording && recording.failed.length > 0 && (
        <ul>
          {recording.failed.map(({ finding: { payments }, error }) => (
            <li key={payments[0]?.paySid}>
              <Link to={`/payments/${payments[0]?.paySid}`} class="digits">
                {shortSid(payments[0]?.paySid ?? '')}
              </Link>{' '}
              {errorText(error, words)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Sums({ settlement }: Pick<Props, 'settlement'>) {
  const { t } = useSettlementWords();
  const { money } = useWords();
  const sums = settlement.facts.value?.sums ?? [];
  return (
    <section aria-labelledby="settlement-sums">
      <h2 id="settlement-sums">{t('sums')}</h2>
      <table class="table sums">
        <thead>
          <tr>
            <th scope="col">{t('kind')}</th>
            <th scope="col" class="end">
              {t('count')}
            </th>
            <th scope="col" class="end">
              {t('sum')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sums.map(({ kind, currency, count, minor }) => (
            <tr key={`${kind} ${currency}`}>
              <th scope="row">{t(`kind.${kind}`)}</th>
              <td class="digits end" data-label={t('count')}>
                {count}
              </td>
              <td class="digits end nowrap">
                {minor < 0 && '−'}
                {money(fromMinorUnits(BigInt(Math.abs(minor)), currency), currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
