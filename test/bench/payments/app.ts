import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchAddresses } from './caller.ts';

const ENTRY = fileURLToPath(new URL('./app-child.ts', import.meta.url));

/** What can take the payments: everything as `npm start` runs it, or the floor. */
export type Candidate = 'everything' | 'floor';

/** A candidate in a process of its own, so that its processor time is its own. */
export interface BenchApp extends BenchAddresses {
  /** A token for the API; the floor takes any. */
  signIn(name: string): Promise<string>;
  /** Processor time of all its threads since it started, in seconds. */
  processorSeconds(): Promise<number>;
  close(): Promise<void>;
}

/** What the process is asked; it returns one message for each. */
export type AppRequest = { readonly signIn: string } | 'processorSeconds' | 'close';

/** @throws Error when it does not start */
export async function startBenchApp(candidate: Candidate): Promise<BenchApp> {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, candidate], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const addresses = (await next(child)) as BenchAddresses;
  let before: Promise<unknown> = Promise.resolve();
  /** One question at a time: the answers carry no name. */
  const ask = <T>(request: AppRequest): Promise<T> => {
    const response = before.then(() => {
      // Without this, a process that has ended would end this one too, and hide why.
      child.send(request, () => undefined);
      return next(child);
    });
    before = response;
    return response as Promise<T>;
  };
  return {
    ...addresses,
    signIn: (name) => ask({ signIn: name }),
    processorSeconds: () => ask('processorSeconds'),
    async close() {
      const ended = once(child, 'exit');
      await ask('close');
      await ended;
    },
  };
}

async function next(child: ChildProcess): Promise<unknown> {
  const done = new AbortController();
  const { signal } = done;
  const exit = once(child, 'exit', { signal }).then(() => {
    throw new Error('Failed to measure: the process that takes the payments ended.');
  });
  exit.catch(() => undefined);
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), exit]);
    return message;
  } finally {
    done.abort();
  }
}
