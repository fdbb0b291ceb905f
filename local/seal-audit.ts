import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { SEAL } from '#lambdas/contract/jobs.ts';
import type { SealEvent } from '#lambdas/seal/index.ts';
import { handlerContext } from './api-host/handler-context.ts';
import type { HandlerLog } from './handler-log.ts';
import type { LoadHandler } from './load-handlers.ts';
import { failureLine } from './log-lines.ts';
import { byTimer, type Repeat, SCHEDULED } from './sweep-every-minute.ts';

export interface SealOptions {
  /** Of writes to the audit table, filled as they happen; taken from here as they are sealed. */
  readonly records: DynamoDBRecord[];
  /** A file that exists while there may be records that are not sealed. */
  readonly unsealed: string;
  readonly loadHandler: LoadHandler;
  readonly log: HandlerLog;
  /** Called with one line when sealing begins to fail. */
  readonly warn: (line: string) => void;
  /** @defaultValue a timer that keeps no process alive */
  readonly repeat?: Repeat | undefined;
}

const ROUND_MS = 5_000;
const ROUNDS_A_MINUTE = 12;

/** The function's timeout in AWS. */
const TIMEOUT_MS = 55_000;

/** For whoever runs this machine: the runbook is about AWS. */
const HOW_TO_MEND =
  'Payments go on. If the log (tlog/) or its key (tlog-key.json) in the data folder was changed or is gone, put it back as it was. Or stop, move tlog/, tlog-key.json and tlog-key.pub away together, and start again: a new log begins, which proves nothing of before.';

/**
 * Replaces the audit table's stream and the schedule of the tick: seals what was recorded every five seconds, and ticks every minute,
 * never twice at once. Closing seals the rest. A crash loses records that AWS would send again, so the start after one has the table
 * read instead.
 */
export function sealAudit({ records, unsealed, loadHandler, log, warn, repeat = byTimer }: SealOptions) {
  let rounds = 0;
  let first: SealEvent | undefined;
  let deadline = 0;
  let running: Promise<unknown> | undefined;
  let fails = false;

  /** Returns whether it was done. */
  const invoke = async (event: SealEvent): Promise<boolean> => {
    const requestId = randomUUID();
    try {
      const handler = (await loadHandler(SEAL.entry)) as unknown as SealHandler;
      const context = {
        ...handlerContext(SEAL.name, requestId, deadline),
        getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
      };
      await handler(event, context);
      fails = false;
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!fails) warn(`Failed to seal what was recorded: ${reason.replace(/\.?$/, '.')} ${HOW_TO_MEND}`);
      fails = true;
      log.write(failureLine('Handler crashed', error, { route: SEAL.name, requestId }));
      return false;
    }
  };

  /** Returns whether nothing is left that was recorded before. */
  const sealRecords = async (): Promise<boolean> => {
    const batch = records.splice(0);
    if (batch.length === 0 || (await invoke({ Records: batch }))) return true;
    records.unshift(...batch);
    return false;
  };

  const round = async () => {
    deadline = Date.now() + TIMEOUT_MS;
    if (rounds === 0) {
      first ??= (await isNew(unsealed)) ? SCHEDULED : { reconcile: true };
      if (!(await invoke(first))) return;
    }
    // A tick says that all is sealed which was recorded a minute before.
    if (!(await sealRecords())) return;
    if (rounds > 0 && rounds % ROUNDS_A_MINUTE === 0) await invoke(SCHEDULED);
    rounds += 1;
  };

  const start = () => {
    running ??= round().finally(() => {
      running = undefined;
    });
  };
  start();
  const stop = repeat(start, ROUND_MS);

  return {
    async close(): Promise<void> {
      stop();
      deadline = 0;
      await running;
      await sealRecords();
      if (rounds > 0 && records.length === 0) await rm(unsealed, { force: true });
    },
  };
}

/** Makes a file; false when it was there. */
async function isNew(path: string): Promise<boolean> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

type SealHandler = (event: SealEvent, context: Context) => Promise<void>;
