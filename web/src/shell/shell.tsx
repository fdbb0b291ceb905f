import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { BrandMark } from '#web/src/components/brand-mark.tsx';
import { Button } from '#web/src/components/button.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { AlsoRinging } from '#web/src/phone/also-ringing.tsx';
import { IncomingCall } from '#web/src/phone/incoming-call.tsx';
import type { PhoneState } from '#web/src/phone/phone.ts';
import { usePhone } from '#web/src/phone/use-phone.ts';
import { SettingsPage } from '#web/src/settings/settings-page.tsx';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { Banner } from './banner.tsx';
import { CallBar } from './call-bar.tsx';
import type { Desk } from './desk.ts';
import { DeskPage } from './desk-page.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { LATER_PAGES, LaterPage, RECORD_PAGES } from './later-page.tsx';
import { listenForKeys } from './listen-for-keys.ts';
import { provideNeeds } from './provide-needs.tsx';
import { SignOut } from './sign-out.tsx';

/** The signed-in desk, with what its rooms need around it. */
export function Shell({ desk }: { readonly desk: Desk }) {
  return provideNeeds(desk, <Frame desk={desk} />);
}

/** Header, banner, the call on every page, and the page itself. */
function Frame({ desk }: { readonly desk: Desk }) {
  const { phone, payment, router, auth } = desk;
  const { t } = useWords();
  const showsKeys = useSignal(false);
  const showsPages = useSignal(false);
  const path = router.path.value;
  const call = phone.call.value;
  const hasPayment = path === '/' && (payment.session.value !== undefined || call?.phase.value === 'open');
  const isAgent = auth.user.value?.roles.includes('agent') ?? false;
  const isSupervisor = auth.user.value?.roles.includes('supervisor') ?? false;

  useEffect(() => {
    showsPages.value = false;
  }, [path]);
  useEffect(() => listenForKeys(desk, () => (showsKeys.value = true)), [desk]);

  return (
    <div class="shell">
      <header>
        <div class="skips">
          {hasPayment && <a href="#payment">{t('skip.payment')}</a>}
          {call && <a href="#call">{t('skip.call')}</a>}
        </div>
        <div class="header">
          <BrandMark brand={desk.config.brand} name={t('app.name')} />
          {isSupervisor && (
            <button
              type="button"
              class="button pages-button"
              aria-expanded={showsPages.value}
              aria-controls="pages"
              onClick={() => (showsPages.value = !showsPages.value)}
            >
              {t('nav.label')}
              <ToResolveCount toResolve={desk.toResolve} />
            </button>
          )}
          <nav
            id="pages"
            class={`nav ${isSupervisor ? 'many' : ''} ${showsPages.value ? 'open' : ''}`}
            aria-label={t('nav.label')}
          >
            {isAgent && (
              <Link to="/" current={path === '/'}>
                {t('nav.desk')}
              </Link>
            )}
            {isSupervisor && (
              <Link to="/overview" current={path === '/overview' || (path === '/' && !isAgent)}>
                {t('nav.overview')}
              </Link>
            )}
            <Link to="/payments" current={path.startsWith('/payments') || path === '/access'}>
              {t('nav.payments')}
            </Link>
            {isSupervisor && (
              <Link to="/to-resolve" current={path === '/to-resolve'}>
                {t('nav.toResolve')} <ToResolveCount toResolve={desk.toResolve} />
              </Link>
            )}
            {isSupervisor && (
              <Link to="/team" current={path === '/team'}>
                {t('nav.team')}
              </Link>
            )}
            {isSupervisor && (
              <Link to="/reports" current={path === '/reports' || path === '/settlement'}>
                {t('nav.reports')}
              </Link>
            )}
            {isSupervisor && desk.config.tellsOthers && (
              <Link to="/deliveries" current={path === '/deliveries'}>
                {t('nav.deliveries')}
              </Link>
            )}
            <Link to="/settings" current={path === '/settings'}>
              {t('nav.settings')}
            </Link>
          </nav>
          <div class="header-side">
            {isAgent && <PhoneStatus />}
            <Button kind="quiet" onPress={() => (showsKeys.value = true)} label={t('nav.keys')}>
              <span aria-hidden="true">?</span>
            </Button>
            <span class="user">{auth.user.value?.username}</span>
            <SignOut onSignOut={() => void desk.signOut()} />
          </div>
        </div>
        <Banner desk={desk} />
      </header>
      <main class="main">
        {call?.phase.value === 'ringing' && <IncomingCall call={call} />}
        {call && call.phase.value !== 'ringing' && <CallBar call={call} />}
        <AlsoRinging />
        <Page path={path} isAgent={isAgent} isSupervisor={isSupervisor} />
      </main>
      {showsKeys.value && <KeysDialog onClose={() => (showsKeys.value = false)} />}
    </div>
  );
}

interface PageProps {
  readonly path: string;
  readonly isAgent: boolean;
  readonly isSupervisor: boolean;
}

function Page({ path, isAgent, isSupervisor }: PageProps) {
  const { t } = useWords();
  const paySid = /^\/payments\/([^/]+)$/.exec(path)?.[1];
  const callSid = /^\/calls\/([^/]+)$/.exec(path)?.[1];
  if (path === '/' && isAgent) return <DeskPage />;
  if (path === '/payments') return <LaterPage key="payments" load={RECORD_PAGES.payments} given={{}} />;
  if (paySid) return <LaterPage key={paySid} load={RECORD_PAGES.payment} given={{ paySid }} />;
  if (callSid) return <LaterPage key={callSid} load={RECORD_PAGES.call} given={{ callSid }} />;
  const page = path === '/' ? '/overview' : path;
  const load = isSupervisor ? LATER_PAGES[page] : undefined;
  if (load) return <LaterPage key={page} load={load} given={{}} />;
  if (path === '/settings') return <SettingsPage />;
  return <PageTitle text={t('nav.notFound')} />;
}

/** How many results are not known; nothing while that is not certain. */
function ToResolveCount({ toResolve }: Pick<Desk, 'toResolve'>) {
  const list = toResolve.list.value;
  if (!list || list.items.length === 0 || toResolve.isStale.value) return null;
  return (
    <span class="count digits">
      {list.items.length}
      {list.more && '+'}
    </span>
  );
}

const STATUS: Readonly<Record<PhoneState, TextKey>> = {
  offline: 'phone.offline',
  connecting: 'phone.connecting',
  online: 'phone.online',
  paused: 'phone.paused',
  lost: 'phone.lost',
};

function PhoneStatus() {
  const { phone } = usePhone();
  const { t } = useWords();
  const call = phone.call.value;
  const isOnCall = call !== undefined && call.phase.value !== 'ended' && call.phase.value !== 'ringing';
  const state = isOnCall && phone.state.value === 'online' ? 'on-call' : phone.state.value;
  return (
    <span class={`status ${state}`}>
      {isOnCall && state === 'on-call' ? t('call.open') : t(STATUS[phone.state.value])}
    </span>
  );
}
