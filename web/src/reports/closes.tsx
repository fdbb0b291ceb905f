import type { CloseView, ReportResponse } from '#lambdas/contract/report-api.ts';
import { Link } from '#web/src/components/link.tsx';
import { shortSid } from '#web/src/records/short-sid.ts';
import { changesSince } from './sums.ts';
import { useMomentIn } from './texts.ts';
import { useReportWords } from './words.ts';

/** Who closed the range and when, what changed since the last time, and what became of the payments that were in doubt. */
export function Closes({ report }: { readonly report: ReportResponse }) {
  const { t } = useReportWords();
  const moment = useMomentIn(report.zone);
  const newest = report.closes.at(-1);
  if (!newest) return null;
  const changed = changesSince(newest, report.rows).size;
  return (
    <section class="closes" aria-labelledby="closes">
      <h2 id="closes">{t('closed')}</h2>
      {report.closes.map((close) => (
        <div key={close.hash}>
          <p>
            {t('closedBy', { by: close.by, at: moment(close.at) })}{' '}
            <span class="hint small digits">
              {`${close.from.slice(0, 7)} #${close.sequence} · ${close.hash.slice(0, 12)}`}
            </span>
          </p>
          <Unsettled close={close} />
        </div>
      ))}
      <p class={changed === 0 ? 'hint' : 'note warn'}>
        {changed === 0
          ? t('closeSame')
          : t(changed === 1 ? 'closeChanged.one' : 'closeChanged.other', { count: changed })}
      </p>
    </section>
  );
}

function Unsettled({ close: { unsettled, unsettledCount } }: { readonly close: CloseView }) {
  const { t, words } = useReportWords();
  if (unsettledCount === 0) return null;
  return (
    <details open={unsettled.length <= 5}>
      <summary>
        {t(unsettledCount === 1 ? 'unsettled.one' : 'unsettled.other', { count: unsettledCount })}
      </summary>
      <ul>
        {unsettled.map(({ paySid, ending, since }) => (
          <li key={paySid}>
            <Link to={`/payments/${paySid}`} class="digits">
              {shortSid(paySid)}
            </Link>{' '}
            {t(since ? 'became' : 'still', {
              before: t(`ending.${ending}`),
              now: t(`ending.${since ?? ending}`).toLocaleLowerCase(words.language),
            })}
          </li>
        ))}
        {unsettled.length < unsettledCount && (
          <li>{t('closeMore', { count: unsettledCount - unsettled.length })}</li>
        )}
      </ul>
    </details>
  );
}
