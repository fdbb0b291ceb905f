import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { isDay } from '#lambdas/contract/day.ts';
import type { AccessLogResponse } from '#lambdas/contract/desk-api.ts';
import { isAgentName } from '#lambdas/contract/user-name.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Field } from '#web/src/components/field.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { countText } from '#web/src/records/count-text.ts';
import { PrintHead } from '#web/src/records/print-head.tsx';
import { TrailCheck } from '#web/src/records/trail-check.tsx';
import { ZoneChoice } from '#web/src/records/zone-choice.tsx';
import type { TextKey } from '#web/src/words/access-words.ts';
import { useWords } from '#web/src/words/access-words.ts';
import { AccessTable } from './access-table.tsx';

interface Asked {
  readonly day: string;
  readonly by: string;
}
type Problems = Readonly<Partial<Record<keyof Asked, TextKey>>>;

/** Who viewed records on one day, newest first; the address holds the day, the history beside it the person. */
export function AccessPage() {
  const { api } = useApi();
  const { clock } = usePlatform();
  const { router } = useRouter();
  const { t, words } = useWords();
  const search = router.search.value;
  const kept = router.kept.value;
  // Today is the day it was asked for: the pages of one reading are of one day.
  const day = useMemo(
    () => new URLSearchParams(search).get('day') || new Date(clock.now()).toISOString().slice(0, 10),
    [search, kept, clock],
  );
  const by = kept.by ?? '';
  const found = useSignal<AccessLogResponse | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const draft = useSignal({ day, by });
  const problems = useSignal(problemsOf({ day, by }));

  /** Counts requests, so that a late response to an older one is ignored. */
  const looks = useRef(0);
  const load = async (cursor?: string) => {
    looks.current += 1;
    const look = looks.current;
    failure.value = undefined;
    try {
      const page = await api.accessLog({ day, by, cursor });
      if (look !== looks.current) return;
      const before = cursor === undefined ? undefined : found.peek();
      found.value = before ? joined(before, page) : page;
    } catch (error) {
      if (look === looks.current) failure.value = error as ApiError;
    }
  };
  useEffect(() => {
    found.value = undefined;
    failure.value = undefined;
    draft.value = { day, by };
    problems.value = problemsOf({ day, by });
    if (isClear(problems.peek())) void load();
    else looks.current += 1;
  }, [search, kept]);

  const show = (event: Event) => {
    event.preventDefault();
    const { day: wanted } = draft.peek();
    const name = draft.peek().by.trim();
    // Checked before it is kept and sent.
    problems.value = problemsOf({ day: wanted, by: name });
    if (!isClear(problems.peek())) return;
    router.go(`/access${wanted && `?${new URLSearchParams({ day: wanted })}`}`, { kept: { by: name } });
  };
  const field = (name: keyof Asked, label: TextKey, input: Readonly<Record<string, string>>) => {
    const problem = problems.value[name];
    return (
      <Field
        id={`access-${name}`}
        label={t(label)}
        value={draft.value[name]}
        problem={problem && t(problem)}
        attributes={input}
        onChange={(value) => {
          draft.value = { ...draft.value, [name]: value };
        }}
      />
    );
  };
  const log = found.value;
  return (
    <div class="card page">
      <div class="page-head">
        <PageTitle text={t('access.title')} />
        <Link to="/payments">{t('record.back')}</Link>
      </div>
      <search>
        <form class="filters" noValidate onSubmit={show}>
          {field('day', 'access.day', { type: 'date' })}
          {field('by', 'access.person', { type: 'text' })}
          <div class="actions">
            <Button type="submit" kind="primary">
              {t('access.show')}
            </Button>
          </div>
        </form>
      </search>
      <PrintHead
        filters={[`${t('access.day')}: ${day}`, by && `${t('access.person')}: ${by}`]
          .filter(Boolean)
          .join(' · ')}
      />
      {failure.value && (
        <p class="note bad">
          {t('access.failed')} {errorText(failure.value, words)}
        </p>
      )}
      {!log && !failure.value && isClear(problems.value) && <p class="hint">{t('list.loading')}</p>}
      {log && (
        <div class="list-head">
          <p class="record-state">
            <span>{countText(t, 'access.count', log.trail.events)}</span>
            {(log.trail.events > 0 || !log.trail.verified) && <TrailCheck trail={log.trail} />}
            {log.trail.chain && <span class="digits small">{log.trail.chain}</span>}
            {log.cursor && log.trail.verified && <span class="small">{t('access.soFar')}</span>}
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

/** Each page is checked by itself: the first says how many there are that day, and one that is broken stays so. */
function joined(before: AccessLogResponse, page: AccessLogResponse): AccessLogResponse {
  const { verified, ...where } = before.trail.verified ? page.trail : before.trail;
  return {
    ...page,
    items: [...before.items, ...page.items],
    trail: { ...where, verified, events: before.trail.events },
  };
}

function problemsOf({ day, by }: Asked): Problems {
  return {
    ...(day === '' || isDay(day) ? {} : { day: 'search.bad.day' }),
    ...(by === '' || isAgentName(by) ? {} : { by: 'search.bad.name' }),
  };
}

function isClear(problems: Problems): boolean {
  return Object.keys(problems).length === 0;
}
