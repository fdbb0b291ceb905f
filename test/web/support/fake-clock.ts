import type { Clock } from '#web/src/platform/clock.ts';

export interface FakeClock extends Clock {
  /** Runs everything due within that time, in order, and lets promises settle in between. */
  advance(milliseconds: number): Promise<void>;
}

/** Time that stands still until the test moves it. */
export function fakeClock(start = Date.parse('2026-11-22T14:05:00.000Z')): FakeClock {
  let now = start;
  let next = 0;
  const timers = new Map<number, { at: number; every?: number; run: () => void }>();
  const add = (milliseconds: number, run: () => void, every?: number) => {
    const id = next++;
    timers.set(id, { at: now + milliseconds, run, ...(every === undefined ? {} : { every }) });
    return () => void timers.delete(id);
  };
  return {
    now: () => now,
    after: (milliseconds, run) => add(milliseconds, run),
    every: (milliseconds, run) => add(milliseconds, run, milliseconds),
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [id, due] =
          [...timers].sort(([, a], [, b]) => a.at - b.at).find(([, { at }]) => at <= end) ?? [];
        if (id === undefined || !due) break;
        now = due.at;
        if (due.every === undefined) timers.delete(id);
        else due.at += due.every;
        due.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets promises that are already resolved run to completion. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
