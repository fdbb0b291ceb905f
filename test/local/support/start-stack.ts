import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalOptions } from '#local/local-options.ts';
import { type LocalStack, startLocal } from '#local/start.ts';
import { makeDataDir } from './data-dir.ts';

export interface TestStack extends LocalStack {
  readonly dataDir: string;
  /** Stops and forgets. */
  remove(): Promise<void>;
}

/** Everything on free ports with a data folder of its own and a page of one line, for tests that need no page. */
export async function startStack(options: Partial<LocalOptions> = {}): Promise<TestStack> {
  const dataDir = await makeDataDir();
  const pageDirectory = join(dataDir.path, 'page');
  await mkdir(pageDirectory);
  await writeFile(join(pageDirectory, 'index.html'), '<!doctype html><html><head></head></html>');
  const stack = await startLocal({
    port: 0,
    simulatorPort: 0,
    dataDir: dataDir.path,
    log: 'file',
    pageDirectory,
    warn: (line) => {
      throw new Error(line);
    },
    ...options,
  });
  return {
    ...stack,
    dataDir: dataDir.path,
    async remove() {
      await stack.close();
      await dataDir.remove();
    },
  };
}
