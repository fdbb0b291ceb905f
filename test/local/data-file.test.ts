import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { prepareDataDir } from '#local/data-file.ts';
import { makeDataDir } from './support/data-dir.ts';

let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
beforeEach(async () => {
  dataDir = await makeDataDir();
});
afterEach(() => dataDir.remove());

describe('prepareDataDir', () => {
  it('makes the folder and those above it, for nobody else to look into, and keeps one that is there', async () => {
    const path = join(dataDir.path, 'a', 'b');
    await prepareDataDir(path);
    await writeFile(join(path, 'kept'), '');
    await prepareDataDir(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(path, 'kept'))).isFile()).toBe(true);
  });

  it('refuses a file', async () => {
    const path = join(dataDir.path, 'file');
    await writeFile(path, '', { mode: 0o700 });
    await expect(prepareDataDir(path)).rejects.toThrow(`Failed to use the data folder ${path}: EEXIST.`);
    await expect(prepareDataDir(join(path, 'below'))).rejects.toThrow('ENOTDIR');
  });

  (process.platform === 'linux' ? it : it.skip)('gives up where no folder can be made', async () => {
    await expect(prepareDataDir('/proc/none/data')).rejects.toThrow(
      /^Failed to use the data folder .+ set LOCAL_DATA_DIR/,
    );
  });
});
