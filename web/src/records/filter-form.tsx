import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { countOf, type DayFilter, type FilterProblems, placeOf, problemsOf } from './filter.ts';
import { Periods } from './periods.tsx';

const STATES: readonly (readonly [string, TextKey])[] = [
  ['active', 'state.active'],
  ['succeeded', 'state.succeeded'],
  ['declined', 'state.declined'],
  ['error', 'state.error'],
  ['failed', 'search.stateFailed'],
  ['cancelled', 'state.cancelled'],
  ['unknown', 'state.unknown'],
];

export interface FilterFormProps {
  readonly filter: DayFilter;
  /** What is wrong with it as it came from the address. */
  readonly problems: FilterProblems;
}

/** The list's filters. *Search* writes them to the history, and the list reads them from there. */
export function FilterForm({ filter, problems: given }: FilterFormProps) {
  const { router } = usePlatform();
  const { auth } = useAuth();
  const { t } = useWords();
  const draft = useSignal(filter);
  const problems = useSignal(given);
  const form = useRef<HTMLFormElement>(null);
  const isSupervisor = auth.user.value?.roles.includes('supervisor') ?? false;
  const count = countOf(filter);

  const search = (wanted: DayFilter) => {
    problems.value = problemsOf(wanted);
    const first = Object.keys(problems.value)[0];
    if (first === undefined) {
      const { address, kept } = placeOf(wanted);
      return router.go(address, { kept });
    }
    draft.value = wanted;
    form.current?.querySelector<HTMLElement>(`#filter-${first}`)?.focus();
  };
  const set = (name: keyof DayFilter, value: string) => {
    draft.value = { ...draft.value, [name]: value };
  };
  const field = (name: keyof DayFilter, label: TextKey, input: Readonly<Record<string, string>> = {}) => {
    const id = `filter-${name}`;
    const problem = problems.value[name];
    return (
      <div class="field">
        <label htmlFor={id}>{t(label)}</label>
        <input
          id={id}
          type="text"
          autocomplete="off"
          {...input}
          value={draft.value[name]}
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onInput={(event) => set(name, event.currentTarget.value)}
        />
        {problem && (
          <p id={`${id}-problem`} class="problem">
            {t(problem)}
          </p>
        )}
      </div>
    );
  };
  return (
    <search>
      <form
        ref={form}
        class="search"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          search(draft.value);
        }}
      >
        <Periods
          from={filter.from}
          to={filter.to}
          onChoose={(from, to) => search({ ...draft.value, from, to })}
        />
        <details class="filters-fold" open={count > 0 || isWide()}>
          <summary>{count > 0 ? t('search.filtersSet', { count }) : t('search.filters')}</summary>
          <div class="filters">
            {field('from', 'list.from', { type: 'date' })}
            {field('to', 'list.to', { type: 'date' })}
            <label class="field">
              <span>{t('list.state')}</span>
              <select
                value={draft.value.state}
                onChange={({ currentTarget }) => set('state', currentTarget.value)}
              >
                <option value="">{t('list.any')}</option>
                {STATES.map(([state, name]) => (
                  <option key={state} value={state}>
                    {t(name)}
                  </option>
                ))}
              </select>
            </label>
            {isSupervisor && field('agent', 'list.agent')}
            {field('amount', 'search.amount', { inputMode: 'decimal', placeholder: '12.00' })}
            {field('lastFour', 'search.lastFour', { inputMode: 'numeric', maxLength: '4' })}
            <div class="wide-field">{field('sid', 'search.sid', { spellcheck: 'false' })}</div>
          </div>
        </details>
        <div class="actions">
          <Button type="submit" kind="primary">
            {t('list.search')}
          </Button>
          <Link to="/payments" class="button quiet normal">
            {t('list.clear')}
          </Link>
        </div>
      </form>
    </search>
  );
}

/** Whether there is room to show the filters open. */
function isWide(): boolean {
  return window.matchMedia?.('(min-width: 48rem)').matches ?? true;
}
