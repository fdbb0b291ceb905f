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

/** Time that can be stopped, stepped and set going again while the simulator runs. */
export interface ControlledClock extends Clock {
  readonly state: 'running' | 'stopped';
  stop(): void;
  /** Goes on from the time at which it was stopped. */
  run(): void;
  /**
   * Advances the stopped time and runs every timer that becomes due, in order, each at its own time; `settled` is
   * awaited after each, so that what one timer sets off is over before the next.
   */
  step(milliseconds: number, settled: () => Promise<void>): Promise<void>;
}

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
  disarm: () => void;
}

/** Makes a {@link ControlledClock} that runs with `clock` until it is stopped. */
export function createControlledClock(clock: Clock = systemClock): ControlledClock {
  const timers = new Set<Timer>();
  let behindMs = 0;
  let stoppedAt: number | undefined;
  let stepping = Promise.resolve();
  const realMs = () => clock.now().getTime();
  const nowMs = () => stoppedAt ?? realMs() - behindMs;

  const fire = (timer: Timer) => {
    timers.delete(timer);
    timer.run();
  };
  const arm = (timer: Timer) => {
    if (stoppedAt === undefined)
      timer.disarm = clock.setTimer(Math.max(0, timer.dueAt - nowMs()), () => fire(timer));
  };
  /** Of two for the same time the one set first. */
  const nextDueBy = (until: number) =>
    [...timers].reduce<Timer | undefined>(
      (first, timer) => (timer.dueAt <= until && !(first && first.dueAt <= timer.dueAt) ? timer : first),
      undefined,
    );

  return {
    get state() {
      return stoppedAt === undefined ? 'running' : 'stopped';
    },
    now: () => new Date(nowMs()),
    setTimer(milliseconds, run) {
      const timer: Timer = { dueAt: nowMs() + Math.max(0, milliseconds), run, disarm: () => {} };
      timers.add(timer);
      arm(timer);
      return () => {
        timers.delete(timer);
        timer.disarm();
      };
    },
    stop() {
      stoppedAt = nowMs();
      for (const timer of timers) timer.disarm();
    },
    run() {
      if (stoppedAt === undefined) return;
      behindMs = realMs() - stoppedAt;
      stoppedAt = undefined;
      for (const timer of timers) arm(timer);
    },
    step(milliseconds, settled) {
      const advance = async () => {
        const until = nowMs() + milliseconds;
        for (let next = nextDueBy(until); next && stoppedAt !== undefined; next = nextDueBy(until)) {
          stoppedAt = Math.max(stoppedAt, next.dueAt);
          fire(next);
          await settled();
        }
        if (stoppedAt !== undefined) stoppedAt = until;
      };
      stepping = stepping.then(advance);
      return stepping;
    },
  };
}
