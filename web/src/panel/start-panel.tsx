import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { type LoadSync, loadSyncSdk } from '#web/src/payment/sync-sdk.ts';
import { createAnnouncer } from '#web/src/platform/announcer.ts';
import { browserClock, type Clock } from '#web/src/platform/clock.ts';
import { listenForShortcuts, pressShortcut } from '#web/src/platform/shortcut-keys.ts';
import { createSettings, type Settings } from '#web/src/settings/settings.ts';
import type { Language } from '#web/src/words/catalogue.ts';
import { WORDS } from '#web/src/words/words.ts';
import { forgoStorage } from './forgo-storage.ts';
import { connectHost, type Host } from './host.ts';
import { createPanel } from './panel.ts';
import { PanelFrame } from './panel-frame.tsx';
import type { PanelOptions } from './panel-options.ts';
import { provideAround } from './provide-around.tsx';
import { takeGrant } from './take-grant.ts';
import { applyTheme } from './theme.ts';

/** A frame of another site: nothing is read from or written to the browser's storage, which may throw there. */
const NO_STORAGE = { getItem: () => null, setItem: () => undefined };

export interface StartOptions {
  readonly clock?: Clock;
  readonly fetch?: typeof fetch;
  readonly loadSync?: LoadSync;
}

/** Starts the panel in its page. The grant leaves the address before anything else happens. */
export function startPanel(
  into: Element,
  window: Window & typeof globalThis,
  {
    clock = browserClock,
    fetch: load = (...request) => window.fetch(...request),
    loadSync = loadSyncSdk,
  }: StartOptions = {},
): Promise<void> {
  const grant = takeGrant(window);
  forgoStorage(window);
  const { document } = window;
  const settings = createSettings(NO_STORAGE, window.navigator.language);
  const words = computed(() => WORDS[settings.language.value]);
  const announcer = createAnnouncer(document.body, clock, () => settings.announcements.peek());
  const host = connectHost(window, clock);
  // A browser may keep it to itself, because the frame sends no referrer; `frame-ancestors` has been checked all the same.
  const [around] = window.location.ancestorOrigins ?? [];
  const originAround = around === 'null' ? undefined : around;
  const panel = createPanel({ host, clock, load, loadSync, settings, announcer, words, originAround });

  effect(() => {
    document.documentElement.lang = settings.language.value;
  });
  followHost(host, settings, document);
  listenForKeys({ clock, announcer, settings });
  render(provideAround({ clock, announcer, settings, words }, <PanelFrame panel={panel} />), into);
  tellHeight(host, into, window);
  return panel.start(grant);
}

function followHost(host: Host, settings: Settings, document: Document): void {
  host.onMessage((message) => {
    if (message.type === 'lang' && Object.hasOwn(WORDS, message.lang)) {
      settings.language.value = message.lang as Language;
    }
    if (message.type === 'theme') applyTheme(document.documentElement, message.scheme, message.values);
    if (message.type === 'focus') document.querySelector('h1')?.focus();
  });
}

/** The desk's keys that a payment has: ask or start, say, and to the payment. */
function listenForKeys({
  clock,
  announcer,
  settings,
}: Pick<PanelOptions, 'clock' | 'announcer' | 'settings'>) {
  const say = () => {
    const text = document.querySelector('#say-line')?.textContent;
    if (text) announcer.say({ text, urgent: true, lang: settings.callerLanguage.peek() });
  };
  const focus = () => document.querySelector<HTMLElement>('#payment [data-heading], #payment')?.focus();
  listenForShortcuts(clock, () => settings.shortcuts.peek(), [
    { code: 'Digit3', isOnce: true, run: () => pressShortcut('3') },
    { code: 'Digit4', isOnce: false, run: say },
    { code: 'Digit6', isOnce: false, run: focus },
  ]);
}

/** The page around the panel gives the frame this height, within its own limits: nothing here depends on it. */
function tellHeight(
  host: Host,
  content: Element,
  { ResizeObserver, requestAnimationFrame }: typeof globalThis,
) {
  let told = 0;
  const tell = () => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    if (Math.abs(height - told) < 2) return;
    told = height;
    host.tell({ type: 'resize', height });
  };
  new ResizeObserver(() => requestAnimationFrame(tell)).observe(content);
}
