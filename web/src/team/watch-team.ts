import { type ReadonlySignal, signal } from '@preact/signals';
import type { TeamResponse } from '#lambdas/contract/desk-api.ts';
import { retryAfterMs } from '#web/src/api/client.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import { type Backoff, backoffMs } from '#web/src/platform/backoff.ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** How often the team is read while all is well. */
export const WATCH_MS = 3_000;
const AFTER_FAILURE: Backoff = { firstMs: 2 * WATCH_MS, mostMs: 60_000 };

export interface TeamWatch {
  readonly team: ReadonlySignal<TeamResponse | undefined>;
  /** When the latest response arrived, by this computer's clock. */
  readonly updatedAt: ReadonlySignal<number>;
  /** True after a failed read, until one works. */
  readonly isStale: ReadonlySignal<boolean>;
  readonly isPaused: ReadonlySignal<boolean>;
  pause(isPaused: boolean): void;
  /** Reads the team now, even while paused. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Reads the team every few seconds until stopped, one request at a time, and not while the page is hidden. A service that
 * fails is asked half as often each time, or when it says.
 */
export function watchTeam(
  { team: read }: Pick<DeskApi, 'team'>,
  clock: Clock,
  isHidden: () => boolean,
): TeamWatch {
  const team = signal<TeamResponse | undefined>(undefined);
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
      team.value = received;
      updatedAt.value = clock.now();
      isStale.value = false;
      failures = 0;
      restsUntil = 0;
    } catch (error) {
      if (run !== newest) return;
      isStale.value = true;
      failures += 1;
      restsUntil = clock.now() + Math.max(retryAfterMs(error), backoffMs(failures, AFTER_FAILURE));
    } finally {
      pending -= 1;
    }
  };
  const stop = clock.every(WATCH_MS, () => {
    const isResting = clock.now() < restsUntil;
    if (!isPaused.peek() && !isHidden() && !isResting && pending === 0) void look();
  });
  void look();
  return {
    team,
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
