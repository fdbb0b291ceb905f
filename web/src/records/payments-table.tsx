import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { methodText } from '#web/src/payment/method-text.ts';
import { StateMark } from '#web/src/payment/state-mark.tsx';
import { useWords } from '#web/src/words/trail-words.ts';
import { DAY_AND_TIME, Moment } from './moment.tsx';
import { shortSid } from './short-sid.ts';
import { COLUMNS, type Column, type Sorting, sorted } from './sort-payments.ts';

export interface PaymentsTableProps {
  readonly items: readonly PaySession[];
  readonly sorting: Sorting;
  readonly onSort: (column: Column) => void;
}

/** Found payments as a table whose columns sort it, or as a list of cards where space is short. */
export function PaymentsTable({ items, sorting, onSort }: PaymentsTableProps) {
  const { t, words, money } = useWords();
  return (
    <table class="table payments">
      <caption class="visually-hidden">{t('list.title')}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => {
            const isSorted = sorting.by === column;
            return (
              <th
                key={column}
                scope="col"
                data-label={t(`list.${column}`)}
                class={column === 'amount' ? 'number' : undefined}
                aria-sort={isSorted ? (sorting.isDown ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" class="sort" onClick={() => onSort(column)}>
                  {t(`list.${column}`)}
                  <Icon name="arrow" />
                </button>
              </th>
            );
          })}
          <th scope="col">{t('list.record')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted(items, sorting, (item) => methodText(item, words)).map((item) => (
          <tr key={item.paySid}>
            <td>
              <Moment at={item.startedAt} format={DAY_AND_TIME} />
            </td>
            <td class="name">{item.agent}</td>
            <td class="number nowrap">
              {item.chargeAmount === undefined
                ? t(item.outcome === 'saved' ? 'pay.saved' : 'record.save')
                : money(item.chargeAmount, item.currency)}
            </td>
            <td>{methodText(item, words)}</td>
            <td>
              <StateMark session={item} />
            </td>
            <td>
              <Link to={`/payments/${item.paySid}`} class="digits nowrap">
                {shortSid(item.paySid)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
