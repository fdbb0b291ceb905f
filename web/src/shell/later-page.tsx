import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { useWords } from '#web/src/words/use-words.ts';

/** Pages of supervisors, each loaded when it is opened: most people never open them. */
export const LATER_PAGES: Readonly<Record<string, Load>> = {
  '/overview': async () => (await import('#web/src/overview/overview-page.tsx')).OverviewPage,
  '/reports': async () => (await import('#web/src/reports/reports-page.tsx')).ReportsPage,
  '/settlement': async () => (await import('#web/src/settlement/settlement-page.tsx')).SettlementPage,
  '/team': async () => (await import('#web/src/team/team-page.tsx')).TeamPage,
  '/access': async () => (await import('#web/src/access/access-page.tsx')).AccessPage,
  '/deliveries': async () => (await import('#web/src/access/deliveries-page.tsx')).DeliveriesPage,
};

type Load = () => Promise<ComponentType>;

const loaded = new Map<Load, ComponentType>();

/** Loads a page before it is opened. */
export async function loadPage(load: Load): Promise<void> {
  loaded.set(load, await load());
}

/** A page that is loaded when it is first shown. Give it a `key`, so that another path shows another page. */
export function LaterPage({ load }: { readonly load: Load }) {
  const { t } = useWords();
  const state = useSignal<'loading' | 'here' | 'missing'>('loading');
  const Page = loaded.get(load);
  useEffect(() => {
    if (Page) return;
    loadPage(load).then(
      () => (state.value = 'here'),
      () => (state.value = 'missing'),
    );
  }, []);
  if (Page) return <Page />;
  return <PageTitle text={t(state.value === 'missing' ? 'page.failed' : 'list.loading')} />;
}
