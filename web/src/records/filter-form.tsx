import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ID_FIELDS } from '#lambdas/contract/reference-mask.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { Field, type FieldProps } from '#web/src/components/field.tsx';
import { Link } from '#web/src/components/link.tsx';
import { amountToFind } from '#web/src/payment/amount.ts';
import { useIdName } from '#web/src/payment/use-id-name.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import {
  BAD,
  countOf,
  type DayFilter,
  type FilterProblems,
  fieldAtFault,
  placeOf,
  problemsOf,
} from './filter.ts';
import { OUTCOMES, STATES } from './filter-text.ts';
import { Periods } from './periods.tsx';

export interface FilterFormProps {
  readonly filter: DayFilter;
  /** What is wrong with it as it came from the address. */
  readonly problems: FilterProblems;
  /** Why the service did not search with this filter. */
  readonly refusal: ApiError | undefined;
}

/** The list's filters. *Search* writes them to the history, and the list reads them from there. */
export function FilterForm({ filter, problems: given, refusal }: FilterFormProps) {
  const { router } = useRouter();
  const { auth } = useAuth();
  const { t, words } = useWords();
  const idName = useIdName();
  const draft = useSignal(filter);
  const problems = useSignal(given);
  const form = useRef<HTMLFormElement>(null);
  const isSupervisor = auth.user.value?.roles.includes('supervisor') ?? false;
  const count = countOf(filter);
  const refused = refusal && fieldAtFault(refusal);
  const problemOf = (name: keyof DayFilter): string | undefined => {
    const own = problems.value[name];
    if (own) return t(own);
    const isAsSent = draft.value[name] === filter[name];
    if (!refusal || refused !== name || !isAsSent) return undefined;
    return refusal.code === 'INVALID_REQUEST' ? t(BAD[name]) : errorText(refusal, words);
  };
  const focus = (name: string) => form.current?.querySelector<HTMLElement>(`#filter-${name}`)?.focus();

  useEffect(() => {
    if (refused) focus(refused);
  }, [refused]);

  const search = (entered: DayFilter) => {
    const wanted = { ...entered, amount: amountToFind(entered.amount, words.language) };
    problems.value = problemsOf(wanted);
    const first = Object.keys(problems.value)[0];
    if (first === undefined) {
      const { address, kept } = placeOf(wanted);
      return router.go(address, { kept });
    }
    draft.value = wanted;
    focus(first);
  };
  const set = (name: keyof DayFilter, value: string) => {
    draft.value = { ...draft.value, [name]: value };
  };
  const field = (name: keyof DayFilter, label: string, more: Partial<FieldProps> = {}) => (
    <Field
      key={name}
      id={`filter-${name}`}
      label={label}
      value={draft.value[name]}
      onChange={(value) => set(name, value)}
      problem={problemOf(name)}
      {...more}
    />
  );
  const choices = (options: typeof STATES): Partial<FieldProps> => ({
    options: [['', t('list.any')], ...options.map(([value, key]) => [value, t(key)] as const)],
  });
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
            {field('from', t('list.from'), { attributes: { type: 'date' } })}
            {field('to', t('list.to'), { attributes: { type: 'date' } })}
            {field('state', t('list.state'), choices(STATES))}
            {field('outcome', t('search.outcome'), choices(OUTCOMES))}
            {isSupervisor && field('agent', t('list.agent'))}
            {field('amount', t('search.amount'), {
              attributes: { inputMode: 'decimal', placeholder: '12.00' },
            })}
            {ID_FIELDS.map((name) =>
              field(name, idName(name, 'list'), { attributes: { spellcheck: 'false', dir: 'auto' } }),
            )}
            {field('lastFour', t('search.lastFour'), { attributes: { inputMode: 'numeric', maxLength: 4 } })}
            <div class="wide-field">
              {field('sid', t('search.sid'), { attributes: { spellcheck: 'false' } })}
            </div>
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
