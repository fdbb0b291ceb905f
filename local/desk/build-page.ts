import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { StartError } from '../start-error.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The page built from `web/`. */
export const PAGE_DIRECTORY = join(ROOT, 'web', 'dist');

/** The page's sources; a change in any of them makes the built page stale. */
const SOURCES = ['web', 'lambdas/contract/desk-api.ts', 'package-lock.json'].map((path) => join(ROOT, path));

/**
 * Builds the page when it is missing or older than its sources. Runs in its own process, so that on two cores it does
 * not slow the rest of the start.
 *
 * @throws {@link StartError} with Vite's message when the build fails.
 */
export async function ensurePage(): Promise<string> {
  const built = await stat(join(PAGE_DIRECTORY, 'index.html')).catch(() => undefined);
  const newest = Math.max(...(await Promise.all(SOURCES.map(newestChange))));
  if (!built || built.mtimeMs < newest) await build();
  return PAGE_DIRECTORY;
}

/** Milliseconds since the epoch. Folders count too: their time changes when a file in them is removed. */
async function newestChange(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = await readdir(path);
  const inside = entries.filter((name) => name !== 'dist' && name !== 'node_modules');
  // The top folder's own time changes with every build.
  const own = entries.includes('dist') ? 0 : found.mtimeMs;
  return Math.max(own, ...(await Promise.all(inside.map((name) => newestChange(join(path, name))))));
}

async function build(): Promise<void> {
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin', 'vite.js');
  // Built aside and swapped in: somebody may be reading the old page, or building at the same time.
  const aside = await mkdtemp(join(ROOT, 'node_modules', '.page-'));
  const removeAside = () => rmSync(aside, { recursive: true, force: true });
  process.once('exit', removeAside);
  try {
    const args = ['build', 'web', '--outDir', aside, '--emptyOutDir', '--logLevel', 'error'];
    await run(process.execPath, [vite, ...args]);
    await swapIn(aside);
  } finally {
    process.off('exit', removeAside);
    removeAside();
  }
}

async function swapIn(directory: string): Promise<void> {
  const old = `${directory}.old`;
  try {
    if (existsSync(PAGE_DIRECTORY)) await rename(PAGE_DIRECTORY, old);
    await rename(directory, PAGE_DIRECTORY);
  } catch (error) {
    // Another build swapped its result in first: as good as this one.
    if (!existsSync(join(PAGE_DIRECTORY, 'index.html'))) throw error;
  } finally {
    await rm(old, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = () => child.kill();
    process.once('exit', stop);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', stop);
      if (code === 0) return resolve();
      const words = wordsOf(output);
      reject(new StartError(`Failed to build the page. Fix web/ and start again. Vite says:\n${words}`));
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
