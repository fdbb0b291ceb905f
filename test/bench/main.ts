import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { readCommandLine, refuseCommandLine } from '#simulator/command-line.ts';
import type { Figure } from './figure.ts';

const BENCHMARKS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  handlers: async () => (await import('./handlers.ts')).measureHandlers(),
  page: async () => (await import('./page.ts')).measurePage(),
  ready: async () => (await import('./start-up.ts')).measureReady(),
  simulator: async () => (await import('./simulator.ts')).measureSimulator(),
  synth: async () => (await import('./start-up.ts')).measureSynth(),
  latency: async () => (await import('./latency.ts')).measureLatency(),
  panel: async () => (await import('./panel.ts')).measurePanel(),
  settlement: async () => (await import('./settlement.ts')).measureSettlement(),
  centre: async () => (await import('./centre.ts')).measureCentre(),
  reports: async () => (await import('./reports.ts')).measureReports(),
  payments: async () => [
    ...(await (await import('./payments/counts.ts')).measureCounts()),
    ...(await (await import('./payments/throughput.ts')).measureThroughput()),
  ],
};

const USAGE = `npm run bench -- [benchmark …]   measures, and prints medians beside their budgets
benchmarks: ${Object.keys(BENCHMARKS).join(', ')}`;

/** `npm run bench`, or `npm run bench -- latency page` for some of it. Prints medians; no test depends on these figures. */
async function main(): Promise<void> {
  const { positionals: asked } = readCommandLine(USAGE, { options: {}, words: true });
  const isKnown = asked.every((name) => Object.hasOwn(BENCHMARKS, name));
  if (!isKnown) refuseCommandLine('there is no such benchmark.', USAGE);
  const names = Object.keys(BENCHMARKS).filter((name) => asked.length === 0 || asked.includes(name));
  // Each has a process of its own: handlers keep what they read from the environment, and so the first stack's address.
  if (names.length > 1) return measureApart(names);
  print(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`);
  for (const name of names) {
    for (const figure of (await BENCHMARKS[name]?.()) ?? []) {
      const { what, value, unit } = figure;
      const digits = Number.isInteger(value) ? 0 : unit === 'x' ? 2 : value < 100 ? 1 : 0;
      print(`${what.padEnd(64)} ${value.toFixed(digits).padStart(8)} ${unit}${goalOf(figure)}`);
    }
  }
}

function measureApart(names: readonly string[]): void {
  for (const name of names) {
    const program = [...process.execArgv, ...process.argv.slice(1, 2), name];
    const { status } = spawnSync(process.execPath, program, { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}

function goalOf({ value, unit, budget, least }: Figure): string {
  if (budget !== undefined)
    return `  (budget ${`${budget} ${unit}`.trim()})${value > budget ? '  OVER' : ''}`;
  return least === undefined
    ? ''
    : `  (at least ${`${least} ${unit}`.trim()})${value < least ? '  UNDER' : ''}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
