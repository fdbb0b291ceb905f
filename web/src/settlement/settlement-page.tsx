import { useEffect, useMemo, useRef } from 'preact/hooks';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { storageOrMemory } from '#web/src/platform/browser.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { addDays, dayOf, ownZone, startOf, zone } from '#web/src/records/zone.ts';
import { ZoneChoice } from '#web/src/records/zone-choice.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { FileView } from './file-view.tsx';
import { MapColumns } from './map-columns.tsx';
import type { FileProblem } from './read-file.ts';
import { createSettlement, type Settlement } from './settlement.ts';
import { type SettlementKey, useSettlementWords } from './settlement-words.ts';

const openWorker = () => new Worker(new URL('./settlement-worker.ts', import.meta.url), { type: 'module' });

/** Compares a settlement file with our payments. The file stays in this page; see decision 39. */
export function SettlementPage() {
  const { api } = useApi();
  const { clock, announcer } = usePlatform();
  const { t, words } = useSettlementWords();
  const settlement = useMemo(
    () =>
      createSettlement({
        ...{ api, clock, openWorker, dayOf, addDays, startOf },
        zone: () => (zone.peek() === 'UTC' ? 'UTC' : ownZone()),
        storage: storageOrMemory(() => window.localStorage),
      }),
    [],
  );
  useEffect(() => settlement.cancel, [settlement]);
  const phase = settlement.phase.value;
  const failure = settlement.failure.value;
  const isBusy = phase === 'reading' || phase === 'fetching';
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (phase === 'done') heading.current?.focus();
  }, [phase]);
  return (
    <div class="card page settlement">
      <div class="page-head">
        <PageTitle text={t('title')} />
        <Link to="/reports">{t('reports')}</Link>
      </div>
      <p class="hint">{t('intro')}</p>
      <ChooseFile onChoose={settlement.read} />
      {settlement.problem.value && settlement.problem.value.what !== 'unknown' && (
        <p class="note bad" role="alert">
          <Icon name="alert" />
          <span>{problemText(settlement.problem.value, t)}</span>
        </p>
      )}
      {isBusy && (
        <Progress
          settlement={settlement}
          onCancel={() => {
            settlement.cancel();
            announcer.say({ text: t('cancelled') });
          }}
        />
      )}
      {phase === 'mapping' && <MapColumns settlement={settlement} />}
      {settlement.facts.value && <FileView settlement={settlement} facts={settlement.facts.value} />}
      {failure && (
        <p class="note bad" role="alert">
          <Icon name="alert" />
          <span>
            {t('failed')} {errorText(failure, words)}
          </span>
        </p>
      )}
      {settlement.comparison.value && (
        <>
          <div class="list-head">
            <h2 ref={heading} tabIndex={-1}>
              {t('counts')}
            </h2>
            <ZoneChoice />
          </div>
          <ComparisonView settlement={settlement} comparison={settlement.comparison.value} />
        </>
      )}
    </div>
  );
}

/** The browser's own field for a file, on which one can be dropped, too. */
function ChooseFile({ onChoose }: { readonly onChoose: (file: File) => void }) {
  const { t } = useSettlementWords();
  return (
    <div class="field drop">
      <label htmlFor="settlement-file">{t('choose')}</label>
      <input
        id="settlement-file"
        type="file"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        aria-describedby="settlement-hint"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) onChoose(file);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      <p id="settlement-hint" class="hint">
        {t('chooseHint')}
      </p>
    </div>
  );
}

interface ProgressProps {
  readonly settlement: Settlement;
  readonly onCancel: () => void;
}

function Progress({ settlement, onCancel }: ProgressProps) {
  const { t } = useSettlementWords();
  const isReading = settlement.phase.value === 'reading';
  const { rows, share } = settlement.progress.value;
  const what = isReading ? t('reading', { name: settlement.name.value }) : t('fetching');
  return (
    <div class="progress">
      <label htmlFor="settlement-progress">{what}</label>
      <progress id="settlement-progress" {...(isReading ? { max: 1, value: share } : {})} />
      <span class="digits">{t(isReading ? 'rows' : 'fetched', { rows })}</span>
      <Button onPress={onCancel}>{t('cancel')}</Button>
    </div>
  );
}

function problemText(problem: FileProblem, t: ReturnType<typeof useSettlementWords>['t']): string {
  const key = `problem.${problem.what}` as SettlementKey;
  switch (problem.what) {
    case 'columns': {
      const { format, missing, found } = problem;
      return t(key, {
        format: t(`format.${format}`),
        missing: missing.join(', '),
        found: found.join(', '),
      });
    }
    case 'card':
      return t(key, { line: problem.line, column: problem.column });
    case 'quote':
      return t(key, { line: problem.line });
    default:
      return t(key);
  }
}
