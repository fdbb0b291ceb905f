import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A data folder of one's own; `remove` deletes it. */
export async function makeDataDir(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'agent-assist-pay-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
