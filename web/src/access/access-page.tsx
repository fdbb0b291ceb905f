import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { AccessLogResponse } from '#lambdas/contract/desk-api.ts';
import { isUserName } from '#lambdas/contract/user-name.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { countText } from '#web/src/records/count-text.ts';
import { TrailCheck } from '#web/src/records/trail-check.tsx';
import { ZoneChoice } from '#web/src/records/zone-choice.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { AccessTable } from './access-table.tsx';

/** Who viewed records on one day, newest first; the address holds the day, the history beside it the person. */
export function AccessPage() {
  const { api } = useApi();
  const { router, clock } = usePlatform();
  const { t } = useWords();
  const search = router.search.value;
  const kept = router.kept.value;
  const query = new URLSearchParams(search);
  const day = query.get('day') || new Date(clock.now()).toISOString().slice(0, 10);
  const by = kept.by ?? '';
  const found = useSignal<AccessLogResponse | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const draft = useSignal({ day, by });
  const isBadName = useSignal(false);

  /** Counts requests, so that a late response to an older one is ignored. */
  const looks = useRef(0);
  const load = async (cursor?: string) => {
    looks.current += 1;
    const look = looks.current;
    failure.value = undefined;
    try {
      const page = await api.accessLog({ day, by, cursor });
      if (look !== looks.current) return;
      const before = cursor ? (found.peek()?.items ?? []) : [];
      found.value = { ...page, items: [...before, ...page.items] };
    } catch (error) {
      if (look === looks.current) failure.value = error as ApiError;
    }
  };
  useEffect(() => {
    found.value = undefined;
    draft.value = { day, by };
    void load();
  }, [search, kept]);

  const show = (event: Event) => {
    event.preventDefault();
    const name = draft.peek().by.trim();
    // Checked before it is kept and sent.
    isBadName.value = name !== '' && !isUserName(name);
    if (isBadName.peek()) return;
    const { day: wanted } = draft.peek();
    router.go(`/access${wanted && `?${new URLSearchParams({ day: wanted })}`}`, { kept: { by: name } });
  };
  const log = found.value;
  return (
    <div class="card page">
      <div class="page-head">
        <PageTitle text={t('access.title')} />
        <Link to="/payments">{t('record.back')}</Link>
      </div>
      <search>
        <form class="filters" onSubmit={show}>
          <div class="field">
            <label htmlFor="access-day">{t('access.day')}</label>
            <input
              id="access-day"
              type="date"
              value={draft.value.day}
              onInput={({ currentTarget }) => {
                draft.value = { ...draft.value, day: currentTarget.value };
              }}
            />
          </div>
          <div class="field">
            <label htmlFor="access-by">{t('access.person')}</label>
            <input
              id="access-by"
              type="text"
              autocomplete="off"
              value={draft.value.by}
              aria-invalid={isBadName.value ? 'true' : undefined}
              aria-describedby={isBadName.value ? 'access-by-problem' : undefined}
              onInput={({ currentTarget }) => {
                draft.value = { ...draft.value, by: currentTarget.value };
              }}
            />
            {isBadName.value && (
              <p id="access-by-problem" class="problem">
                {t('search.bad.name')}
              </p>
            )}
          </div>
          <div class="actions">
            <Button type="submit" kind="primary">
              {t('access.show')}
            </Button>
          </div>
        </form>
      </search>
      {failure.value && (
        <p class="note bad">
          {t('access.failed')} {failure.value.message}
        </p>
      )}
      {!log && !failure.value && <p class="hint">{t('list.loading')}</p>}
      {log && (
        <div class="list-head">
          <p class="record-state">
            <span>{countText(t, 'access.count', log.trail.events)}</span>
            {(log.trail.events > 0 || !log.trail.verified) && <TrailCheck trail={log.trail} />}
            {log.trail.chain && <span class="digits small">{log.trail.chain}</span>}
          </p>
          <ZoneChoice />
        </div>
      )}
      {log?.items.length === 0 && <p class="hint">{t('access.none')}</p>}
      {log && log.items.length > 0 && <AccessTable items={log.items} />}
      {log?.cursor && <Button onPress={() => void load(log.cursor)}>{t('access.older')}</Button>}
    </div>
  );
}
