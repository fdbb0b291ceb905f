import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Figure } from './figure.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** What the browser loads before and after sign-in, compressed. */
export async function measurePage(): Promise<readonly Figure[]> {
  const dist = await mkdtemp(join(tmpdir(), 'desk-'));
  try {
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    const options = ['--outDir', dist, '--emptyOutDir', '--manifest', 'manifest.json', '--logLevel', 'error'];
    execFileSync(process.execPath, [vite, 'build', 'web', ...options], { cwd: ROOT });
    const manifest: Record<string, Chunk> = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8'));
    const gzip = async (file: string) =>
      gzipSync(await readFile(join(dist, file)), { level: 9 }).length / 1000;
    const total = async (files: Iterable<string>) => {
      let sum = 0;
      for (const file of files) sum += await gzip(file);
      return sum;
    };

    const first = reach(manifest, 'index.html');
    const panel = reach(manifest, 'panel.html');
    const all = new Set(
      Object.values(manifest)
        .map(({ file }) => file)
        .filter((file) => file.endsWith('.js')),
    );
    const later = [...all].filter((file) => !first.has(file) && file !== manifest['panel.html']?.file);
    const styles = new Set(Object.values(manifest).flatMap(({ css }) => css ?? []));
    return [
      { what: 'page before sign-in, JavaScript gzip', value: await total(first), unit: 'kB', budget: 60 },
      { what: 'loaded after sign-in, JavaScript gzip', value: await total(later), unit: 'kB' },
      {
        what: 'panel before live updates, JavaScript gzip',
        value: await total(panel),
        unit: 'kB',
        budget: 60,
      },
      {
        what: 'loader of the panel, JavaScript gzip',
        value: await gzip('embed/v1/loader.js'),
        unit: 'kB',
        budget: 3,
      },
      { what: 'styles gzip', value: await total(styles), unit: 'kB' },
    ];
  } finally {
    await rm(dist, { recursive: true });
  }
}

function reach(
  manifest: Readonly<Record<string, Chunk>>,
  key: string,
  found = new Set<string>(),
): Set<string> {
  const chunk = manifest[key];
  if (!chunk || found.has(chunk.file)) return found;
  if (chunk.file.endsWith('.js')) found.add(chunk.file);
  for (const next of chunk.imports ?? []) reach(manifest, next, found);
  return found;
}
