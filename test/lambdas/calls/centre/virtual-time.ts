import type { Clock } from '#lambdas/platform/clock.ts';

/**
 * Time that jumps: to the next timer, as soon as no request is under way. What is due at the same moment runs at the same
 * time, with real races between real requests.
 */
export interface VirtualTime {
  /** For the services: a pause of theirs takes no virtual time, because the request it is part of takes none. */
  readonly clock: Clock;
  /** Milliseconds since the beginning. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** A request under way: time stands still until it is done. */
  during<T>(request: Promise<T>): Promise<T>;
  /** Runs until nobody waits for anything. */
  run(): Promise<void>;
}

const BEGINNING = Date.parse('2026-03-02T09:00:00Z');

export function createVirtualTime(): VirtualTime {
  let now = 0;
  let underWay = 0;
  const timers = new Map<number, (() => void)[]>();
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    clock: { now: () => new Date(BEGINNING + now), sleep: () => breathe() },
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        const at = now + Math.max(0, Math.round(milliseconds));
        timers.set(at, [...(timers.get(at) ?? []), resolve]);
      }),
    async during(request) {
      underWay += 1;
      try {
        return await request;
      } finally {
        underWay -= 1;
      }
    },
    async run() {
      for (;;) {
        await breathe();
        await breathe();
        if (underWay > 0) continue;
        if (timers.size === 0) return;
        now = Math.min(...timers.keys());
        const due = timers.get(now) ?? [];
        timers.delete(now);
        for (const wake of due) wake();
      }
    },
  };
}
