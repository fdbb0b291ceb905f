import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { CARD_BRANDS } from '#lambdas/contract/fields.ts';
import { NO_RULES } from '#lambdas/contract/reference-mask.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { Field, type FieldProps } from '#web/src/components/field.tsx';
import { Link } from '#web/src/components/link.tsx';
import { amountToFind, OFFERED_CURRENCIES } from '#web/src/payment/amount.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import {
  BAD,
  type FilterField,
  type FilterProblems,
  fieldAtFault,
  type PaymentFilter,
  placeOf,
  problemsOf,
} from './filter.ts';
import { FilterChips } from './filter-chips.tsx';
import { brandText, ENDING_OPTIONS, METHODS, reasonOptions } from './filter-text.ts';
import { FindBox } from './find-box.tsx';
import { IDS, lookFor, looksLikeCard, type Meaning, meaningsOf } from './find-meaning.ts';
import { Periods } from './periods.tsx';
import { usePaidBy } from './use-paid-by.ts';

export interface FilterFormProps {
  readonly filter: PaymentFilter;
  /** What is wrong with it as it came from the address. */
  readonly problems: FilterProblems;
  /** Why the service did not search with this filter. */
  readonly refusal: ApiError | undefined;
}

/** What a person has entered since the list was last shown. */
interface Draft {
  readonly of: PaymentFilter;
  readonly filter: PaymentFilter;
  /** In the box, and what the person says it is. */
  readonly text: string;
  readonly meaning: Meaning | undefined;
  readonly problems: Partial<Record<FilterField | 'find', string>>;
}

/** The fields a person can set beside the box; all others come through it, or from an address. */
const OWN = [
  'from',
  'to',
  'ending',
  'reason',
  'agent',
  'amountFrom',
  'amountTo',
  'currency',
  'brand',
  'method',
] as const satisfies readonly FilterField[];
/** Above so many names, typing one is faster than looking for it. */
const MOST_NAMES = 30;

/** The search box, the list's filters and what they are set to. *Search* writes them to the history, and the list reads them from there. */
export function FilterForm({ filter, problems: given, refusal }: FilterFormProps) {
  const { router } = useRouter();
  const { auth } = useAuth();
  const { ids = NO_RULES } = usePayment();
  const { t, words } = useWords();
  const isSupervisor = auth.user.value?.roles.includes('supervisor') ?? false;
  const paidBy = usePaidBy(filter.from, filter.to, isSupervisor);
  const entered = useSignal<Draft | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const isOpen = useMemo(() => OWN.some((name) => filter[name] !== '') && isWide(), []);
  const refused = refusal && fieldAtFault(refusal);

  const clean: Draft = { of: filter, filter, text: '', meaning: undefined, problems: {} };
  const draft = entered.value?.of === filter ? entered.value : clean;
  const change = (more: Partial<Draft>) => {
    entered.value = { ...draft, ...more };
  };
  const ownProblem = (name: FilterField) => {
    if (draft.problems[name]) return draft.problems[name];
    if (draft.filter[name] !== filter[name]) return undefined;
    if (given[name]) return t(given[name]);
    if (!refusal || refused !== name) return undefined;
    return refusal.code === 'INVALID_REQUEST' ? t(BAD[name]) : errorText(refusal, words);
  };
  // What has no field of its own is told at the box.
  const boxProblem =
    draft.problems.find ??
    (Object.keys(BAD) as FilterField[])
      .filter((name) => !OWN.some((own) => own === name))
      .map(ownProblem)
      .find(Boolean);
  const focus = (name: string) => {
    const field = form.current?.querySelector<HTMLElement>(`#filter-${name}`);
    field?.closest('details')?.setAttribute('open', '');
    field?.focus();
  };
  useEffect(() => {
    if (refused) focus(OWN.some((own) => own === refused) ? refused : 'find');
  }, [refused]);

  const show = (wanted: PaymentFilter) => {
    const { address, kept } = placeOf(wanted);
    router.go(address, { kept });
  };
  const readAmounts = (of: PaymentFilter): PaymentFilter => ({
    ...of,
    amountFrom: amountToFind(of.amountFrom, words.language),
    amountTo: amountToFind(of.amountTo, words.language),
  });
  const search = (chosen: PaymentFilter) => {
    if (looksLikeCard(draft.text)) {
      change({ problems: { find: t('search.bad.card') } });
      return focus('find');
    }
    const asked = readAmounts(chosen);
    const meaning = draft.meaning ?? meaningsOf(draft.text, ids)[0];
    const looked = meaning ? lookFor(draft.text, meaning) : {};
    // An id names few payments, so it is looked for on every day, unless a day was chosen with it.
    const isAnyDay = IDS.some((id) => id === meaning) && asked.from === filter.from && asked.to === filter.to;
    const wanted = readAmounts({ ...asked, ...looked, ...(isAnyDay ? { from: '', to: '' } : {}) });
    const wrong = Object.entries(problemsOf(wanted)).map(([name, key]) => [name, t(key)] as const);
    if (!wrong[0]) return show(wanted);
    const [first, text] = wrong[0];
    const isOwn = OWN.some((own) => own === first) && !(first in looked);
    change({ filter: asked, problems: isOwn ? Object.fromEntries(wrong) : { find: text } });
    focus(isOwn ? first : 'find');
  };
  const field = (name: (typeof OWN)[number], label: string, more: Partial<FieldProps> = {}) => (
    <Field
      key={name}
      id={`filter-${name}`}
      label={label}
      value={draft.filter[name]}
      onChange={(value) => change({ filter: { ...draft.filter, [name]: value } })}
      problem={ownProblem(name)}
      {...more}
    />
  );
  type Options = readonly (readonly [value: string, name: string])[];
  /** A choice; what an address asks for stays one of it. */
  const choices = (name: (typeof OWN)[number], options: Options): Partial<FieldProps> => {
    const value = draft.filter[name];
    const isKnown = value === '' || options.some(([option]) => option === value);
    return { options: [['', t('list.any')], ...options, ...(isKnown ? [] : [[value, value] as const])] };
  };
  const named = (options: typeof METHODS): Options => options.map(([value, key]) => [value, t(key)]);
  const plain = (values: readonly string[]): Options => values.map((value) => [value, value]);
  const amount = { attributes: { inputMode: 'decimal', placeholder: '12.00' } };
  const day = (name: 'from' | 'to', label: string) =>
    field(name, label, {
      attributes: { type: 'date' },
      // A time is told by its chip; the field has no form for one.
      value: draft.filter[name].length > 10 ? '' : draft.filter[name],
    });
  const agents = paidBy?.agents ?? [];
  return (
    <search>
      <form
        ref={form}
        class="search"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          search(draft.filter);
        }}
      >
        <div class="find-row">
          <FindBox
            text={draft.text}
            chosen={draft.meaning}
            problem={boxProblem}
            onType={(text) => change({ text, meaning: undefined, problems: {} })}
            onChoose={(meaning) => change({ meaning })}
          />
          <Button type="submit" kind="primary">
            {t('list.search')}
          </Button>
        </div>
        <Periods
          from={filter.from}
          to={filter.to}
          onChoose={(from, to) => search({ ...draft.filter, from, to })}
        />
        <details class="filters-fold" open={isOpen}>
          <summary>{t('search.filters')}</summary>
          <div class="filters">
            {field('ending', t('search.ending'), choices('ending', named(ENDING_OPTIONS)))}
            {field('reason', t('search.reason'), choices('reason', reasonOptions({ t, words })))}
            {isSupervisor &&
              (agents.length > 0 && agents.length <= MOST_NAMES
                ? field('agent', t('list.agent'), choices('agent', plain(agents)))
                : field('agent', t('list.agent'), {
                    attributes: { list: 'filter-agents', spellcheck: 'false' },
                  }))}
            {field('amountFrom', t('search.amountFrom'), amount)}
            {field('amountTo', t('search.amountTo'), amount)}
            {field(
              'currency',
              t('search.currency'),
              choices('currency', plain(paidBy?.currencies.length ? paidBy.currencies : OFFERED_CURRENCIES)),
            )}
            {field(
              'brand',
              t('search.brand'),
              choices(
                'brand',
                CARD_BRANDS.map((brand) => [brand, brandText(brand, t)]),
              ),
            )}
            {field('method', t('list.method'), choices('method', named(METHODS)))}
            {day('from', t('list.from'))}
            {day('to', t('list.to'))}
            <div class="actions">
              <Button type="submit">{t('search.apply')}</Button>
            </div>
          </div>
          {agents.length > MOST_NAMES && (
            <datalist id="filter-agents">
              {agents.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          )}
        </details>
        <div class="narrowed">
          <FilterChips
            filter={filter}
            onRemove={(fields) =>
              show({ ...filter, ...Object.fromEntries(fields.map((name) => [name, ''])) })
            }
          />
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
