import { constants } from 'node:fs';
import { access, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * Creates the data folder if it is missing; other users of the machine cannot read it.
 *
 * @throws {@link StartError} when it cannot be created or written to.
 */
export async function prepareDataDir(path: string): Promise<void> {
  try {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `Failed to use the data folder ${path}: ${code}. Make it a folder you can write to, or set LOCAL_DATA_DIR to one.`,
      { cause: error },
    );
  }
}

/**
 * Returns the content of a JSON file in the data folder, or creates the file with `create`. Only its owner can read
 * it, because such files hold keys.
 *
 * @throws {@link StartError} when the file exists but is not JSON of the shape `isValid` expects.
 */
export async function readOrCreate<T>(
  path: string,
  isValid: (value: unknown) => value is T,
  create: () => T | Promise<T>,
): Promise<T> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(`Failed to read ${path}: ${error.code}. Make it readable or delete it.`, {
      cause: error,
    });
  });
  if (text === undefined) {
    const made = await create();
    await writeWhole(path, made);
    return made;
  }

  const value = parse(text);
  if (!isValid(value)) {
    throw new StartError(
      `Failed to read ${path}: it is damaged. Delete it; the next start creates a new one.`,
    );
  }
  return value;
}

/** Writes the file so that a reader, or a start after a crash, sees the old content or the new, never part of it. */
export async function writeWhole(path: string, value: unknown): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  await writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, path);
}

/** Not `recursive`: under /proc that never ends (observed, Node 20). */
async function makeFolder(path: string, isFirstTry = true): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || !isFirstTry) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path, false);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
