import { signal } from '@preact/signals';
import { act, render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import type { DeskConfig, PaySession, Role } from '#lambdas/contract/desk-api.ts';
import { createDesk, type Desk } from '#web/src/shell/desk.ts';
import { LATER_PAGES, loadPage, RECORD_PAGES } from '#web/src/shell/later-page.tsx';
import { Shell } from '#web/src/shell/shell.tsx';
import type { SignedIn } from '#web/src/sign-in/read-claims.ts';
import { type FakeApi, fakeApi } from './fake-api.ts';
import { type FakeClock, fakeClock, settle } from './fake-clock.ts';
import { FakeSync } from './fake-sync.ts';
import { FakeCall, type FakeVoice, fakeVoice } from './fake-voice.ts';
import { PAY_SID, paySession } from './sessions.ts';

export interface RenderedDesk {
  readonly desk: Desk;
  readonly api: FakeApi;
  readonly clock: FakeClock;
  readonly sync: FakeSync;
  readonly voice: FakeVoice;
  readonly auth: FakeAuth;
  readonly user: ReturnType<typeof userEvent.setup>;
  /** What was said about the agent's presence, but for what the page says by itself all the time. */
  said(): readonly unknown[];
  press(name: string | RegExp): Promise<void>;
  goOnline(): Promise<void>;
  /** Rings, and answers once the moment in which presses are ignored is over. */
  answerCall(): Promise<FakeCall>;
  /** Starts a payment for USD 12.00; the service returns `session`. */
  startPayment(session: PaySession): Promise<void>;
  /** A newer state arrives by live update. */
  push(session: PaySession): Promise<void>;
  advance(milliseconds: number): Promise<void>;
}

/** Loads the pages that load when they are opened, so that a test need not wait for them. */
export async function loadLaterPages(): Promise<void> {
  // One by one: jest links no two modules that share a third at once.
  for (const load of Object.values(LATER_PAGES)) await loadPage(load);
  await loadPage(RECORD_PAGES.payments);
  await loadPage(RECORD_PAGES.payment);
  await loadPage(RECORD_PAGES.call);
}

/** The whole signed-in desk on fakes: its own time, API, phone and live updates. */
export function renderDesk(
  roles: readonly Role[] = ['agent'],
  config: Partial<DeskConfig> = {},
  startsAt?: number,
  address = '/',
  state: unknown = null,
): RenderedDesk {
  forgetLastDesk();
  localStorage.clear();
  sessionStorage.removeItem('desk.draft');
  window.history.replaceState(state, '', address);
  const clock = fakeClock(startsAt);
  const api = fakeApi();
  const sync = new FakeSync();
  const voice = fakeVoice();
  const user = userEvent.setup();
  api.on('POST /token', { body: tokenResponse(clock) });
  api.on('POST /presence', ({ body }) => ({
    body: { ...(body as object), queue: { waiting: 0, at: new Date(clock.now()).toISOString() } },
  }));
  api.on('POST /paySessions/search', { body: { items: [] } });
  api.on('GET /paySessions/toResolve', { body: { items: [], more: false } });
  api.on(`GET /paySessions/${PAY_SID}/seal`, { body: {} });
  api.on('GET /myDay', {
    body: { at: new Date(clock.now()).toISOString(), latest: [], totals: [], unknown: [] },
  });
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: { getUserMedia: async () => ({ getTracks: () => [] }) },
  });
  const auth = fakeAuth(roles);
  const stopRecording = recordListeners();
  const desk = createDesk({
    config: {
      stage: 'test',
      practice: true,
      oidc: { authority: 'http://sign-in.test', clientId: 'desk', scope: 'openid' },
      voice: { chunderw: '127.0.0.1:1' },
      sync: {},
      signOutWaiting: false,
      ...config,
    },
    auth,
    window,
    clock,
    fetch: api.fetch,
    loadVoice: () => voice.load(),
    loadSync: sync.load,
  });
  stopRecording();
  render(<Shell desk={desk} />);

  const advance = (milliseconds: number) => act(() => clock.advance(milliseconds));
  const press = async (name: string | RegExp) => {
    await user.click(screen.getByRole('button', { name }));
    // Once for what the press itself does, once for what the page does about it.
    await act(settle);
    await act(settle);
  };
  const goOnline = () => press('Go online');
  return {
    desk,
    api,
    clock,
    sync,
    voice,
    auth,
    user,
    said: () =>
      api
        .sentTo('POST /presence')
        .map(({ body }) => body as { readonly beat?: boolean })
        .filter(({ beat }) => !beat),
    press,
    goOnline,
    advance,
    async answerCall() {
      if (desk.phone.state.value === 'offline') await goOnline();
      const call = new FakeCall();
      await act(() => void voice.device().emit('incoming', call));
      await advance(500);
      await press('Answer');
      await act(() => void call.emit('accept'));
      return call;
    },
    async startPayment(session) {
      api.on('POST /startPaySession', { status: 201, body: session });
      await user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
      await press('Start payment');
    },
    push: (session) =>
      act(async () => {
        sync.push(session.document, session);
        await settle();
      }),
  };
}

/** A desk on a call with a payment started, in the state the service returned. */
export async function deskInPayment(session: PaySession = paySession()): Promise<RenderedDesk> {
  const desk = renderDesk();
  await desk.answerCall();
  await desk.startPayment(session);
  return desk;
}

let forgetLastDesk = () => {};

/**
 * A desk lives as long as its page. In tests many share one page, so each one's listeners go before the next begins.
 */
function recordListeners(): () => void {
  const add = window.addEventListener;
  const added: Parameters<typeof add>[] = [];
  window.addEventListener = (...listener: Parameters<typeof add>) => {
    added.push(listener);
    add.call(window, ...listener);
  };
  forgetLastDesk = () => {
    for (const listener of added) window.removeEventListener(...listener);
    document.body.replaceChildren();
  };
  return () => {
    window.addEventListener = add;
  };
}

function tokenResponse(clock: FakeClock) {
  return {
    token: 'voice-token',
    identity: 'ana',
    phoneNumber: '+15005550006',
    syncServiceSid: 'IS00000000000000000000000000000000',
    expiresAt: new Date(clock.now() + 3_600_000).toISOString(),
  };
}

type FakeAuth = ReturnType<typeof fakeAuth>;

function fakeAuth(roles: readonly Role[]) {
  const user = signal<SignedIn | undefined>({ username: 'ana', roles });
  const ended = signal(false);
  return {
    user,
    ended,
    renewing: signal(false),
    problem: signal<'blocked' | 'otherPerson' | undefined>(undefined),
    accessToken: async () => 'sign-in-token',
    renew: async () => false,
    markEnded: () => {
      ended.value = true;
    },
    signIn: async () => {},
    signInAgain: async (_mayLeave: boolean) => {
      ended.value = false;
    },
    signOut: async () => {
      user.value = undefined;
    },
  };
}
