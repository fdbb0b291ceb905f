import { Hono } from 'hono';
import * as v from 'valibot';
import type { ControlledClock } from '../clock.ts';
import type { Clock } from '../services.ts';
import { readBody, refuse } from './refusals.ts';

export interface ClockControlServices {
  readonly clock: Clock;
  /** Absent when a test brought a clock of its own. */
  readonly controlled: ControlledClock | undefined;
  /** Resolves when no request is under way. */
  readonly settled: () => Promise<void>;
}

/** Stops the simulator's time, steps it and sets it going again. */
export function clockRoutes({ clock, controlled, settled }: ClockControlServices): Hono {
  const shown = () => ({ now: clock.now().toISOString(), state: controlled?.state ?? 'running' });
  return new Hono()
    .get('/simulator/clock', (context) => context.json(shown()))
    .post('/simulator/clock', async (context) => {
      const read = await readBody(context, CHANGE, 'change the clock');
      if ('refusal' in read) return read.refusal;
      if (!controlled) return refuse(context, 409, `Failed to change the clock: ${A_TESTS_OWN}`);
      if ('state' in read.body) {
        if (read.body.state === 'stopped') controlled.stop();
        else controlled.run();
        return context.json(shown());
      }
      if (controlled.state === 'running') return refuse(context, 409, `Failed to step: ${RUNNING}`);
      await controlled.step(read.body.stepMilliseconds, settled);
      return context.json(shown());
    });
}

const A_TESTS_OWN = 'the simulator was started with a clock of its own.';
const RUNNING = 'time is running. Stop it first, with {"state":"stopped"}.';
/** Thirty days: more than any time limit of Twilio that the simulator knows, but for tokens and TTLs of Sync. */
const LONGEST_STEP_MS = 30 * 24 * 3600 * 1000;

const STEP = 'must be a whole number from 0 to thirty days';
const EITHER = 'must be {"state":"stopped"}, {"state":"running"} or {"stepMilliseconds":…}';
const CHANGE = v.union(
  [
    v.strictObject({ state: v.picklist(['running', 'stopped'], 'must be "running" or "stopped"') }),
    v.strictObject({
      stepMilliseconds: v.pipe(
        v.number(STEP),
        v.integer(STEP),
        v.minValue(0, STEP),
        v.maxValue(LONGEST_STEP_MS, STEP),
      ),
    }),
  ],
  EITHER,
);
