import type { PageStorage } from '#web/src/platform/browser.ts';

/** What a reload needs to resume the call; kept in the tab's storage while a call is open. */
export interface KeptCall {
  readonly connectToken: string;
  readonly callSid: string;
  readonly openedAt: number;
  /** When the call was last known to be up; milliseconds since the epoch. */
  readonly leftAt: number;
}

const KEY = 'desk.call';
/** The edge holds a call without signalling for 30 s at most (Twilio docs). */
const HELD_MS = 30_000;

export function keepCall(storage: PageStorage, call: KeptCall): void {
  storage.setItem(KEY, JSON.stringify(call));
}

/**
 * Removes the kept call from the storage and returns it; undefined when there is none, or when it is too old to still
 * be held.
 */
export function takeKeptCall(storage: PageStorage, now: number): KeptCall | undefined {
  const text = storage.getItem(KEY);
  storage.removeItem(KEY);
  if (text === null) return undefined;
  try {
    const kept = JSON.parse(text) as KeptCall;
    return now - kept.leftAt < HELD_MS ? kept : undefined;
  } catch {
    return undefined;
  }
}
