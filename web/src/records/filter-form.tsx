import { useSignal } from '@preact/signals';
import { Button } from '../components/button.tsx';
import { Link } from '../components/link.tsx';
import { useDesk, useWords } from '../desk-context.ts';
import { addressOf, type DayFilter } from './filter.ts';

const STATES = ['active', 'succeeded', 'failed', 'cancelled'] as const;

/** The list's filters. *Search* writes them into the address, from where the list reads them. */
export function FilterForm({ filter }: { readonly filter: DayFilter }) {
  const { router, auth } = useDesk();
  const { t } = useWords();
  const draft = useSignal(filter);
  const isSupervisor = auth.user.value?.roles.includes('supervisor') ?? false;
  const field = (name: keyof DayFilter, label: string) => {
    const change = (event: { readonly currentTarget: HTMLInputElement }) => {
      draft.value = { ...draft.value, [name]: event.currentTarget.value };
    };
    const isDay = name === 'from' || name === 'to';
    const id = `filter-${name}`;
    return (
      <div class="field">
        <label htmlFor={id}>{label}</label>
        {isDay ? (
          <input id={id} type="date" value={draft.value[name]} onInput={change} />
        ) : (
          <input id={id} type="text" value={draft.value[name]} onInput={change} />
        )}
      </div>
    );
  };
  return (
    <search>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          router.go(addressOf(draft.value));
        }}
      >
        {field('from', t('list.from'))}
        {field('to', t('list.to'))}
        {isSupervisor && field('agent', t('list.agent'))}
        <label class="field">
          <span>{t('list.state')}</span>
          <select
            value={draft.value.state}
            onChange={(event) => {
              draft.value = { ...draft.value, state: event.currentTarget.value };
            }}
          >
            <option value="">{t('list.any')}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`state.${state}`)}
              </option>
            ))}
          </select>
        </label>
        {field('callSid', t('list.sid'))}
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
