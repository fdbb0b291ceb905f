import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StackAddresses } from './script.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface RunningMain extends StackAddresses {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export interface EndedMain {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line until it is ready. @throws Error with its output when it ends before. */
export async function startMain(environment: Readonly<Record<string, string>>): Promise<RunningMain> {
  const { child, stdout, stderr } = spawnMain(environment);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => stdout().includes('\n') && resolve());
    child.once('exit', (code) =>
      reject(new Error(`Failed to start: exit code ${code}\n${stdout()}${stderr()}`)),
    );
  });
  const [, deskUrl = '', simulatorUrl = ''] =
    /^ready {2}desk (\S+) {2}phone (\S+)\/phone {2}console \S+\n$/.exec(stdout()) ?? [];
  return { child, stdout, stderr, deskUrl, simulatorUrl };
}

/** Runs the command line until it ends by itself. */
export async function runMain(environment: Readonly<Record<string, string>>): Promise<EndedMain> {
  const { child, stdout, stderr } = spawnMain(environment);
  await once(child, 'close');
  return { code: child.exitCode, stdout: stdout(), stderr: stderr() };
}

/** Sends a signal and waits for the end. */
export async function end(
  { child }: Pick<RunningMain, 'child'>,
  signal: NodeJS.Signals,
): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  return child.exitCode;
}

function spawnMain(environment: Readonly<Record<string, string>>) {
  // Without the parent's jest settings and without npm between, so that a signal reaches the process itself.
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts'], {
    cwd: ROOT,
    env: { ...inherited, PORT: '0', SIMULATOR_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  return { child, stdout: () => texts.stdout, stderr: () => texts.stderr };
}
