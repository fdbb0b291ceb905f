import { useWords } from '#web/src/words/trail-words.ts';
import { COLUMNS, NEWEST_FIRST, readSorting, type Sorting, sortingText } from './sort-payments.ts';

export interface SortChoiceProps {
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

/** The same choice as the names of the columns, for where there is no room for columns. */
export function SortChoice({ sorting, onSort }: SortChoiceProps) {
  const { t } = useWords();
  const options: readonly (readonly [Sorting, string])[] = [
    [NEWEST_FIRST, t('search.newestFirst')],
    [{ by: 'time', isDown: false }, t('search.oldestFirst')],
    [{ by: 'amount', isDown: true }, t('search.highest')],
    [{ by: 'amount', isDown: false }, t('search.lowest')],
    ...COLUMNS.filter((by) => by !== 'time' && by !== 'amount').map(
      (by) => [{ by, isDown: false }, t(`list.${by}`)] as const,
    ),
  ];
  return (
    <label class="zone-choice sort-choice">
      <span>{t('search.sort')}</span>
      <select
        value={sortingText(sorting)}
        onChange={({ currentTarget }) => onSort(readSorting(currentTarget.value))}
      >
        {options.map(([option, name]) => (
          <option key={sortingText(option)} value={sortingText(option)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
