import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTurns } from '#lambdas/platform/in-turn.ts';
import type { LogObjects } from './log-objects.ts';

/**
 * The log's objects as files, for one machine. An object appears whole or not at all. Only one process may write to the folder,
 * which the lock on the data folder's database sees to; whoever can write to the files can delete them too.
 */
export function createFolderObjects(folder: string): LogObjects {
  const pathOf = (name: string) => join(folder, ...name.split('/'));

  const read = async (name: string) => {
    const bytes = await readFile(pathOf(name)).catch(unlessMissing);
    return bytes && { bytes, tag: createHash('sha256').update(bytes).digest('hex') };
  };

  /** Writes beside the object, then moves what is whole into its place. */
  const write = async (name: string, bytes: Uint8Array, put: (from: string, to: string) => Promise<void>) => {
    const path = pathOf(name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const unfinished = `${path}.${randomUUID()}.tmp`;
    await writeFile(unfinished, bytes, { mode: 0o600 });
    try {
      await put(unfinished, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(unfinished, { force: true });
    }
  };

  const inTurn = createTurns();
  return {
    read,
    create: (name, bytes) => write(name, bytes, link),
    replace: (name, bytes, tag) =>
      inTurn(name, async () => (await read(name))?.tag === tag && write(name, bytes, rename)),
    async list(prefix, after, most) {
      const names: string[] = [];
      for await (const name of namesBelow(folder, '', prefix, after)) {
        names.push(name);
        if (names.length === most) break;
      }
      return names;
    },
    async isNew() {
      for await (const _ of namesBelow(folder, '', '', '')) return false;
      return true;
    },
  };
}

/** What a write has left that was cut off. */
const UNFINISHED = /\.tmp$/;

/** Names of objects in order. Opens only folders that can hold one that is looked for: a log's history has many. */
async function* namesBelow(
  folder: string,
  above: string,
  prefix: string,
  after: string,
): AsyncGenerator<string> {
  const entries = await readdir(join(folder, above), { withFileTypes: true }).catch(unlessMissing);
  const names = (entries ?? [])
    .filter(({ name }) => !UNFINISHED.test(name))
    .map((entry) => `${above}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  for (const name of names.sort()) {
    if (!name.endsWith('/')) {
      if (name.startsWith(prefix) && name > after) yield name;
    } else if (
      (name.startsWith(prefix) || prefix.startsWith(name)) &&
      (name > after || after.startsWith(name))
    )
      yield* namesBelow(folder, name, prefix, after);
  }
}

function unlessMissing(failure: unknown): undefined {
  if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw failure;
}
