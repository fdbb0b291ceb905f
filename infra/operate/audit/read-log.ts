import { CHECKPOINT, HISTORY, historyPrefix } from '#lambdas/stores/tlog-store.ts';
import { type Checkpoint, openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { type Leaf, parseLeaf } from '#lambdas/tlog/leaf.ts';
import {
  areEqual,
  type Edge,
  EMPTY,
  extend,
  leafHash,
  rootOf,
  TILE_WIDTH,
  type Tile,
} from '#lambdas/tlog/merkle.ts';
import type { NoteKey } from '#lambdas/tlog/signed-note.ts';
import { encodeTile, readEntries, tileName } from '#lambdas/tlog/tiles.ts';
import type { Findings } from './findings.ts';
import { createLeafTimes, type LeafTimes } from './leaf-times.ts';
import type { LogSource } from './log-source.ts';
import { readAhead } from './read-ahead.ts';

/** What was read of a log. Times are ISO 8601. */
export interface LogReading extends LeafTimes {
  /** Leaves that were read. */
  readonly size: number;
  /** Checkpoints that fit, the newest among them. */
  readonly checkpoints: number;
}

interface Named extends Checkpoint {
  readonly name: string;
}

/**
 * Reads a log from its first leaf to its last, a few bundles at a time, and checks that it is what its key has signed: the
 * newest checkpoint, every checkpoint of before, and every tile that proofs are made of now. What does not fit is a finding;
 * where entries are missing, nothing behind them can be read.
 *
 * @param onLeaf gets every leaf that could be read, in order
 */
export async function readLog(
  source: LogSource,
  key: NoteKey,
  findings: Findings,
  onLeaf: (leaf: Leaf, index: number) => Promise<void>,
): Promise<LogReading> {
  const times = createLeafTimes(findings);
  let edge = EMPTY;
  let checkpoints = 0;
  /** Leaves of the two newest that fit. */
  let last: readonly [before: number, newest: number] = [0, 0];
  /** The time of the batch that was read last, and the leaves of the newest checkpoint of the history up to there. */
  let [batch, kept] = ['', 0];

  /** Each batch has a checkpoint of its own in the history, written before it shows: one that is gone was removed. */
  const expectKept = (size: number) => {
    if (batch === '' || kept === size) return;
    findings.add({
      kind: 'missing',
      where: `${historyPrefix(batch)}-${size}`,
      because: 'the log has leaves of that time, and no checkpoint of its key over them',
    });
  };

  const compare = (signed: Named) => {
    if (signed.name !== CHECKPOINT && signed.size === edge.size) kept = signed.size;
    const problem =
      signed.size < edge.size
        ? 'it is over fewer leaves than the one before'
        : !areEqual(signed.root, rootOf(edge))
          ? 'it was signed over other leaves'
          : undefined;
    if (problem !== undefined) return findings.add({ kind: 'forked', where: signed.name, because: problem });
    checkpoints += 1;
    if (signed.name === CHECKPOINT) return;
    if (!times.fits(signed.name.slice(HISTORY.length)))
      findings.add({ kind: 'forked', where: signed.name, because: 'its time is not that of its leaves' });
    if (signed.size > last[1]) last = [last[1], signed.size];
  };

  const take = async (entries: readonly Uint8Array[]) => {
    for (const [at, entry] of entries.entries()) {
      const leaf = parsed(entry, edge.size + at, findings);
      if (!leaf) continue;
      if (leaf.at !== batch) expectKept(edge.size + at);
      batch = leaf.at;
      times.take(leaf);
      await onLeaf(leaf, edge.size + at);
    }
    const next = extend(edge, entries.map(leafHash));
    edge = next.edge;
    const full = next.tiles.filter(({ hashes }) => hashes.length === TILE_WIDTH);
    await Promise.all(full.map((tile) => compareTile(source, tile, findings)));
  };

  const newest = await signedIn(source, key, CHECKPOINT, findings);
  const history = readAhead(source.names(HISTORY), (name) => signedIn(source, key, name, findings));
  try {
    let due = await nextOf(history);
    // Also over what was signed while this was read, or before the checkpoint by its own name was put back.
    for (let target = newest ?? due; target; target = due) {
      for await (const entries of bundlesTo(source, edge.size, target.size)) {
        for (let rest = entries; rest.length > 0; ) {
          const upTo = due && due.size > edge.size ? due.size - edge.size : rest.length;
          await take(rest.slice(0, upTo));
          rest = rest.slice(upTo);
          for (; due && due.size <= edge.size; due = await nextOf(history)) compare(due);
        }
      }
      for (; due && due.size <= edge.size; due = await nextOf(history)) compare(due);
      if (target === newest) compare(newest);
    }
    expectKept(edge.size);
    await Promise.all(tilesAt(edge).map((tile) => compareTile(source, tile, findings)));
  } catch (failure) {
    const because = `${(failure as Error).message} Nothing behind that was read.`;
    findings.add({ kind: 'damaged', where: 'tile/entries/', because });
    return { ...times.seen(), size: edge.size, checkpoints };
  }
  // It is written after the batch's own in the history, so a crash, or a batch under way, leaves it one behind.
  const shown = await source.read(CHECKPOINT).then((note) => note && opened(note, key));
  if (newest && (shown?.size ?? 0) < last[0])
    findings.add({
      kind: 'rolled back',
      where: CHECKPOINT,
      because: `it is over ${newest.size} leaves, and the history goes on to ${last[1]}`,
    });
  return { ...times.seen(), size: edge.size, checkpoints };
}

/** The entries from a leaf on, a bundle at a time. */
async function* bundlesTo(source: LogSource, from: number, size: number) {
  const first = Math.floor(from / TILE_WIDTH);
  const count = Math.ceil(size / TILE_WIDTH) - first;
  const indexes = Array.from({ length: Math.max(0, count) }, (_, at) => first + at);
  const bundles = readAhead(indexes, (index) => readEntries((name) => source.read(name), size, index));
  let skip = from % TILE_WIDTH;
  for await (const entries of bundles) {
    yield entries.slice(skip);
    skip = 0;
  }
}

async function nextOf(history: AsyncGenerator<Named | undefined>): Promise<Named | undefined> {
  for (;;) {
    const { value, done } = await history.next();
    if (done || value) return value;
  }
}

async function signedIn(
  source: LogSource,
  key: NoteKey,
  name: string,
  findings: Findings,
): Promise<Named | undefined> {
  const note = await source.read(name);
  const signed = note && opened(note, key);
  if (signed) return { ...signed, name };
  const because = note ? 'the key of the log did not sign it' : 'it is not there';
  findings.add({ kind: note ? 'not signed' : 'missing', where: name, because });
  return undefined;
}

function opened(note: Uint8Array, key: NoteKey): Checkpoint | undefined {
  return openCheckpoint(Buffer.from(note).toString('utf8'), key);
}

function parsed(entry: Uint8Array, index: number, findings: Findings): Leaf | undefined {
  try {
    return parseLeaf(entry);
  } catch {
    findings.add({ kind: 'damaged', where: `leaf ${index}`, because: 'it is no entry of ours' });
    return undefined;
  }
}

async function compareTile(source: LogSource, tile: Tile, findings: Findings): Promise<void> {
  const name = tileName(tile, tile.hashes.length);
  const stored = await source.read(name);
  if (stored && areEqual(stored, encodeTile(tile))) return;
  const because = stored ? 'its hashes are not those of the entries' : 'it is not there';
  findings.add({ kind: 'damaged', where: name, because });
}

/** The tiles at the right edge. */
function tilesAt({ size, levels }: Edge): readonly Tile[] {
  return levels.flatMap((hashes, level) =>
    hashes.length === 0 ? [] : [{ level, index: Math.floor(size / TILE_WIDTH ** (level + 1)), hashes }],
  );
}
