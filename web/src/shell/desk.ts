import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { DeskConfig, PresenceState } from '#lambdas/contract/desk-api.ts';
import type { IdRules } from '#lambdas/contract/reference-mask.ts';
import { NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { createClient } from '#web/src/api/client.ts';
import { createDeskApi, type DeskApi } from '#web/src/api/desk-api.ts';
import { createOwnDay, type OwnDay } from '#web/src/own-day/own-day.ts';
import { createKeptDraft, type KeptDraft } from '#web/src/payment/kept-draft.ts';
import { createLiveConnection, type LiveConnection } from '#web/src/payment/live-connection.ts';
import { callOfPhone, type PaidCall } from '#web/src/payment/paid-call.ts';
import { createPayment } from '#web/src/payment/payment.ts';
import type { Payment } from '#web/src/payment/payment-state.ts';
import { speakOfPayments } from '#web/src/payment/speak-of-payments.ts';
import { type FollowedLink, followLink } from '#web/src/payment/start-link.ts';
import { type LoadSync, loadSyncSdk } from '#web/src/payment/sync-sdk.ts';
import { chooseOutputs } from '#web/src/phone/choose-outputs.ts';
import { deviceOptions } from '#web/src/phone/device-options.ts';
import { takeKeptCall } from '#web/src/phone/kept-call.ts';
import { guardLeaving } from '#web/src/phone/leave-page.ts';
import { askForMicrophone } from '#web/src/phone/microphone.ts';
import { notifyOfCalls } from '#web/src/phone/notify-of-calls.ts';
import { takeOnline } from '#web/src/phone/online-since.ts';
import { createPhone, type Phone } from '#web/src/phone/phone.ts';
import { createPhoneSeat, type PhoneSeat } from '#web/src/phone/phone-seat.ts';
import { speakOfCalls } from '#web/src/phone/speak-of-calls.ts';
import { createTokens, type Tokens } from '#web/src/phone/tokens.ts';
import { type LoadVoice, loadVoiceSdk } from '#web/src/phone/voice-sdk.ts';
import { type Announcer, createAnnouncer } from '#web/src/platform/announcer.ts';
import { allowed, openChannel, storageOrMemory } from '#web/src/platform/browser.ts';
import { browserClock, type Clock } from '#web/src/platform/clock.ts';
import { takeLinks } from '#web/src/platform/link-channel.ts';
import { createRouter, type Router } from '#web/src/platform/router.ts';
import { type ToResolve, watchToResolve } from '#web/src/records/watch-to-resolve.ts';
import { dayOf, startOf } from '#web/src/records/zone.ts';
import { createSettings, type Settings } from '#web/src/settings/settings.ts';
import type { Auth } from '#web/src/sign-in/auth.ts';
import { type IdleWatch, watchIdle } from '#web/src/sign-in/watch-idle.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { named, WORDS } from '#web/src/words/words.ts';
import { isAtWork, isBusy, isPaymentOpen, keepRules } from './rules.ts';

/** Everything the pages work with. Created once per sign-in; tests create it with their own clock, fetch and SDKs. */
export interface Desk {
  readonly config: DeskConfig;
  readonly auth: Auth;
  readonly api: DeskApi;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly announcer: Announcer;
  readonly router: Router;
  readonly phone: Phone;
  readonly seat: PhoneSeat;
  readonly idle: IdleWatch;
  readonly tokens: Tokens;
  readonly live: LiveConnection;
  readonly payment: Payment;
  readonly paidCall: PaidCall;
  readonly toResolve: ToResolve;
  readonly keptDraft: KeptDraft;
  readonly ownDay: OwnDay;
  readonly ids: IdRules | undefined;
  readonly link: FollowedLink;
  /** The page's words. */
  readonly words: ReadonlySignal<Words>;
  /** Restores what the service still knows: a call from before a reload, a payment left open. */
  restore(): Promise<void>;
  signOut(): Promise<void>;
}

export interface DeskOptions {
  readonly config: DeskConfig;
  readonly auth: Auth;
  readonly window: Window & typeof globalThis;
  readonly clock?: Clock;
  readonly fetch?: typeof fetch;
  readonly loadVoice?: LoadVoice;
  readonly loadSync?: LoadSync;
  readonly settings?: Settings;
}

export function createDesk({
  config,
  auth,
  window,
  clock = browserClock,
  fetch: load = (...request) => window.fetch(...request),
  loadVoice = loadVoiceSdk,
  loadSync = loadSyncSdk,
  settings = createSettings(
    storageOrMemory(() => window.localStorage),
    window.navigator.language,
  ),
}: DeskOptions): Desk {
  const api = createDeskApi(createClient(load, auth));
  const words = computed(() => named(WORDS[settings.language.value], config.brand?.name));
  const announcer = createAnnouncer(window.document.body, clock, () => settings.announcements.peek());
  const wanted = signal<PresenceState>('offline');
  const storage = storageOrMemory(() => window.sessionStorage);
  const seat: PhoneSeat = createPhoneSeat({
    locks: allowed(() => window.navigator.locks),
    openChannel: () => openChannel(window, 'desk-phone'),
    isBusy: () => isBusy({ phone, payment }),
    onGiveUp: () => {
      phone.giveUp();
      live.close();
    },
    clock,
  });
  const isElsewhere = () => seat.state.peek().endsWith('elsewhere');
  const tokens = createTokens(api, clock, auth.renew);
  const live = createLiveConnection({ load: loadSync, options: config.sync, tokens });
  const payment = createPayment({ api, live, clock });
  const keptDraft = createKeptDraft(storage, () => auth.user.peek()?.username);
  const phone: Phone = createPhone({
    api,
    tokens,
    wanted,
    onlineSince: takeOnline(storage, clock.now()),
    seat,
    microphone: settings.microphone,
    load: loadVoice,
    options: deviceOptions(config),
    askForMicrophone: () => askForMicrophone(allowed(() => window.navigator.mediaDevices)),
    clock,
  });
  let isLeaving = false;
  const signOut = async () => {
    // Asked already, where there was something to ask.
    isLeaving = true;
    // With the phone in another tab, that tab decides whether the agent takes calls.
    if (!isElsewhere()) await phone.setPresence('offline');
    live.close();
    keptDraft.forget();
    await auth.signOut();
  };
  const idle = watchIdle({
    window,
    clock,
    channel: openChannel(window, 'desk-activity'),
    isBusy: () => isAtWork({ phone, payment }, config),
    onEnd: () => void signOut(),
  });

  guardLeaving({
    window,
    storage,
    phone,
    isPaymentOpen: () => !isLeaving && isPaymentOpen({ payment }),
    sayOffline: () => void api.presence({ state: 'offline' }, { leaving: true }).catch(() => undefined),
    clock,
  });
  chooseOutputs(phone.audio, settings);
  notifyOfCalls({ window, phone, isWanted: settings.notify, words });
  speakOfCalls({ announcer, phone, idle, clock, words });
  speakOfPayments({ announcer, payment, settings, clock, words });

  const toResolve = watchToResolve({
    api,
    clock,
    window,
    isWanted: computed(() => !auth.ended.value && (auth.user.value?.roles.includes('supervisor') ?? false)),
  });
  const ownDay = createOwnDay({ api, clock, dayStart: () => startOf(dayOf(new Date(clock.now()))) });
  const shownCall = signal('');
  const router = createRouter(window);
  const link = followLink(router, config.ids ?? NO_RULES);
  takeLinks(window, () => seat.state.peek() === 'here', link.receive);
  keepRules({ phone, payment, keptDraft, live, settings, shownCall });

  return {
    config,
    auth,
    api,
    clock,
    settings,
    announcer,
    router,
    ids: config.ids,
    link,
    phone,
    seat,
    idle,
    tokens,
    live,
    payment,
    paidCall: callOfPhone(phone),
    toResolve,
    keptDraft,
    ownDay,
    words,
    async restore() {
      const kept = takeKeptCall(storage, clock.now());
      const username = auth.user.peek()?.username ?? '';
      if (kept) shownCall.value = kept.callSid;
      await Promise.all([
        kept ? phone.resumeCall(kept) : undefined,
        // The desk stays usable when the list cannot be read; starting a payment still finds an open one.
        payment.resume(kept?.callSid, username).catch(() => undefined),
      ]);
    },
    signOut,
  };
}
