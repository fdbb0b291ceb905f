import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { StartError } from '../start-error.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The page as built from `web/`. */
export const PAGE_DIRECTORY = join(ROOT, 'web', 'dist');

/** What the page is made of; a change in any of it makes the built one stale. */
const SOURCES = ['web', 'lambdas/shared/contract.ts', 'package-lock.json'].map((path) => join(ROOT, path));

/**
 * Builds the page when it is missing or older than its sources. Runs in a process of its own, so that on two cores
 * it costs the rest of the start nothing.
 *
 * @throws {@link StartError} with Vite's own words when it does not build.
 */
export async function ensurePage(): Promise<string> {
  const built = await stat(join(PAGE_DIRECTORY, 'index.html')).catch(() => undefined);
  const newest = Math.max(...(await Promise.all(SOURCES.map(newestChange))));
  if (!built || built.mtimeMs < newest) await build();
  return PAGE_DIRECTORY;
}

/** Milliseconds since the epoch. Folders count too: their time moves when a file in them is removed. */
async function newestChange(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = await readdir(path);
  const inside = entries.filter((name) => name !== 'dist' && name !== 'node_modules');
  // The top folder's own time moves with every build.
  const own = entries.includes('dist') ? 0 : found.mtimeMs;
  return Math.max(own, ...(await Promise.all(inside.map((name) => newestChange(join(path, name))))));
}

async function build(): Promise<void> {
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin', 'vite.js');
  // Built aside and swapped in: somebody may be reading the old one, or building at the same time.
  const aside = await mkdtemp(join(ROOT, 'node_modules', '.page-'));
  try {
    await run(process.execPath, [
      vite,
      'build',
      'web',
      '--outDir',
      aside,
      '--emptyOutDir',
      '--logLevel',
      'error',
    ]);
    if (existsSync(PAGE_DIRECTORY)) await rename(PAGE_DIRECTORY, join(aside, '.old'));
    await rename(aside, PAGE_DIRECTORY).catch((error: NodeJS.ErrnoException) => {
      // Another build finished first.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await Promise.all(
      [aside, join(PAGE_DIRECTORY, '.old')].map((path) => rm(path, { recursive: true, force: true })),
    );
  }
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new StartError(
            `Failed to build the page. Mend web/ and start again. Vite says:\n${wordsOf(output)}`,
          ),
        );
    });
  });
}

/** Vite's explanation without its stack. */
function wordsOf(output: string): string {
  return (
    stripVTControlCharacters(output)
      .split(/\n\s+at /)[0]
      ?.trim() ?? ''
  );
}
