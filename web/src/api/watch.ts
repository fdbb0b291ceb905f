import { type ReadonlySignal, signal } from '@preact/signals';
import { type Backoff, backoffMs } from '#web/src/platform/backoff.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import { retryAfterMs } from './client.ts';

const LONGEST_REST_MS = 60_000;

export interface Watch<T> {
  /** The newest response; what was shown stays while the next is read, and when it fails. */
  readonly value: ReadonlySignal<T | undefined>;
  /** When it arrived, by this computer's clock. */
  readonly updatedAt: ReadonlySignal<number>;
  /** True after a failed read, until one works. */
  readonly isStale: ReadonlySignal<boolean>;
  readonly isPaused: ReadonlySignal<boolean>;
  pause(isPaused: boolean): void;
  /** Reads now, even while paused. */
  look(): Promise<void>;
  stop(): void;
}

export interface Watched<T> {
  readonly read: () => Promise<T>;
  /** How often it is read while all is well, in milliseconds. */
  readonly everyMs: number;
  readonly clock: Clock;
  /** Nothing is read meanwhile. */
  readonly isHidden: () => boolean;
}

/**
 * Reads something every few seconds until stopped, one request at a time, and not while the page is hidden. A service that
 * fails is asked half as often each time, or when it says.
 */
export function watch<T>({ read, everyMs, clock, isHidden }: Watched<T>): Watch<T> {
  const afterFailure: Backoff = { firstMs: 2 * everyMs, mostMs: LONGEST_REST_MS };
  const value = signal<T | undefined>(undefined);
  const updatedAt = signal(clock.now());
  const isStale = signal(false);
  const isPaused = signal(false);
  let newest = 0;
  let pending = 0;
  let failures = 0;
  let restsUntil = 0;

  const look = async () => {
    newest += 1;
    const run = newest;
    pending += 1;
    try {
      const received = await read();
      if (run !== newest) return;
      value.value = received;
      updatedAt.value = clock.now();
      isStale.value = false;
      failures = 0;
      restsUntil = 0;
    } catch (error) {
      if (run !== newest) return;
      isStale.value = true;
      failures += 1;
      restsUntil = clock.now() + Math.max(retryAfterMs(error), backoffMs(failures, afterFailure));
    } finally {
      pending -= 1;
    }
  };
  const stop = clock.every(everyMs, () => {
    const isResting = clock.now() < restsUntil;
    if (!isPaused.peek() && !isHidden() && !isResting && pending === 0) void look();
  });
  void look();
  return {
    value,
    updatedAt,
    isStale,
    isPaused,
    look,
    stop,
    pause(paused) {
      isPaused.value = paused;
      if (!paused) void look();
    },
  };
}
