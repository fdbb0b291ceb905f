import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packSimulator, startPacked } from '#test/support/packed-simulator.ts';
import type { Figure } from './figure.ts';
import { median } from './statistics.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNS = 3;

/** Time from the command to the line that says everything is ready. */
export async function measureReady(): Promise<readonly Figure[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await timeToReady());
  return [
    { what: 'npm start to ready, page already built', value: median(times), unit: 'ms', budget: 4000 },
    await measurePackage(),
  ];
}

/** Time from the command to its `ready` line, of the simulator as `npm pack` makes it. */
async function measurePackage(): Promise<Figure> {
  const packed = await packSimulator();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    const { stop } = await startPacked(packed, {});
    times.push(performance.now() - startedAt);
    await stop();
  }
  await packed.remove();
  return { what: 'twilio-simulator, packed, to ready', value: median(times), unit: 'ms', budget: 2000 };
}

async function timeToReady(): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', SIMULATOR_PORT: '0', LOCAL_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    for await (const chunk of child.stdout) if (String(chunk).includes('ready  desk')) break;
    return performance.now() - startedAt;
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // The whole process group: npm, its shell and the program itself.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The whole template, validation included. */
export async function measureSynth(): Promise<readonly Figure[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    const { status } = spawnSync('npm', ['run', 'synth'], {
      cwd: ROOT,
      env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
      stdio: 'ignore',
    });
    if (status !== 0) throw new Error('Failed to measure synth: it does not pass. Run `npm run synth`.');
    times.push(performance.now() - startedAt);
  }
  return [{ what: 'cdk synth', value: median(times), unit: 'ms', budget: 15_000 }];
}
