import { ENDINGS } from '#lambdas/contract/payment-ending.ts';
import type { ReportResponse } from '#lambdas/contract/report-api.ts';
import { Approval, Average, Count } from './figures.tsx';
import { groupsOf, sumsOf } from './sums.ts';
import { filterOf, useRowNames } from './texts.ts';
import { useReportWords } from './words.ts';

/** The answer first: what each currency comes to. */
export function Summary({ report }: { readonly report: ReportResponse }) {
  const { t } = useReportWords();
  const names = useRowNames();
  return (
    <div class="report-sums">
      {groupsOf(report.rows, 'currency').map(({ name, rows }) => {
        const sums = sumsOf(rows);
        return (
          <section key={name}>
            <h2>{names.group('currency', name)}</h2>
            <dl>
              {ENDINGS.filter((ending) => ending === 'charged' || sums.endings[ending].count > 0).map(
                (ending) => (
                  <div key={ending} class={ending}>
                    <dt>{t(`ending.${ending}`)}</dt>
                    <dd class="digits">
                      <Count
                        sum={sums.endings[ending]}
                        ending={ending}
                        filter={filterOf(report, { currency: name })}
                        leads={ending === 'charged'}
                      />
                    </dd>
                  </div>
                ),
              )}
              <div>
                <dt>{t('approval')}</dt>
                <dd class="digits">
                  <Approval sums={sums} />
                </dd>
              </div>
              <div>
                <dt>{t('time')}</dt>
                <dd class="digits">
                  <Average sums={sums} />
                </dd>
              </div>
            </dl>
          </section>
        );
      })}
    </div>
  );
}
