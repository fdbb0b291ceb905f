import { CHECKPOINT, HISTORY } from '#lambdas/stores/tlog-store.ts';
import { type Checkpoint, openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { type Leaf, parseLeaf } from '#lambdas/tlog/leaf.ts';
import {
  areEqual,
  consistencyRanges,
  EMPTY,
  extend,
  leafHash,
  rootOf,
  TILE_WIDTH,
  verifyConsistency,
} from '#lambdas/tlog/merkle.ts';
import { hashReader, readEntries } from '#lambdas/tlog/tiles.ts';
import { LOG_KEY } from './log-key.ts';
import type { MemoryObjects } from './memory-objects.ts';

/**
 * Every leaf of a log, in order, as a stranger would read it.
 *
 * @throws Error when a checkpoint of it is not signed, or not of these leaves, or a tile does not lead to it
 */
export async function readLog({ found }: Pick<MemoryObjects, 'found'>): Promise<readonly Leaf[]> {
  const read = async (name: string) => found.get(name)?.bytes;
  const names = [...found.keys()].filter((name) => name.startsWith(HISTORY)).sort();
  const history = names.map((name) => opened(found.get(name)?.bytes));
  if (names.length === 0) return [];
  const newest = opened(found.get(CHECKPOINT)?.bytes);

  const entries: Uint8Array[] = [];
  for (let bundle = 0; bundle * TILE_WIDTH < newest.size; bundle += 1)
    entries.push(...(await readEntries(read, newest.size, bundle)));
  const hashes = entries.map(leafHash);
  for (const { size, root } of [...history, newest]) {
    if (!areEqual(rootOf(extend(EMPTY, hashes.slice(0, size)).edge), root))
      throw new Error(`The checkpoint of ${size} is not of these leaves.`);
    if (size === 0) continue;
    const proof = await Promise.all(consistencyRanges(size, newest.size).map(hashReader(read, newest.size)));
    if (!verifyConsistency({ size, root }, newest, proof))
      throw new Error(`The tiles do not lead from ${size} to ${newest.size}.`);
  }
  return entries.map(parseLeaf);
}

function opened(bytes: Uint8Array | undefined): Checkpoint {
  const checkpoint = openCheckpoint(Buffer.from(bytes ?? []).toString('utf8'), LOG_KEY);
  if (!checkpoint) throw new Error('A checkpoint is missing or not signed.');
  return checkpoint;
}
