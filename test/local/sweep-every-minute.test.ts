import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import type { HandlerLog } from '#local/handler-log.ts';
import type { LoadHandler } from '#local/load-handlers.ts';
import { sweepEveryMinute } from '#local/sweep-every-minute.ts';
import { startStack } from './support/start-stack.ts';

let tick: () => void;
let stopped: boolean;
let lines: string[];
let runs: { readonly context: Context; end(failure?: Error): void }[];

beforeEach(() => {
  stopped = false;
  lines = [];
  runs = [];
});

const repeat = (run: () => void, milliseconds: number) => {
  expect(milliseconds).toBe(60_000);
  tick = run;
  return () => {
    stopped = true;
  };
};

/** A sweep that goes on until it is told to end. */
const loadHandler: LoadHandler = async (entry) => {
  expect(entry).toBe('sweep/index.ts');
  return (_event, context) =>
    new Promise((resolve, reject) => {
      runs.push({ context, end: (failure) => (failure ? reject(failure) : resolve(undefined)) });
    });
};

const log: HandlerLog = {
  write: (line) => lines.push(line),
  close: async () => {},
};

/** Lets what is already settled be heard of. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the sweep on one machine', () => {
  it('runs each minute, never twice at once', async () => {
    sweepEveryMinute({ loadHandler, log, repeat });
    tick();
    await settle();
    tick();
    await settle();
    expect(runs).toHaveLength(1);

    runs[0]?.end();
    await settle();
    tick();
    await settle();
    expect(runs).toHaveLength(2);
    expect(runs[1]?.context.getRemainingTimeInMillis()).toBeGreaterThan(50_000);
  });

  it('goes on after a run that failed, whose words stay out of the log', async () => {
    sweepEveryMinute({ loadHandler, log, repeat });
    tick();
    await settle();
    runs[0]?.end(new Error('secret'));
    await settle();
    tick();
    await settle();

    expect(runs).toHaveLength(2);
    expect(lines.join()).toMatch(/"route":"sweep"/);
    expect(lines.join()).not.toContain('secret');
  });

  it('closes when the run under way has ended, and asks it to', async () => {
    const sweep = sweepEveryMinute({ loadHandler, log, repeat });
    tick();
    await settle();
    let closed = false;
    const closing = sweep.close().then(() => {
      closed = true;
    });
    await settle();
    expect([stopped, closed, runs[0]?.context.getRemainingTimeInMillis()]).toEqual([true, false, 0]);

    runs[0]?.end();
    await closing;
  });

  it('is part of what npm start runs, over the same tables', async () => {
    const stack = await startStack({
      repeat: (run, milliseconds) => (milliseconds === 60_000 ? repeat(run, milliseconds) : () => {}),
    });
    tick();
    const log = await until(() => readFile(join(stack.dataDir, 'log.jsonl'), 'utf8'), /"message":"swept"/);
    await stack.remove();

    expect(log).not.toMatch(/"level":"error"/);
    expect(stopped).toBe(true);
  });
});

async function until(read: () => Promise<string>, wanted: RegExp): Promise<string> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const text = await read().catch(() => '');
    if (wanted.test(text)) return text;
    if (Date.now() > giveUpAt)
      throw new Error(`Failed to wait: the log has ${text.split('\n').length} lines.`);
    await settle();
  }
}
