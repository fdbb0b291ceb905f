import { effect, type Signal, signal } from '@preact/signals';
import type { AnnouncementLevel } from '#web/src/platform/announcer.ts';
import type { Language } from '#web/src/words/catalogue.ts';
import { WORDS } from '#web/src/words/words.ts';

export type Theme = 'system' | 'light' | 'dark';

/** The agent's own choices, kept in this browser. No setting holds anything about a call or a card. */
export interface Settings {
  readonly language: Signal<Language>;
  /** The language of the sentences read to the caller. */
  readonly callerLanguage: Signal<Language>;
  readonly theme: Signal<Theme>;
  readonly announcements: Signal<AnnouncementLevel>;
  readonly shortcuts: Signal<boolean>;
  readonly autoAdvance: Signal<boolean>;
  /** Say "then press pound"; whether live Twilio needs it is unconfirmed. */
  readonly sayPound: Signal<boolean>;
  readonly largeSay: Signal<boolean>;
  /** Amounts above this many whole units need a confirmation; 0 never asks. */
  readonly confirmAbove: Signal<number>;
  /** Pause calls automatically after each call, until the agent takes calls again. */
  readonly pauseAfterCall: Signal<boolean>;
  /** Show a ringing call as a system notification while the desk is hidden. */
  readonly notify: Signal<boolean>;
  /** When the page of today calls a supervisor: minutes, seconds, minutes; 0 never does. */
  readonly callUnknown: Signal<number>;
  readonly callWait: Signal<number>;
  readonly callOpen: Signal<number>;
  /** It calls with a sound, too. */
  readonly callSound: Signal<boolean>;
  /** Chosen devices, by the browser's ids; empty means the system's default. */
  readonly microphone: Signal<string>;
  readonly speaker: Signal<string>;
  readonly ringtone: Signal<string>;
}

/** Offered for {@link Settings.confirmAbove}. */
export const CONFIRM_LIMITS: readonly number[] = [0, 100, 500, 1_000, 5_000, 10_000];

/** Offered for {@link Settings.callUnknown} and {@link Settings.callOpen}, in minutes, and for {@link Settings.callWait}, in seconds. */
export const CALL_MINUTES: readonly number[] = [0, 5, 10, 15, 30, 60];
export const CALL_SECONDS: readonly number[] = [0, 30, 60, 120, 300];

const KEY = 'desk.settings';

export function createSettings(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  browserLanguage: string,
): Settings {
  const language = browserLanguage.toLowerCase().startsWith('es') ? 'es' : 'en';
  const settings: Settings = {
    language: signal<Language>(language),
    callerLanguage: signal<Language>(language),
    theme: signal<Theme>('system'),
    announcements: signal<AnnouncementLevel>('milestones'),
    shortcuts: signal(true),
    autoAdvance: signal(true),
    sayPound: signal(true),
    largeSay: signal(false),
    confirmAbove: signal(1_000),
    pauseAfterCall: signal(false),
    notify: signal(false),
    callUnknown: signal(15),
    callWait: signal(120),
    callOpen: signal(10),
    callSound: signal(false),
    microphone: signal(''),
    speaker: signal(''),
    ringtone: signal(''),
  };
  restore(settings, storage.getItem(KEY));
  effect(() => {
    const values = Object.fromEntries(
      Object.entries(settings).map(([name, setting]) => [name, setting.value]),
    );
    storage.setItem(KEY, JSON.stringify(values));
  });
  return settings;
}

const ALLOWED: Readonly<Record<string, readonly unknown[]>> = {
  language: Object.keys(WORDS),
  callerLanguage: Object.keys(WORDS),
  theme: ['system', 'light', 'dark'],
  announcements: ['all', 'milestones', 'errors'],
  confirmAbove: CONFIRM_LIMITS,
  callUnknown: CALL_MINUTES,
  callWait: CALL_SECONDS,
  callOpen: CALL_MINUTES,
};

function restore(settings: Settings, text: string | null): void {
  try {
    const kept = JSON.parse(text ?? '{}') as Record<string, unknown>;
    for (const [name, setting] of Object.entries(settings) as [string, Signal<unknown>][]) {
      const value = kept[name];
      const isKnown = ALLOWED[name]?.includes(value) ?? typeof value === typeof setting.peek();
      if (value !== undefined && isKnown) setting.value = value;
    }
  } catch {
    // Unreadable settings count as none.
  }
}
