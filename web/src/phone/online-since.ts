import type { PageStorage } from '#web/src/platform/browser.ts';

const KEY = 'desk.online';
/** A reload, and going online again after it: anything longer is a new stretch. */
const SAME_STRETCH_MS = 2 * 60_000;

/** Remembers since when the agent has been online, for the page after a reload. */
export function keepOnline(storage: PageStorage, since: number, now: number): void {
  storage.setItem(KEY, JSON.stringify({ since, leftAt: now }));
}

/** Since when the agent was online before the reload, milliseconds since the epoch; undefined when that was too long ago. */
export function takeOnline(storage: PageStorage, now: number): number | undefined {
  const kept = storage.getItem(KEY);
  storage.removeItem(KEY);
  try {
    const { since, leftAt } = JSON.parse(kept ?? '{}') as { since?: number; leftAt?: number };
    return now - (leftAt ?? 0) < SAME_STRETCH_MS ? since : undefined;
  } catch {
    return undefined;
  }
}
