import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogSource } from './log-source.ts';

/** A log in a folder: the one of a local stack, or the copy of a bucket. */
export function createFolderSource(folder: string): LogSource {
  return {
    read: (name) => readFile(join(folder, ...name.split('/'))).catch(unlessMissing),
    names: (prefix) => namesBelow(folder, prefix.replace(/\/$/, '')),
    async *keeping() {},
  };
}

/** Folder by folder, so that only the names of one are in memory. */
async function* namesBelow(folder: string, below: string): AsyncGenerator<string> {
  const entries = (await readdir(join(folder, below), { withFileTypes: true }).catch(unlessMissing)) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* namesBelow(folder, name);
    else if (!name.endsWith('.tmp')) yield name;
  }
}

function unlessMissing(failure: unknown): undefined {
  if (['ENOENT', 'ENOTDIR'].includes(String((failure as NodeJS.ErrnoException).code))) return undefined;
  throw failure;
}
