import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/trail-words.ts';
import type { FilterField, PaymentFilter } from './filter.ts';
import { partsOf } from './filter-text.ts';
import { useFilterWords } from './use-filter-words.ts';

export interface FilterChipsProps {
  readonly filter: PaymentFilter;
  /** Takes these filters away. */
  readonly onRemove: (fields: readonly FilterField[]) => void;
}

/** Everything the list is narrowed by, each a press away from being taken away. */
export function FilterChips({ filter, onRemove }: FilterChipsProps) {
  const { t } = useWords();
  const parts = partsOf(filter, useFilterWords());
  const list = useRef<HTMLUListElement>(null);
  const removed = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const at = removed.current;
    removed.current = undefined;
    if (at === undefined) return;
    // Its neighbour takes the focus of what was taken away, and with none left, the box.
    const chips = list.current?.querySelectorAll('button');
    const next = chips?.[Math.min(at, chips.length - 1)] ?? document.getElementById('filter-find');
    next?.focus();
  }, [filter]);
  if (parts.length === 0) return null;
  return (
    <ul class="chips" aria-label={t('search.active')} ref={list}>
      {parts.map(({ fields, name, value }, index) => (
        <li key={fields.join()}>
          <button
            type="button"
            class="chip"
            aria-label={t('search.remove', { filter: `${name}: ${value}` })}
            onClick={() => {
              removed.current = index;
              onRemove(fields);
            }}
          >
            <span>
              {name}: <bdi>{value}</bdi>
            </span>
            <Icon name="cross" />
          </button>
        </li>
      ))}
    </ul>
  );
}
