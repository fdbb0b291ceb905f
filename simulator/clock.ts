import type { Clock } from './services.ts';

/** Node's timers overflow past this many milliseconds (about 24.8 days) and fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's own time. Timers never keep the process alive and may exceed Node's limit. */
export const systemClock: Clock = {
  now: () => new Date(),
  setTimer(milliseconds, run) {
    const dueAt = Date.now() + milliseconds;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = Math.max(0, dueAt - Date.now());
      timer = setTimeout(left > LONGEST_TIMEOUT_MS ? arm : run, Math.min(left, LONGEST_TIMEOUT_MS));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** A clock that moves only when a test advances it. */
export interface ManualClock extends Clock {
  /** Advances the time and runs every timer that becomes due, in order, each at its own time. */
  advanceBy(milliseconds: number): void;
  /** Timers not yet run or cancelled. */
  readonly pending: number;
}

/** Makes a {@link ManualClock} that starts at `start`. */
export function createManualClock(start = new Date('2026-01-15T10:00:00.123Z')): ManualClock {
  let nowMs = start.getTime();
  let timers: readonly { readonly dueAt: number; readonly run: () => void }[] = [];

  return {
    now: () => new Date(nowMs),
    setTimer(milliseconds, run) {
      const timer = { dueAt: nowMs + Math.max(0, milliseconds), run };
      timers = [...timers, timer].sort((a, b) => a.dueAt - b.dueAt);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advanceBy(milliseconds) {
      const until = nowMs + milliseconds;
      for (let next = timers[0]; next && next.dueAt <= until; next = timers[0]) {
        timers = timers.slice(1);
        nowMs = next.dueAt;
        next.run();
      }
      nowMs = until;
    },
    get pending() {
      return timers.length;
    },
  };
}
