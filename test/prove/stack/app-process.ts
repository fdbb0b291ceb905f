import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AppMemory, AppMessage, AppQuestion, AppReady, AppSettings } from './app-protocol.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ENTRY = fileURLToPath(new URL('app-child.ts', import.meta.url));

/** The app running in a process of its own. */
export interface AppProcess extends AppReady {
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  memory(): Promise<AppMemory>;
  /** Runs the sweep as it would run that far in the future. Returns how many sessions it ended. */
  sweep(aheadMs: number): Promise<number>;
  /** Makes it write a line to stdout and to stderr. */
  print(text: string): Promise<void>;
  /** Sends SIGKILL, so that it cannot finish anything. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with the app's output when it exits before it is ready. */
export async function startApp(settings: AppSettings): Promise<AppProcess> {
  const { NODE_OPTIONS: _, LOG_LEVEL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', ENTRY], {
    cwd: ROOT,
    env: {
      ...inherited,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      PROVE_APP: JSON.stringify(settings),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stdout = collect(child, 'stdout');
  const stderr = collect(child, 'stderr');
  const waiting = new Map<number, (message: { answer?: unknown; error?: string }) => void>();
  const ready = await new Promise<AppReady>((resolve, reject) => {
    child.on('message', (message: AppMessage) => {
      if ('ready' in message) resolve(message.ready);
      else waiting.get(message.id)?.(message);
    });
    child.once('exit', (code) => {
      reject(new Error(`Failed to start the app: exit code ${code}.\n${stdout()}${stderr()}`));
      for (const answer of waiting.values()) answer({ error: 'the process ended' });
    });
  });

  let asked = 0;
  const ask = (question: Omit<AppQuestion, 'id'>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asked += 1;
      const id = asked;
      waiting.set(id, ({ answer, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(answer);
        else reject(new Error(`Failed to ask the app to ${question.ask}: ${error}.`));
      });
      child.send({ ...question, id });
    });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };

  return {
    ...ready,
    pid: child.pid ?? 0,
    output: () => ({ stdout: stdout(), stderr: stderr() }),
    memory: async () => (await ask({ ask: 'memory' })) as AppMemory,
    sweep: async (aheadMs) => (await ask({ ask: 'sweep', aheadMs })) as number,
    async print(text) {
      await ask({ ask: 'print', text });
    },
    kill: () => end('SIGKILL'),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await Promise.race([ask({ ask: 'close' }), patience(10_000)]).catch(() => {});
      await end('SIGKILL');
    },
  };
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  const chunks: Buffer[] = [];
  child[stream]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

function patience(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
