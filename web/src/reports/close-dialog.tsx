import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ReportResponse } from '#lambdas/contract/report-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Dialog } from '#web/src/components/dialog.tsx';
import { Link } from '#web/src/components/link.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { shortSid } from '#web/src/records/short-sid.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { sumsOf } from './sums.ts';
import { useMomentIn } from './texts.ts';
import { useReportWords } from './words.ts';

export interface CloseDialogProps {
  readonly report: ReportResponse;
  /** What closing it is called. */
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

interface Named {
  readonly paySid: string;
  readonly ending: 'unknown' | 'open';
}

/** Names what nobody knows the result of before a range is closed. */
export function CloseDialog({ report, name, onClose, onDone }: CloseDialogProps) {
  const { api } = useApi();
  const { announcer } = usePlatform();
  const { words } = useWords();
  const { t } = useReportWords();
  const moment = useMomentIn(report.zone);
  const { unknown, open } = sumsOf(report.rows).endings;
  const count = unknown.count + open.count;
  const named = useSignal<readonly Named[] | 'unread'>([]);
  const failure = useSignal<ApiError | undefined>(undefined);
  const isBusy = useSignal(false);

  useEffect(() => {
    if (count === 0) return;
    const { from, to } = report;
    const find = async (
      ending: Named['ending'],
      filter: { readonly outcome?: string; readonly state?: string },
    ) => (await api.list({ from, to, ...filter })).items.map(({ paySid }) => ({ paySid, ending }));
    Promise.all([find('unknown', { outcome: 'unknown' }), find('open', { state: 'active' })]).then(
      (found) => (named.value = found.flat()),
      () => (named.value = 'unread'),
    );
  }, []);

  const close = async () => {
    if (isBusy.peek()) return;
    isBusy.value = true;
    failure.value = undefined;
    try {
      const { from, to, zone } = report;
      await api.closeReport({ from, to, zone });
      announcer.say({ text: t('closeDone') });
      onDone();
    } catch (error) {
      failure.value = error as ApiError;
      isBusy.value = false;
      announcer.say({ text: errorText(failure.value, words), urgent: true });
    }
  };
  const list = named.value;
  return (
    <Dialog title={name} onClose={onClose}>
      <p>{t('range', { from: moment(report.from), to: moment(report.to) })}</p>
      <p>{t('closeWhat')}</p>
      {count === 0 ? (
        <p>{t('closeAll')}</p>
      ) : (
        <div class="note warn">
          <div>
            <p>{t(count === 1 ? 'closeOpen.one' : 'closeOpen.other', { count })}</p>
            {list === 'unread' ? (
              <p>{t('closeUnread')}</p>
            ) : (
              <ul>
                {list.map(({ paySid, ending }) => (
                  <li key={paySid}>
                    <Link to={`/payments/${paySid}`} class="digits">
                      {shortSid(paySid)}
                    </Link>{' '}
                    {t(`ending.${ending}`)}
                  </li>
                ))}
                {list.length > 0 && list.length < count && (
                  <li>{t('closeMore', { count: count - list.length })}</li>
                )}
              </ul>
            )}
          </div>
        </div>
      )}
      {failure.value && <p class="problem">{errorText(failure.value, words)}</p>}
      <div class="actions">
        <Button onPress={onClose}>{t('keep')}</Button>
        <Button kind="primary" blocked={isBusy.value} onPress={() => void close()}>
          {isBusy.value ? t('closing') : name}
        </Button>
      </div>
    </Dialog>
  );
}
