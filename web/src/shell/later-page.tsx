import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { useWords } from '#web/src/words/use-words.ts';

/** Pages of supervisors by path, each loaded when it is opened: most people never open them. */
export const LATER_PAGES: Readonly<Record<string, Load>> = {
  '/overview': async () => (await import('#web/src/overview/overview-page.tsx')).OverviewPage,
  '/reports': async () => (await import('#web/src/reports/reports-page.tsx')).ReportsPage,
  '/settlement': async () => (await import('#web/src/settlement/settlement-page.tsx')).SettlementPage,
  '/to-resolve': async () => (await import('#web/src/records/pages.ts')).ToResolvePage,
  '/team': async () => (await import('#web/src/team/team-page.tsx')).TeamPage,
  '/access': async () => (await import('#web/src/access/access-page.tsx')).AccessPage,
  '/deliveries': async () => (await import('#web/src/access/deliveries-page.tsx')).DeliveriesPage,
};

/** Pages of what was paid. An agent opens them between calls, so they need not come with the desk. */
export const RECORD_PAGES = {
  payments: async () => (await import('#web/src/records/pages.ts')).PaymentsPage,
  payment: async () => (await import('#web/src/records/pages.ts')).RecordPage,
  call: async () => (await import('#web/src/records/pages.ts')).CallPage,
};

type Load<Props = object> = () => Promise<FunctionComponent<Props>>;

const loaded = new Map<unknown, unknown>();

/** Loads a page before it is opened. */
export async function loadPage<Props>(load: Load<Props>): Promise<void> {
  loaded.set(load, await load());
}

export interface LaterPageProps<Props> {
  readonly load: Load<Props>;
  /** What the page itself is given. */
  readonly given: Props;
}

/** A page that is loaded when it is first shown. Give it a `key`, so that another path shows another page. */
export function LaterPage<Props extends object>({ load, given }: LaterPageProps<Props>) {
  const { t } = useWords();
  const state = useSignal<'loading' | 'here' | 'missing'>('loading');
  const Page = loaded.get(load) as FunctionComponent<Props> | undefined;
  useEffect(() => {
    if (Page) return;
    loadPage(load).then(
      () => (state.value = 'here'),
      () => (state.value = 'missing'),
    );
  }, []);
  if (Page) return <Page {...given} />;
  return <PageTitle text={t(state.value === 'missing' ? 'page.failed' : 'list.loading')} />;
}
