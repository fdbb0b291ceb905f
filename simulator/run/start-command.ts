import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Started } from './run.ts';

/**
 * Starts a command that shares the terminal.
 *
 * @throws Error with one readable line when it cannot be started.
 */
export async function startCommand(
  [command = '', ...words]: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Started> {
  const child = spawn(command, words, { stdio: 'inherit', env: environment, cwd: userFolder(environment) });
  const app = started(child);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, command)));
  });
  return app;
}

/** A process that shares the terminal, as {@link Started}. */
export function started(child: ChildProcess): Started {
  return {
    ended: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    }),
    stop(signal) {
      // The terminal has sent Ctrl-C to the command already; many applications take a second one for impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    },
  };
}

/** Where the user is: `npm run` goes to the folder of the package that has the script. */
export function userFolder({ npm_lifecycle_event: script, INIT_CWD: start }: NodeJS.ProcessEnv): string {
  return (script === 'simulator' && start) || process.cwd();
}

function explain(error: NodeJS.ErrnoException, command: string): Error {
  const why = { ENOENT: 'there is no such command', EACCES: 'it is not executable' }[error.code ?? ''];
  return new Error(`Failed to start ${command}: ${why ?? error.message}.`, { cause: error });
}
