import { type Hash, joined, perfectRoot, type Range, subtreesOf, TILE_WIDTH, type Tile } from './merkle.ts';

/** Leaves as they were appended, of the same 256 as a tile of level 0. */
export interface EntryBundle {
  readonly index: number;
  readonly entries: readonly Uint8Array[];
}

/** Returns an object of the log by its name; undefined when there is none. */
export type ReadObject = (name: string) => Promise<Uint8Array | undefined>;

const HASH_BYTES = 32;
const LEVEL_BITS = 8;

/** Such as `tile/0/x001/067`; one that is not full has its width behind it: `tile/0/x001/067.p/12` (C2SP tlog-tiles). */
export function tileName({ level, index }: Pick<Tile, 'level' | 'index'>, width: number): string {
  return `tile/${level}/${placeOf(index, width)}`;
}

/** Such as `tile/entries/x001/067`. */
export function entriesName(index: number, width: number): string {
  return `tile/entries/${placeOf(index, width)}`;
}

/** How many of a tile's hashes, or of a bundle's entries, a log of this many leaves has; 0 for one that has not begun. */
export function widthAt(size: number, level: number, index: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

export function encodeTile({ hashes }: Pick<Tile, 'hashes'>): Uint8Array {
  return Buffer.concat(hashes);
}

/** @throws Error when it is not this many hashes */
export function decodeTile(bytes: Uint8Array, width: number): readonly Hash[] {
  if (bytes.length !== width * HASH_BYTES)
    throw new Error(`Failed to read a tile: it has not ${width} hashes.`);
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Each entry, at most 65,535 bytes, after its length in two bytes. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]),
  );
}

/** @throws Error when it is not this many entries */
export function decodeEntries(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== bytes.length || entries.length !== width)
    throw new Error(`Failed to read a bundle of entries: it has not ${width} entries.`);
  return entries;
}

/** The entries of one bundle of a log of this size. @throws Error when it is missing or damaged */
export async function readEntries(
  read: ReadObject,
  size: number,
  index: number,
): Promise<readonly Uint8Array[]> {
  const width = widthAt(size, 0, index);
  return decodeEntries(await existing(read, entriesName(index, width)), width);
}

/**
 * Returns the hash over some leaves of a log of this size, from its tiles, each read once. The range must be one that a proof is
 * made of.
 *
 * @throws Error when a tile is missing or damaged
 */
export function hashReader(read: ReadObject, size: number): (range: Range) => Promise<Hash> {
  const tiles = new Map<string, Promise<readonly Hash[]>>();
  const tileAt = (level: number, index: number) => {
    const width = widthAt(size, level, index);
    const name = tileName({ level, index }, width);
    const tile = tiles.get(name) ?? existing(read, name).then((bytes) => decodeTile(bytes, width));
    tiles.set(name, tile);
    return tile;
  };
  const subtree = async ([height, index]: readonly [number, number]) => {
    const level = Math.floor(height / LEVEL_BITS);
    const count = 2 ** (height % LEVEL_BITS);
    const first = index * count;
    const hashes = await tileAt(level, Math.floor(first / TILE_WIDTH));
    return perfectRoot(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count));
  };
  return async (range) => {
    const root = joined(await Promise.all(subtreesOf(range).map(subtree)));
    if (!root) throw new Error('Failed to hash a part of the log: it has no leaves.');
    return root;
  };
}

async function existing(read: ReadObject, name: string): Promise<Uint8Array> {
  const bytes = await read(name);
  if (!bytes) throw new Error(`Failed to read the log: ${name} is missing.`);
  return bytes;
}

/** Groups of three digits, all but the last with an `x` before them. */
function placeOf(index: number, width: number): string {
  const groups = [String(index % 1000).padStart(3, '0')];
  for (let left = Math.floor(index / 1000); left > 0; left = Math.floor(left / 1000))
    groups.unshift(`x${String(left % 1000).padStart(3, '0')}`);
  return groups.join('/') + (width < TILE_WIDTH ? `.p/${width}` : '');
}
