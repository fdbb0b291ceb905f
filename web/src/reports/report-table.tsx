import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ENDINGS } from '#lambdas/contract/payment-ending.ts';
import type { CloseView, ReportResponse, ReportRow } from '#lambdas/contract/report-api.ts';
import { rowKey } from '#lambdas/contract/report-row.ts';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { listAddress } from '#web/src/records/filter.ts';
import { sumText } from '#web/src/words/money.ts';
import type { GroupedBy } from './asked-range.ts';
import { Approval, Average, Count } from './figures.tsx';
import { type Change, changesSince, groupsOf, type Sums, sumsOf, withGone } from './sums.ts';
import { filterOf, rowKeys, useRowNames } from './texts.ts';
import { useReportWords } from './words.ts';

export interface ReportTableProps {
  readonly report: ReportResponse;
  readonly by: GroupedBy;
  /** The newest close of the range: what changed since is shown beside. */
  readonly close: CloseView | undefined;
}

/** More rows than these begin folded to their groups. */
const MOST_UNFOLDED = 40;

/** The rows in groups, each with its own totals and folded at a press. */
export function ReportTable({ report, by, close }: ReportTableProps) {
  const { t } = useReportWords();
  const names = useRowNames();
  const changes = changesSince(close, report.rows);
  const rows = withGone(report.rows, close).filter((row) => changes.has(rowKey(row)) || hasAny(row));
  const groups = groupsOf(rows, by);
  /** Groups that are not as they begin. */
  const isUnfolded = useSignal(rows.length <= MOST_UNFOLDED);
  const others = useSignal<ReadonlySet<string>>(new Set());
  const isOpen = (name: string) => isUnfolded.value !== others.value.has(name);
  const toggle = (name: string) => {
    const next = new Set(others.peek());
    if (!next.delete(name)) next.add(name);
    others.value = next;
  };
  const all = (open: boolean) => {
    isUnfolded.value = open;
    others.value = new Set();
  };
  return (
    <>
      <div class="actions">
        <Button kind="quiet" onPress={() => all(true)}>
          {t('openAll')}
        </Button>
        <Button kind="quiet" onPress={() => all(false)}>
          {t('shutAll')}
        </Button>
      </div>
      <div class="scroll">
        <table class="table numbers">
          <caption class="visually-hidden">{t('table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('row')}</th>
              {ENDINGS.map((ending) => (
                <th key={ending} scope="col">
                  {t(`ending.${ending}`)}
                </th>
              ))}
              <th scope="col">{t('approval')}</th>
              <th scope="col">{t('time')}</th>
              {changes.size > 0 && <th scope="col">{t('afterClose')}</th>}
            </tr>
          </thead>
          {groups.map(({ name, rows: own }) => (
            <tbody key={name}>
              <Row
                sums={sumsOf(own)}
                filter={filterOf(report, { [by]: name })}
                after={changes.size > 0 ? '' : undefined}
                isGroup
              >
                <button type="button" class="fold" aria-expanded={isOpen(name)} onClick={() => toggle(name)}>
                  {names.group(by, name)}
                </button>
              </Row>
              {isOpen(name) &&
                own.map((row) => (
                  <Row
                    key={rowKey(row)}
                    sums={sumsOf([row])}
                    filter={filterOf(report, rowKeys(row))}
                    after={
                      close && changes.size > 0 ? (
                        <AfterClose
                          row={row}
                          changes={changes.get(rowKey(row)) ?? []}
                          report={report}
                          close={close}
                        />
                      ) : undefined
                    }
                  >
                    {names.row(row, by)}
                  </Row>
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}

interface RowProps {
  readonly sums: Sums;
  readonly filter: Readonly<Record<string, string>>;
  /** The last cell; undefined where there is no such column. */
  readonly after: ComponentChildren;
  readonly isGroup?: boolean;
  readonly children: ComponentChildren;
}

function Row({ sums, filter, after, isGroup = false, children }: RowProps) {
  const { t } = useReportWords();
  return (
    <tr class={isGroup ? 'group' : undefined}>
      <th scope={isGroup ? 'rowgroup' : 'row'} class="name">
        {children}
      </th>
      {ENDINGS.map((ending) => (
        <td key={ending} class="digits" data-label={t(`ending.${ending}`)}>
          <Count sum={sums.endings[ending]} ending={ending} filter={filter} />
        </td>
      ))}
      <td class="digits" data-label={t('approval')}>
        <Approval sums={sums} short />
      </td>
      <td class="digits" data-label={t('time')}>
        <Average sums={sums} />
      </td>
      {after !== undefined && (
        <td class="digits" {...(after ? { 'data-label': t('afterClose') } : {})}>
          {after}
        </td>
      )}
    </tr>
  );
}

interface AfterCloseProps {
  readonly row: ReportRow;
  readonly changes: readonly Change[];
  readonly report: ReportResponse;
  readonly close: CloseView;
}

/** What came to a row after the close, which opens the payments behind it. */
function AfterClose({ row, changes, report, close }: AfterCloseProps) {
  const { t, words } = useReportWords();
  if (changes.length === 0) return null;
  const signed = new Intl.NumberFormat(words.language, { signDisplay: 'exceptZero' });
  const textOf = ({ ending, count }: Change) =>
    `${signed.format(count)} ${t(`ending.${ending}`).toLocaleLowerCase(words.language)}`;
  return (
    <Link to={listAddress({ ...filterOf(report, { ...rowKeys(row) }), changedSince: close.at })}>
      {changes.map((change) => (
        <span key={change.ending} class="fact">
          {textOf(change)}
          {row.currency && change.minor !== '0' && (
            <span class="fact small nowrap">{sumText(change.minor, row.currency, words.language)}</span>
          )}
        </span>
      ))}
    </Link>
  );
}

function hasAny({ endings }: ReportRow): boolean {
  return Object.keys(endings).length > 0;
}
