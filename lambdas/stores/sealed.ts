import { readCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { type HeadLeaf, parseLeaf } from '#lambdas/tlog/leaf.ts';
import { inclusionRanges, leafHash, TILE_WIDTH, verifyInclusion } from '#lambdas/tlog/merkle.ts';
import { proofText } from '#lambdas/tlog/proof.ts';
import { hashReader, readEntries } from '#lambdas/tlog/tiles.ts';
import type { LogObjects } from './log-objects.ts';
import { CHECKPOINT, LogDamaged } from './tlog-store.ts';

/** How a chain stood: it had so many events, the last recorded at that time (ISO 8601). */
export interface ChainState {
  readonly events: number;
  readonly at: string;
}

/** That the log holds how a chain stood. */
export interface Seal {
  /** When the log took it in, ISO 8601. */
  readonly sealedAt: string;
  /** Of the chain's last event then, as the log has it. The chain is what was sealed only if its own is the same. */
  readonly hash: string;
  /** The leaf's place in the log, from 0. */
  readonly index: number;
  /** The leaf as it was appended. */
  readonly entry: Uint8Array;
  /** A file (C2SP tlog-proof) that proves it by the newest checkpoint. */
  readonly proof: string;
}

/** Finds what the log has of one chain. Checks no signature: that is for whoever holds the key. */
export interface SealReader {
  /**
   * The first leaf with the chain at so many events; undefined when the log has none, or took it in long after. Reads O(log n)
   * objects of a log of n leaves.
   *
   * @param chain as in the log (`loggedName`)
   * @throws {@link LogDamaged} when the checkpoint does not hold what is found, Error when the log cannot be read
   */
  findSeal(chain: string, state: ChainState): Promise<Seal | undefined>;
}

/** By how much the clock that dates events may be ahead of the clock that dates leaves. */
const SKEW_MS = 1_000;
/** Bundles read from the event's time on: over 8,000 leaves, so also what was sealed late. */
const MOST_BUNDLES = 32;

/** Leaves are in the order of time, so the event's place is found by halving; its leaf is a little after. */
export function createSealReader(objects: Pick<LogObjects, 'read'>): SealReader {
  const read = async (name: string) => (await objects.read(name))?.bytes;

  return {
    async findSeal(chain, { events, at }) {
      const note = Buffer.from((await read(CHECKPOINT)) ?? []).toString('utf8');
      if (!note) return undefined;
      const checkpoint = readCheckpoint(note);
      if (!checkpoint) throw new LogDamaged('Failed to read the log: its checkpoint cannot be read.');
      const { size, root } = checkpoint;

      const bundles = new Map<number, Promise<readonly Uint8Array[]>>();
      const entriesOf = (bundle: number) => {
        const entries = bundles.get(bundle) ?? readEntries(read, size, bundle);
        bundles.set(bundle, entries);
        return entries;
      };
      const isThere = (entry: Uint8Array) => {
        // Few entries are worth reading as JSON.
        if (!Buffer.from(entry).includes(chain)) return false;
        const leaf = parseLeaf(entry);
        return isHead(leaf) && leaf.chain === chain && leaf.events === events;
      };

      const end = Math.ceil(size / TILE_WIDTH);
      const since = new Date(Date.parse(at) - SKEW_MS).toISOString();
      const first = await firstOf(end, async (bundle) => lastTimeOf(await entriesOf(bundle)) >= since);
      for (let bundle = first; bundle < Math.min(end, first + MOST_BUNDLES); bundle += 1) {
        const entries = await entriesOf(bundle);
        const entry = entries.find(isThere);
        if (!entry) continue;
        const index = bundle * TILE_WIDTH + entries.indexOf(entry);
        const hashes = await Promise.all(inclusionRanges(index, size).map(hashReader(read, size)));
        if (!verifyInclusion(leafHash(entry), { index, size }, hashes, root))
          throw new LogDamaged('Failed to read the log: its checkpoint does not hold an entry of it.');
        const { at: sealedAt, hash } = parseLeaf(entry) as HeadLeaf;
        return { sealedAt, hash, index, entry, proof: proofText({ index, hashes, checkpoint: note, entry }) };
      }
      return undefined;
    },
  };
}

function isHead(leaf: ReturnType<typeof parseLeaf>): leaf is HeadLeaf {
  return 'hash' in leaf;
}

function lastTimeOf(entries: readonly Uint8Array[]): string {
  const last = entries.at(-1);
  return last ? parseLeaf(last).at : '';
}

/** The first of so many numbers for which something holds that holds for all after it; `end` when there is none. */
async function firstOf(end: number, holds: (number: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
