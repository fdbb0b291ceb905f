import { randomUUID } from 'node:crypto';
import type { Context, ScheduledEvent } from 'aws-lambda';
import { type JobDefinition, SWEEP } from '#lambdas/contract/jobs.ts';
import { handlerContext } from './api-host/handler-context.ts';
import type { HandlerLog } from './handler-log.ts';
import type { LoadHandler } from './load-handlers.ts';
import { failureLine } from './log-lines.ts';

/** Runs something repeatedly; the returned function stops it. */
export type Repeat = (run: () => void, milliseconds: number) => () => void;

export interface SweepOptions {
  readonly loadHandler: LoadHandler;
  readonly log: HandlerLog;
  /** @defaultValue the sweep alone */
  readonly jobs?: readonly JobDefinition[];
  /** @defaultValue a timer that keeps no process alive */
  readonly repeat?: Repeat;
}

const MINUTE_MS = 60_000;

/** The function's timeout in AWS. */
const TIMEOUT_MS = 55_000;

/**
 * Replaces EventBridge's schedules: runs the sweep, and what else is due, every minute, never twice at once. Closing lets a run finish its current
 * session, and waits for it.
 */
export function sweepEveryMinute({ loadHandler, log, jobs = [SWEEP], repeat = byTimer }: SweepOptions) {
  let deadline = 0;
  let running: Promise<void> | undefined;

  async function run({ name, entry }: JobDefinition): Promise<void> {
    const requestId = randomUUID();
    try {
      deadline = Date.now() + TIMEOUT_MS;
      const job = (await loadHandler(entry)) as unknown as ScheduledHandler;
      const context = {
        ...handlerContext(name, requestId, deadline),
        getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
      };
      await job(SCHEDULED, context);
    } catch (error) {
      log.write(failureLine('Handler crashed', error, { route: name, requestId }));
    }
  }

  async function runAll(): Promise<void> {
    for (const job of jobs) await run(job);
  }

  const stop = repeat(() => {
    running ??= runAll().finally(() => {
      running = undefined;
    });
  }, MINUTE_MS);

  return {
    async close(): Promise<void> {
      stop();
      deadline = 0;
      await running;
    },
  };
}

type ScheduledHandler = (event: ScheduledEvent, context: Context) => Promise<void>;

export const SCHEDULED: ScheduledEvent = {
  version: '0',
  id: 'local',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '000000000000',
  time: '1970-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: {},
};

export const byTimer: Repeat = (run, milliseconds) => {
  const timer = setInterval(run, milliseconds).unref();
  return () => clearInterval(timer);
};
