import { cpus } from 'node:os';
import { measureDigits } from './digits.ts';
import type { Figure } from './figure.ts';
import { measureHandlers } from './handlers.ts';
import { measurePage } from './page.ts';
import { measureReady, measureSynth } from './start-up.ts';

const BENCHMARKS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  handlers: measureHandlers,
  page: measurePage,
  ready: measureReady,
  synth: measureSynth,
  digits: measureDigits,
};

/** `npm run bench`, or `npm run bench -- digits page` for some of it. Prints medians; no test depends on these figures. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    process.stderr.write(
      `Failed to measure: no such benchmark. Choose from ${Object.keys(BENCHMARKS).join(', ')}.\n`,
    );
    process.exitCode = 1;
    return;
  }
  print(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`);
  for (const [name, measure] of Object.entries(BENCHMARKS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const { what, value, unit, budget } of await measure()) {
      const goal =
        budget === undefined ? '' : `  (budget ${budget} ${unit})${value > budget ? '  OVER' : ''}`;
      const digits = unit === 'x' ? 2 : value < 100 ? 1 : 0;
      print(`${what.padEnd(64)} ${value.toFixed(digits).padStart(8)} ${unit}${goal}`);
    }
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
