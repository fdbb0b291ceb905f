import { useEffect, useMemo, useRef } from 'preact/hooks';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { countText } from './count-text.ts';
import { CsvButton } from './csv-button.tsx';
import { filterFrom, type PaymentFilter, placeOf, problemsOf, requestOf } from './filter.ts';
import { FilterForm } from './filter-form.tsx';
import { filterText } from './filter-text.ts';
import { OtherMeanings } from './other-meanings.tsx';
import { PaymentsTable } from './payments-table.tsx';
import { PrintHead } from './print-head.tsx';
import { createPaymentSearch } from './search-payments.ts';
import { SortChoice } from './sort-choice.tsx';
import { NEWEST_FIRST, readSorting, type Sorting, sortingText, turned } from './sort-payments.ts';
import { useFilterWords } from './use-filter-words.ts';
import { zone } from './zone.ts';
import { ZoneChoice } from './zone-choice.tsx';

/** The search for payments: filters in the history, newest first, page by page. */
export function PaymentsPage() {
  const { api } = useApi();
  const { clock, announcer } = usePlatform();
  const { router } = useRouter();
  const { auth } = useAuth();
  const { t, words } = useWords();
  const search = router.search.value;
  const kept = router.kept.value;
  /** The address whose zone was taken over; a choice after that is the person's. */
  const zoneOf = useRef<string | undefined>(undefined);
  // Today is the day it was asked for: what is shown does not change under a page left open past midnight.
  const filter = useMemo(() => {
    if (new URLSearchParams(search).get('zone') === 'UTC' && search !== zoneOf.current) zone.value = 'UTC';
    zoneOf.current = search;
    return filterFrom(search, kept, new Date(clock.now()));
  }, [search, kept, zone.value, clock]);
  const problems = problemsOf(filter);
  const isClear = Object.keys(problems).length === 0;
  const request = requestOf(filter);
  const asked = JSON.stringify(request);
  const say = useFilterWords();
  const isSupervisor = auth.user.value?.roles.includes('supervisor') ?? false;
  const found = useMemo(
    () =>
      createPaymentSearch(api, (count) => {
        const text =
          count === 0
            ? t('search.spokenNone')
            : t('search.spoken', { count: countText(t, 'search.count', count) });
        announcer.say({ text, topic: 'list' });
      }),
    [api],
  );
  useEffect(() => {
    if (isClear) void found.search(request);
    else found.clear();
  }, [asked, isClear, zone.value]);

  const items = found.items.value;
  const hasMore = found.cursor.value !== undefined;
  const isBusy = found.busy.value;
  const count = countText(t, 'search.count', items?.length ?? 0);
  const older = () => void found.older(request);
  const sorting = readSorting(filter.sort);
  const told = (by: Sorting) => {
    if (by.by === NEWEST_FIRST.by && by.isDown)
      return t(hasMore ? 'search.newestMore' : 'search.newest', { count });
    return t(hasMore ? 'search.sortedMore' : 'search.sorted', { column: t(`list.${by.by}`), count });
  };
  const show = (wanted: PaymentFilter, replace = false) => {
    const { address, kept: beside } = placeOf(wanted);
    router.go(address, { kept: beside, replace });
  };
  const days = useRef(zone.value);
  useEffect(() => {
    // The same days are others in another zone, and the address says in which.
    if (days.current !== zone.value && search !== '') show(filter, true);
    days.current = zone.value;
  }, [zone.value]);
  const sort = (wanted: Sorting) => {
    show({ ...filter, sort: sortingText(wanted) }, true);
    announcer.say({ text: told(wanted), topic: 'list' });
  };
  return (
    <div class="card page">
      <div class="page-head">
        <PageTitle text={t('list.title')} />
        {isSupervisor && <Link to="/access">{t('nav.access')}</Link>}
      </div>
      <FilterForm filter={filter} problems={problems} refusal={found.failure.value} />
      <PrintHead filters={filterText(filter, say)} />
      {found.failure.value && (
        <p class="note bad">
          {t('list.failed')} {errorText(found.failure.value, words)}
        </p>
      )}
      {isClear && !items && !found.failure.value && <p class="hint">{t('list.loading')}</p>}
      {items?.length === 0 && !hasMore && (
        <>
          <p class="hint">{t('list.none')}</p>
          <OtherMeanings filter={filter} onChoose={show} />
        </>
      )}
      {items?.length === 0 && hasMore && (
        <p class="hint">{t(isBusy ? 'search.further' : 'search.furtherEnd')}</p>
      )}
      {items && items.length > 0 && (
        <div class="list-head">
          <div class="list-facts">
            <p>{told(sorting)}</p>
            <ZoneChoice />
            <SortChoice sorting={sorting} onSort={sort} />
          </div>
          <CsvButton key={asked} filter={filter} count={hasMore ? undefined : items.length} />
        </div>
      )}
      {items && items.length > 0 && (
        <PaymentsTable items={items} sorting={sorting} onSort={(column) => sort(turned(sorting, column))} />
      )}
      {hasMore && (
        <Button blocked={isBusy} onPress={older}>
          {isBusy ? t('list.loading') : t(items?.length === 0 ? 'search.goOn' : 'list.older')}
        </Button>
      )}
      <p class="hint small">{t('search.recorded')}</p>
    </div>
  );
}
