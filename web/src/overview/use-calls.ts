import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { allowed } from '#web/src/platform/browser.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import type { Settings } from '#web/src/settings/settings.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import type { Limits, Need } from './needs.ts';
import { counted, useOverviewWords } from './words.ts';

/** How often the announcer and the sound may call. */
const CALL_MS = 30_000;
/** Of the tab: a look at another page, or a reload, calls for nothing twice. */
const KEY = 'desk.seen';

export interface Calls {
  /** How many call now. */
  readonly count: number;
  readonly isCalling: (need: Need) => boolean;
  /** The person has seen all that call now. */
  readonly see: () => void;
  readonly isSoundBlocked: boolean;
}

/** When something calls, as the person set it. */
export function limitsOf({ callUnknown, callWait, callOpen }: Settings): Limits {
  return {
    unknown: (callUnknown.value || Number.POSITIVE_INFINITY) * 60_000,
    waiting: (callWait.value || Number.POSITIVE_INFINITY) * 1_000,
    open: (callOpen.value || Number.POSITIVE_INFINITY) * 60_000,
  };
}

/** Calls a person once to what has crossed its limit, until they say that they saw it. */
export function useCalls(needs: readonly Need[], isPaused: boolean): Calls {
  const { clock, announcer } = usePlatform();
  const { settings } = useSettings();
  const { t } = useOverviewWords();
  const seen = useSignal(readSeen());
  const isSoundBlocked = useSignal(false);
  const called = useRef({ at: Number.NEGATIVE_INFINITY, ids: new Set<string>() });

  const calling = needs.filter((need) => need.calls && !seen.value.includes(nameOf(need)));
  useEffect(() => {
    const fresh = calling.filter((need) => !called.current.ids.has(nameOf(need)));
    if (fresh.length === 0 || isPaused || clock.now() - called.current.at < CALL_MS) return;
    called.current = { at: clock.now(), ids: new Set(calling.map(nameOf)) };
    const kinds = (['unknown', 'waiting', 'open'] as const).map((kind) => [
      kind,
      fresh.filter((need) => need.kind === kind).length,
    ]) as readonly (readonly [Need['kind'], number])[];
    const minutes = settings.callOpen.peek();
    const what = kinds
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => counted(t, kind, count, { minutes }));
    announcer.say({ text: t('callsNow', { what: what.join(', ') }), urgent: true, topic: 'overview' });
    if (!settings.callSound.peek()) return;
    void playCall().then((isPlaying) => {
      isSoundBlocked.value = !isPlaying;
    });
  });
  return {
    count: calling.length,
    isCalling: (need) => calling.includes(need),
    isSoundBlocked: isSoundBlocked.value,
    see() {
      announcer.drop('overview');
      // What is over its limit no more is forgotten: when it crosses again, it calls again.
      seen.value = needs.filter((need) => need.calls).map(nameOf);
      allowed(() => sessionStorage.setItem(KEY, JSON.stringify(seen.value)));
    },
  };
}

/** Plays the sound once; false where the browser does not let it. */
export async function playCall(): Promise<boolean> {
  try {
    await new Audio('/sounds/attention.wav').play();
    return true;
  } catch {
    return false;
  }
}

function nameOf({ kind, id }: Need): string {
  return `${kind} ${id}`;
}

function readSeen(): readonly string[] {
  const kept = allowed(() => JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as unknown);
  return Array.isArray(kept) ? kept : [];
}
