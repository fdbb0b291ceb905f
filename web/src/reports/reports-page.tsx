import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { ReportResponse } from '#lambdas/contract/report-api.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { Choice } from '#web/src/components/choice.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { PrintHead } from '#web/src/records/print-head.tsx';
import { useConfig } from '#web/src/settings/use-config.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { type AskedRange, addressOf, askedFrom, problemOf } from './asked-range.ts';
import { CloseDialog } from './close-dialog.tsx';
import { Closes } from './closes.tsx';
import { HowCounted } from './how-counted.tsx';
import { RangeForm } from './range-form.tsx';
import { reportCsv } from './report-csv.ts';
import { ReportTable } from './report-table.tsx';
import { Summary } from './summary.tsx';
import { useMomentIn } from './texts.ts';
import { useReport } from './use-report.ts';
import { useReportWords } from './words.ts';

/** What payments of some days come to, and the close of those that are over; the address holds days and zone. */
export function ReportsPage() {
  const { clock } = usePlatform();
  const { router } = useRouter();
  const { config } = useConfig();
  const { words } = useWords();
  const { t } = useReportWords();
  const search = router.search.value;
  // Yesterday is the day before it was asked for: what is shown does not change under a page left open past midnight.
  const asked = useMemo(
    () => askedFrom(search, new Date(clock.now()), config.reportZone),
    [search, clock, config],
  );
  const { report, failure, read } = useReport(asked);
  const isClosing = useSignal(false);
  const found = report.value;
  const isAsked = problemOf(asked) === undefined;
  const closeName = t(asked.from === asked.to ? 'close.one' : 'close.other');
  return (
    <div class="card page reports">
      <div class="page-head">
        <PageTitle text={t('title')} />
        <Link to="/settlement">{t('settlement')}</Link>
      </div>
      <RangeForm asked={asked} />
      <PrintHead filters={`${asked.from} – ${asked.to}, ${asked.zone}`} />
      {failure.value && (
        <div class="note bad">
          <p>
            {t('failed')} {errorText(failure.value, words)}
          </p>
          <Button onPress={() => void read()}>{t('again')}</Button>
        </div>
      )}
      {isAsked && !found && !failure.value && <p class="hint">{t('loading')}</p>}
      {found && (
        <Report
          report={found}
          asked={asked}
          closeName={closeName}
          onRead={read}
          onClose={() => (isClosing.value = true)}
        />
      )}
      <HowCounted />
      {found && isClosing.value && (
        <CloseDialog
          report={found}
          name={closeName}
          onClose={() => (isClosing.value = false)}
          onDone={() => {
            isClosing.value = false;
            void read();
          }}
        />
      )}
    </div>
  );
}

interface ReportProps {
  readonly report: ReportResponse;
  readonly asked: AskedRange;
  readonly closeName: string;
  readonly onRead: () => Promise<void>;
  readonly onClose: () => void;
}

function Report({ report, asked, closeName, onRead, onClose }: ReportProps) {
  const { announcer } = usePlatform();
  const { router } = useRouter();
  const { t } = useReportWords();
  const moment = useMomentIn(report.zone);
  const saved = useSignal('');
  const isOver = report.to <= report.at;
  const download = () => {
    const file = `totals_${asked.from}_${asked.to}.csv`;
    saveFile(reportCsv(report), file);
    saved.value = t('csvDone', { file });
    announcer.say({ text: saved.peek() });
  };
  return (
    <>
      <div class="list-head">
        <p class="hint">{t('counted', { at: moment(report.at) })}</p>
        <div class="actions">
          <Button kind="quiet" onPress={() => void onRead()}>
            {t('again')}
          </Button>
          <Button onPress={() => window.print()}>{t('print')}</Button>
          <Button onPress={download}>{t('csv')}</Button>
          {isOver && (
            <Button kind={report.closes.length === 0 ? 'primary' : 'plain'} onPress={onClose}>
              {closeName}
            </Button>
          )}
        </div>
      </div>
      {saved.value && <p class="hint screen-only">{saved.value}</p>}
      {!isOver && <p class="hint screen-only">{t('notOver')}</p>}
      {report.rows.length === 0 ? <p>{t('none')}</p> : <Summary report={report} />}
      <Closes report={report} />
      {(report.rows.length > 0 || report.closes.length > 0) && (
        <>
          <Choice
            legend={t('group')}
            name="by"
            value={asked.by}
            options={[
              ['currency', t('currency')],
              ['agent', t('agent')],
            ]}
            onChange={(by) => router.go(addressOf({ ...asked, by }), { replace: true })}
          />
          <ReportTable
            key={`${asked.by} ${report.from} ${report.to}`}
            report={report}
            by={asked.by}
            close={report.closes.at(-1)}
          />
        </>
      )}
    </>
  );
}

function saveFile(content: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
