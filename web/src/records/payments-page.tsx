import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PaySession } from '../../../lambdas/shared/contract.ts';
import type { ApiError } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { useDesk, useWords } from '../desk-context.ts';
import { filterFrom, requestOf } from './filter.ts';
import { FilterForm } from './filter-form.tsx';
import { PaymentsTable } from './payments-table.tsx';

/** Finding a payment: filters in the address, newest first, page by page. */
export function PaymentsPage() {
  const { api, router, clock, announcer } = useDesk();
  const { t } = useWords();
  const search = router.search.value;
  const filter = filterFrom(search, new Date(clock.now()));
  const items = useSignal<readonly PaySession[] | undefined>(undefined);
  const cursor = useSignal<string | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);

  const load = async (from?: string) => {
    failure.value = undefined;
    try {
      const page = await api.list({ ...requestOf(filter), cursor: from });
      items.value = from ? [...(items.peek() ?? []), ...page.items] : page.items;
      cursor.value = page.cursor;
      announcer.say({ text: t('spoken.count', { count: items.value.length }), topic: 'list' });
    } catch (error) {
      failure.value = error as ApiError;
    }
  };
  useEffect(() => {
    items.value = undefined;
    void load();
  }, [search]);

  const download = async () => {
    const csv = await api.csv(requestOf(filter)).catch((error: ApiError) => {
      failure.value = error;
    });
    if (csv) saveFile(csv, `payments_${filter.from}_${filter.to}.csv`);
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const found = items.value;

  return (
    <div class="card page">
      <PageTitle text={t('list.title')} />
      <FilterForm key={search} filter={filter} />
      {failure.value && (
        <p class="note bad">
          {t('list.failed')} {failure.value.message}
        </p>
      )}
      {!found && !failure.value && <p class="hint">{t('list.loading')}</p>}
      {found?.length === 0 && <p class="hint">{t('list.none')}</p>}
      {found && found.length > 0 && (
        <>
          <div class="list-head">
            <p class="hint">
              {t(cursor.value ? 'list.countMore' : 'list.count', { count: found.length, zone })}
            </p>
            <Button onPress={() => void download()}>{t('list.csv')}</Button>
          </div>
          <PaymentsTable items={found} />
          {cursor.value && <Button onPress={() => void load(cursor.value)}>{t('list.older')}</Button>}
        </>
      )}
    </div>
  );
}

function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
