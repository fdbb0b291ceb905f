import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { PaySession, ToResolveResponse } from '#lambdas/contract/desk-api.ts';
import { retryAfterMs } from '#web/src/api/client.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import { type Backoff, backoffMs } from '#web/src/platform/backoff.ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** How often the list is read while all is well. */
export const WATCH_MS = 30_000;
const SLOWEST_MS = 10 * 60_000;
const AFTER_FAILURE: Backoff = { firstMs: 2 * WATCH_MS, mostMs: SLOWEST_MS };
/** A service that takes a second is asked every twenty seconds at most. */
const REST_FACTOR = 20;

/** The payments whose result is not known, for the list and for its count in the navigation. */
export interface ToResolve {
  /** The newest list received; undefined before the first, and once nobody is signed in. */
  readonly list: ReadonlySignal<ToResolveResponse | undefined>;
  /** True when the list may be out of date: a read failed or takes long. */
  readonly isStale: ReadonlySignal<boolean>;
  /** Reads it now. */
  look(): Promise<void>;
  /** Takes a payment off the list at once: the service's own list follows a moment later. */
  settle(session: Pick<PaySession, 'paySid' | 'updatedAt'>): void;
}

export interface WatchToResolve {
  readonly api: Pick<DeskApi, 'toResolve'>;
  readonly clock: Clock;
  readonly window: Pick<Window, 'addEventListener' | 'document'>;
  /** False for people without the right to see it, and while nobody is signed in. */
  readonly isWanted: ReadonlySignal<boolean>;
}

/**
 * Reads the list again and again while it is wanted and the page is visible, one request at a time. A slow service is
 * asked less often, and one that fails or never responds twice as rarely each time.
 */
export function watchToResolve({ api, clock, window, isWanted }: WatchToResolve): ToResolve {
  const list = signal<ToResolveResponse | undefined>(undefined);
  const isStale = signal(false);
  const settled = new Map<string, string>();
  let newest = 0;
  let failures = 0;
  let isDue = false;
  let stopTimer = () => {};

  const look = async () => {
    if (!isWanted.peek()) return;
    newest += 1;
    const run = newest;
    const askedAt = clock.now();
    let rest = 0;
    isDue = false;
    stopTimer();
    stopTimer = clock.after(WATCH_MS, () => {
      isStale.value = true;
      // The gateway responds within 29 seconds: this response was lost with its connection.
      failures += 1;
      next();
    });
    try {
      const received = await api.toResolve();
      if (run !== newest) return;
      failures = 0;
      isStale.value = false;
      list.value = withoutSettled(received);
    } catch (error) {
      if (run !== newest) return;
      failures += 1;
      isStale.value = true;
      rest = retryAfterMs(error);
    }
    next(Math.max((clock.now() - askedAt) * REST_FACTOR, rest));
  };
  const next = (rest = 0) => {
    stopTimer();
    const pace = failures === 0 ? WATCH_MS : backoffMs(failures, AFTER_FAILURE);
    stopTimer = clock.after(Math.min(SLOWEST_MS, Math.max(pace, rest)), lookIfSeen);
  };
  const lookIfSeen = () => {
    isDue = true;
    if (!window.document.hidden) void look();
  };
  const withoutSettled = ({ items, more }: ToResolveResponse): ToResolveResponse => ({
    more,
    // One that changed after it was settled is in doubt again.
    items: items.filter(({ paySid, updatedAt }) => updatedAt > (settled.get(paySid) ?? '')),
  });

  window.addEventListener('visibilitychange', () => {
    if (window.document.hidden || !isDue) return;
    isStale.value = true;
    void look();
  });
  effect(() => {
    newest += 1;
    stopTimer();
    isStale.value = false;
    if (isWanted.value) void untracked(look);
    else list.value = undefined;
  });
  return {
    list,
    isStale,
    look,
    settle({ paySid, updatedAt }) {
      settled.set(paySid, updatedAt);
      const shown = list.peek();
      if (shown) list.value = withoutSettled(shown);
    },
  };
}
