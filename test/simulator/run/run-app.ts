import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '#test/support/free-port.ts';

const MAIN = fileURLToPath(new URL('../../../simulator/main.ts', import.meta.url));
const APPS = fileURLToPath(new URL('../apps', import.meta.url));

export interface RunningApp {
  /** Address of the simulator. */
  readonly url: string;
  /** Address of the application. */
  readonly appUrl: string;
  /** Standard output and error of both so far. */
  output(): string;
  /** The first match in the output, waiting for it. Rejects with the output when both end without one. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal to the simulator, SIGTERM by default, and waits for the end of both. @returns the exit code */
  stop(signal?: 'SIGINT' | 'SIGTERM'): Promise<number | null>;
  /** Waits until both have ended. @returns the exit code */
  ended(): Promise<number | null>;
}

export interface RunOptions {
  /** What follows `run`, `['--', 'node', 'app.js']` by default. */
  readonly words?: readonly string[];
  /** Settings that need the address of the application. */
  readonly env?: (appUrl: string) => Readonly<Record<string, string>>;
  /** Where on the application calls are led; `/voice` by default. */
  readonly voicePath?: string;
}

/**
 * Starts an application of `test/simulator/apps` as a user would, by `npm run simulator -- run`, in its own folder, on
 * free ports. The application finds its port in `PORT`. Resolves when the simulator is ready; wait for the application
 * with `line(/listening/)`. Stop it when done.
 */
export async function runApp(name: string, options: RunOptions = {}): Promise<RunningApp> {
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const child = spawnSimulator(['run', ...(options.words ?? ['--', 'node', 'app.js'])], join(APPS, name), {
    PORT: String(port),
    VOICE_URL: `${appUrl}${options.voicePath ?? '/voice'}`,
    ...options.env?.(appUrl),
  });
  const watched = watch(child);
  const [, url = ''] = await watched.line(/^ready {2}(\S+)$/m);
  return { url, appUrl, ...watched };
}

/** Runs `npm run simulator -- …` with these words until it ends by itself. */
export async function runSimulator(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const watched = watch(spawnSimulator(words, APPS, env));
  const code = await watched.ended();
  return { code, output: watched.output() };
}

function spawnSimulator(words: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  // Without the parent's jest settings and without npm between, so that a signal reaches the process itself.
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...words], {
    cwd,
    env: { ...inherited, SIMULATOR_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function watch(child: ChildProcess) {
  let output = '';
  const changed = new Set<() => void>();
  const closed = once(child, 'close');
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
      for (const look of changed) look();
    });
  }
  const ended = async () => {
    await closed;
    return child.exitCode;
  };
  return {
    output: () => output,
    line: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match) resolve(match);
        };
        changed.add(look);
        void closed.then(() => reject(new Error(`Failed to see ${pattern} in:\n${output}`)));
        look();
      }),
    ended,
    async stop(signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended();
    },
  };
}
