import { createHash } from 'node:crypto';

/** SHA-256 of a leaf or of a part of the tree, 32 bytes. */
export type Hash = Uint8Array;

/** Hashes of one stored tile: those of subtrees of 256^level leaves, side by side. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** 1 to {@link TILE_WIDTH}; fewer than that at the right edge only. */
  readonly hashes: readonly Hash[];
}

/** All it takes to append to a tree, and its root: by level, the hashes of its last tile while that is not full. */
export interface Edge {
  /** Leaves. */
  readonly size: number;
  readonly levels: readonly (readonly Hash[])[];
}

/** Leaves `[from, to)`. */
export type Range = readonly [from: number, to: number];

/** Hashes a tile holds (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

export const EMPTY: Edge = { size: 0, levels: [] };

/** RFC 6962, section 2.1. */
export function leafHash(entry: Uint8Array): Hash {
  return createHash('sha256').update(LEAF).update(entry).digest();
}

/** RFC 6962, section 2.1. */
export function nodeHash(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The tree with more leaves, and every tile that is new: full ones, and those at the right edge as they are now. */
export function extend({ size, levels }: Edge, leaves: readonly Hash[]): { edge: Edge; tiles: Tile[] } {
  const next = levels.map((hashes) => [...hashes]);
  const tiles: Tile[] = [];
  const touched = new Set<number>();
  const total = size + leaves.length;

  const add = (level: number, hash: Hash, index: number) => {
    next[level] ??= [];
    const hashes = next[level];
    hashes.push(hash);
    touched.add(level);
    if (hashes.length < TILE_WIDTH) return;
    const tile = Math.floor(index / TILE_WIDTH);
    tiles.push({ level, index: tile, hashes });
    next[level] = [];
    add(level + 1, perfectRoot(hashes), tile);
  };
  for (const [at, leaf] of leaves.entries()) add(0, leaf, size + at);
  for (const level of touched) {
    const hashes = next[level] ?? [];
    const index = Math.floor(total / TILE_WIDTH ** (level + 1));
    if (hashes.length > 0) tiles.push({ level, index, hashes });
  }
  return { edge: { size: total, levels: next }, tiles };
}

/** The root of the tree (RFC 6962, section 2.1), from its right edge alone. */
export function rootOf({ levels }: Edge): Hash {
  const parts = levels.toReversed().flatMap(perfectParts);
  return joined(parts) ?? createHash('sha256').digest();
}

/** The parts of a tree, from leaf to root, whose hashes prove that leaf `index` of `size` is in it (RFC 6962, 2.1.1). */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  return path(index, [0, size]);
}

/** The parts whose hashes prove that a tree of `size` leaves begins with one of `earlier`, 1 to `size` (RFC 6962, 2.1.2). */
export function consistencyRanges(earlier: number, size: number): readonly Range[] {
  return subproof(earlier, [0, size], true);
}

/** The perfect subtrees that make up a part, largest first, as `[height, index]`. */
export function subtreesOf([from, to]: Range): readonly (readonly [height: number, index: number])[] {
  const parts: [number, number][] = [];
  for (let at = from; at < to; ) {
    const height = heightOf(to - at);
    parts.push([height, at / 2 ** height]);
    at += 2 ** height;
  }
  return parts;
}

/** The hash over subtrees side by side, each smaller than the one before; undefined for none. */
export function joined(parts: readonly Hash[]): Hash | undefined {
  let root: Hash | undefined;
  for (const part of parts.toReversed()) root = root ? nodeHash(part, root) : part;
  return root;
}

/** Whether the tree with this root has the leaf in that place (RFC 9162, section 2.1.3.2). */
export function verifyInclusion(
  leaf: Hash,
  { index, size }: { readonly index: number; readonly size: number },
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = nodeHash(hash, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && areEqual(hash, root);
}

/** Whether the later tree begins with all of the earlier one (RFC 9162, section 2.1.4.2). Neither may be empty. */
export function verifyConsistency(
  earlier: { readonly size: number; readonly root: Hash },
  later: { readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
): boolean {
  if (earlier.size < 1 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && areEqual(earlier.root, later.root);
  const isPerfect = 2 ** heightOf(earlier.size) === earlier.size;
  const [first, ...others] = isPerfect ? [earlier.root, ...proof] : proof;
  if (!first) return false;
  let [at, last] = [earlier.size - 1, later.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [before, after] = [first, first];
  for (const hash of others) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [before, after] = [nodeHash(hash, before), nodeHash(hash, after)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else after = nodeHash(after, hash);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && areEqual(before, earlier.root) && areEqual(after, later.root);
}

export function areEqual(a: Hash, b: Hash): boolean {
  return Buffer.compare(a, b) === 0;
}

/** The root over as many hashes as a power of two. */
export function perfectRoot(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, at) =>
      nodeHash(row[at * 2] as Hash, row[at * 2 + 1] as Hash),
    );
  }
  return row[0] as Hash;
}

/** The perfect subtrees over hashes side by side, largest first. */
function perfectParts(hashes: readonly Hash[]): readonly Hash[] {
  return subtreesOf([0, hashes.length]).map(([height, index]) =>
    perfectRoot(hashes.slice(index * 2 ** height, (index + 1) * 2 ** height)),
  );
}

function path(index: number, [from, to]: Range): readonly Range[] {
  if (to - from <= 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...path(index, [from, middle]), [middle, to]]
    : [...path(index, [middle, to]), [from, middle]];
}

function subproof(earlier: number, [from, to]: Range, isWhole: boolean): readonly Range[] {
  if (earlier === to) return isWhole ? [] : [[from, to]];
  const middle = from + splitOf(to - from);
  return earlier <= middle
    ? [...subproof(earlier, [from, middle], isWhole), [middle, to]]
    : [...subproof(earlier, [middle, to], false), [from, middle]];
}

/** The largest power of two below a number above 1. */
function splitOf(size: number): number {
  return 2 ** heightOf(size - 1);
}

/** The largest power of two that is not above a number from 1, as exponent. Exact, unlike `Math.log2`. */
function heightOf(size: number): number {
  let height = 0;
  while (2 ** (height + 1) <= size) height += 1;
  return height;
}
