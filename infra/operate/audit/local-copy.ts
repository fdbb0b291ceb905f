import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dynalite from 'dynalite';

export interface LocalCopy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Opens a copy of a local stack's database, whether that stack is running or not. A running stack locks its files, and
 * opening them would change the data to be verified.
 *
 * @throws Error with one sentence when the folder holds no database.
 */
export async function openLocalCopy(dataDir: string): Promise<LocalCopy> {
  const original = join(dataDir, 'database');
  if (!existsSync(join(original, 'CURRENT'))) {
    throw new Error(
      'Failed to find a database: the data folder has none. Name the folder with --data-dir, or a stage with --stage.',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const path = join(folder, 'database');
  try {
    await copySettled(original, path);
    const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async close() {
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Files come and go while the engine compacts them, so this copies again when one disappears. */
async function copySettled(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rm(to, { recursive: true, force: true });
      return await cp(from, to, { recursive: true, filter: (path) => !path.endsWith('LOCK') });
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}
