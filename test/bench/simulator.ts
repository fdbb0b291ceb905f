import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createSimulator } from '#simulator/index.ts';
import type { Figure } from './figure.ts';
import { median } from './statistics.ts';

const HERE = import.meta.dirname;
const RUNS = 5;

/** The stand-in Twilio by itself: how soon it is there, what its console weighs, what it drives and what it keeps. */
export async function measureSimulator(): Promise<readonly Figure[]> {
  const ready = Array.from({ length: RUNS }, () => Number(runChild('simulator-ready.ts')));
  const { perSecond, grownMegabytes } = JSON.parse(runChild('simulator-memory.ts', '--expose-gc'));
  return [
    {
      what: 'simulator ready in a process that has loaded nothing',
      value: median(ready),
      unit: 'ms',
      budget: 1000,
    },
    ...(await measureConsole()),
    { what: 'payments a second that the simulator drives', value: perSecond, unit: '/s', least: 30 },
    {
      what: 'heap that 8,000 calls with a payment leave behind',
      value: grownMegabytes,
      unit: 'MB',
      budget: 5,
    },
  ];
}

/** In a process of its own, so that nothing is loaded before and nobody else's memory counts. */
function runChild(file: string, ...flags: readonly string[]): string {
  const program = [...flags, '--import', 'tsx', join(HERE, file)];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Failed to measure the simulator: ${stderr}`);
  return stdout;
}

/** Everything that `/` loads before anyone does anything, compressed; nothing while there is no page. */
async function measureConsole(): Promise<readonly Figure[]> {
  const simulator = await createSimulator({ port: 0 });
  try {
    const seen = new Map<string, number>();
    const waiting = [`${simulator.url}/`];
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      if (seen.has(url)) continue;
      const response = await fetch(url);
      if (!response.ok) continue;
      const text = await response.text();
      seen.set(url, gzipSync(text, { level: 9 }).length / 1000);
      for (const [, path = ''] of text.matchAll(LOADED)) {
        const found = new URL(path, url);
        if (found.origin === simulator.url) waiting.push(found.href);
      }
    }
    const weight = [...seen.values()].reduce((sum, kilobytes) => sum + kilobytes, 0);
    return seen.size === 0
      ? []
      : [{ what: "simulator's console, gzip", value: weight, unit: 'kB', budget: 60 }];
  } finally {
    await simulator.close();
  }
}

/** Scripts and styles of a page, and what a script imports. */
const LOADED =
  /(?:<script[^>]* src=|<link[^>]* href=|(?:from|import)\s*)["']([^"']+\.(?:js|css)[^"']*|\.{0,2}\/[^"']+)["']/g;
