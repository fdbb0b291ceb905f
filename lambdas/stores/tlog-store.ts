import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import { type Checkpoint, checkpointText, openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { encodeLeaf, type Leaf, type LeafDraft, TIME } from '#lambdas/tlog/leaf.ts';
import { areEqual, type Edge, EMPTY, extend, leafHash, rootOf, TILE_WIDTH } from '#lambdas/tlog/merkle.ts';
import { bytesIn, noteOf } from '#lambdas/tlog/signed-note.ts';
import { encodeEntries, encodeTile, entriesName, tileName, widthAt } from '#lambdas/tlog/tiles.ts';
import type { FoundObject, LogObjects } from './log-objects.ts';
import type { LogSigner } from './log-signer.ts';

/** How far a reading of the audit table has come: the key of the last item read, its number as DynamoDB writes it; null before the first. */
export type Cursor = { readonly paySid: string; readonly sequence: string } | null;

/** What to append, decided again after a lost race. */
export interface Batch {
  readonly leaves: readonly LeafDraft[];
  /** Where the reading of the table goes on; undefined when it is done. By default as it was. */
  readonly cursor?: Cursor | undefined;
}

/** What whoever appends may go by. */
export interface LogProgress {
  /** Undefined when the table is not being read. */
  readonly cursor: Cursor | undefined;
}

/** The stage's log of how far every chain goes. Append-only; whatever was signed once stands. */
export interface TransparencyLog {
  /**
   * Appends what `decide` returns, and publishes it, signed.
   *
   * @throws {@link LogDamaged} when the log is not what it has signed: nothing is appended then
   * @throws {@link AppError} `STORE_UNAVAILABLE` when others keep winning
   */
  append(decide: (progress: LogProgress) => Promise<Batch> | Batch): Promise<Pick<Checkpoint, 'size'>>;
}

/** The log is not what it has signed, or shows two pasts. A person has to look before it continues. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged';
}

/** The newest signed checkpoint. */
export const CHECKPOINT = 'checkpoint';
/** The lock, and what it takes to append: written before anything else of a batch. */
export const STATE = 'state';
/** Every checkpoint of before, by time. */
export const HISTORY = 'history/';

const HASH_BYTES = 32;
const MOST_RACES = 40;
const PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

const BASE64_LISTS = v.array(v.array(v.string()));
const STATE_SCHEMA = v.strictObject({
  v: v.literal(1),
  /** The log before the newest batch. */
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  levels: BASE64_LISTS,
  /** The newest batch: its entries and when it was appended. */
  entries: v.array(v.string()),
  at: TIME,
  cursor: v.optional(v.nullable(v.strictObject({ paySid: v.string(), sequence: v.string() }))),
  /** Entries of the bundle at the right edge, before the newest batch. */
  open: v.array(v.string()),
});
type State = v.InferOutput<typeof STATE_SCHEMA>;

interface Settled {
  readonly state: State;
  readonly tag: string;
}

/**
 * The log as objects (C2SP tlog-tiles). A batch is committed by replacing the state, which holds all of it, on condition that nobody
 * else has; only then are its tiles written and its checkpoint signed. Whoever comes next after a crash in between does
 * that first, and writes the same bytes. So nothing is signed that lost a race, and a log never has two pasts.
 */
export function createTransparencyLog({
  clock,
  objects,
  signer,
}: {
  readonly clock: Clock;
  readonly objects: LogObjects;
  readonly signer: LogSigner;
}): TransparencyLog {
  /** The state, with everything of its batch published; undefined before the first batch. */
  const settled = async (): Promise<Settled | undefined> => {
    const found = await objects.read(STATE);
    if (!found) {
      if (await objects.isNew()) return undefined;
      // Somebody may have begun the log between the two reads.
      if (await objects.read(STATE)) return settled();
      throw new LogDamaged(
        'Failed to append to the log: its state is gone. Restore the state; do not begin anew.',
      );
    }
    const state = parseState(found);
    if ((await isPast(state)) || (await publish(state)) === 'overtaken') {
      // Somebody has appended between the two reads. If nobody has, somebody has put an old state back.
      const again = await objects.read(STATE);
      if (again?.tag !== found.tag) return settled();
      throw new LogDamaged('Failed to append to the log: it has signed more than its state has.');
    }
    return { state, tag: found.tag };
  };

  /** Whether a checkpoint of later was published: the history tells also when an old checkpoint was put back with an old state. */
  const isPast = async ({ at, size, entries }: State): Promise<boolean> =>
    (await objects.list(HISTORY, historyName(at, size + entries.length), 1)).length > 0;

  /** Writes what the newest batch of a state still lacks. */
  const publish = async (state: State, race = 1): Promise<'published' | 'overtaken'> => {
    const [key, published] = await Promise.all([signer.key(), objects.read(CHECKPOINT)]);
    const { before, due, tiles } = batchOf(state, key.name);
    const signed = published && openCheckpoint(Buffer.from(published.bytes).toString('utf8'), key);
    if (published && !signed)
      throw new LogDamaged('Failed to append to the log: its checkpoint is not signed by its key.');
    if (signed && signed.size > due.size) return 'overtaken';
    if (signed && isSame(signed, due)) return 'published';
    if (signed ? !isSame(signed, before) : before.size > 0)
      throw new LogDamaged('Failed to append to the log: its state is not what it has signed.');
    await Promise.all(
      [
        ...tiles.map((tile) => [tileName(tile, tile.hashes.length), encodeTile(tile)] as const),
        ...bundlesOf(state, due.size),
      ].map(([name, bytes]) => putOnce(name, bytes)),
    );
    const text = checkpointText(due);
    const note = Buffer.from(noteOf(text, key, await signer.sign(text)));
    await putOnce(historyName(state.at, due.size), note);
    const isWritten = published
      ? await objects.replace(CHECKPOINT, note, published.tag)
      : await objects.create(CHECKPOINT, note);
    // Whoever was faster should have published the same, or more.
    if (isWritten) return 'published';
    if (race === MOST_RACES) throw new AppError('STORE_UNAVAILABLE');
    return publish(state, race + 1);
  };

  /** Writes what can only be this: another writer of the same batch writes the same. */
  const putOnce = async (name: string, bytes: Uint8Array): Promise<void> => {
    if (await objects.create(name, bytes)) return;
    const there = await objects.read(name);
    if (!there || !areEqual(there.bytes, bytes))
      throw new LogDamaged('Failed to append to the log: an object of it is there with other content.');
  };

  return {
    async append(decide) {
      for (let race = 1; race <= MOST_RACES; race += 1) {
        const known = await settled();
        const cursor = known ? known.state.cursor : null;
        const { leaves, ...moved } = await decide({ cursor });
        const next = following(known?.state, clock.now(), leaves, 'cursor' in moved ? moved.cursor : cursor);
        const bytes = Buffer.from(canonicalJson(next));
        const isCommitted = known
          ? await objects.replace(STATE, bytes, known.tag)
          : await objects.create(STATE, bytes);
        if (isCommitted) {
          await publish(next);
          return { size: next.size + next.entries.length };
        }
        await clock.sleep(Math.random() * Math.min(race * PAUSE_MS, LONGEST_PAUSE_MS));
      }
      throw new AppError('STORE_UNAVAILABLE');
    },
  };
}

/** The state after one more batch. */
function following(
  state: State | undefined,
  now: Date,
  drafts: readonly LeafDraft[],
  cursor: Cursor | undefined,
): State {
  const { edge } = state ? batchOf(state) : { edge: EMPTY };
  // Later than the last batch by any clock: no two batches have the same time.
  const at = new Date(Math.max(now.getTime(), state ? Date.parse(state.at) + 1 : 0)).toISOString();
  return {
    v: 1,
    size: edge.size,
    levels: edge.levels.map((hashes) => hashes.map(toBase64)),
    entries: drafts.map((draft) => toBase64(encodeLeaf({ ...draft, at, v: 1 } as Leaf))),
    at,
    open: state ? openAfter(state) : [],
    ...(cursor === undefined ? {} : { cursor }),
  };
}

function edgeOf({ size, levels }: State): Edge {
  return { size, levels: levels.map((hashes) => hashes.map(fromBase64)) };
}

/** The tree before and after the newest batch, and the tiles that are new with it. */
function batchOf(state: State, origin = '') {
  const before = edgeOf(state);
  const leaves = state.entries.map((entry) => leafHash(fromBase64(entry)));
  const { edge: after, tiles } = extend(before, leaves);
  const checkpointOf = (edge: Edge): Checkpoint => ({ origin, size: edge.size, root: rootOf(edge) });
  return { edge: after, tiles, before: checkpointOf(before), due: checkpointOf(after) };
}

/** Entries of the bundle that is not full after the batch. */
function openAfter({ size, entries, open }: State): string[] {
  const all = [...open, ...entries];
  const first = size - open.length;
  const bundle = Math.floor((size + entries.length) / TILE_WIDTH) * TILE_WIDTH;
  return all.slice(bundle - first);
}

/** The bundles that a batch is in, each as it is in a log of this size. */
function bundlesOf({ size, entries, open }: State, after: number): [name: string, bytes: Uint8Array][] {
  const all = [...open, ...entries].map(fromBase64);
  const first = (size - open.length) / TILE_WIDTH;
  return Array.from({ length: Math.ceil(all.length / TILE_WIDTH) }, (_, at) => {
    const bundle = all.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH);
    return [entriesName(first + at, widthAt(after, 0, first + at)), encodeEntries(bundle)];
  });
}

function parseState({ bytes }: FoundObject): State {
  const parsed = v.safeParse(STATE_SCHEMA, jsonIn(bytes));
  if (!parsed.success || !isSound(parsed.output))
    throw new LogDamaged('Failed to append to the log: its state cannot be read.');
  return parsed.output;
}

/** Whether a state is of one piece. Its root alone does not tell how high its hashes are, nor which entries they are of. */
function isSound({ size, levels, open }: State): boolean {
  const [leaves = [], ...higher] = levels;
  const isOfSize = (hashes: readonly string[], level: number) =>
    hashes.length === Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH;
  return (
    size < TILE_WIDTH ** levels.length &&
    levels.every(isOfSize) &&
    higher.flat().every((hash) => bytesIn(hash).length === HASH_BYTES) &&
    open.length === leaves.length &&
    open.every((entry, at) => toBase64(leafHash(fromBase64(entry))) === leaves[at])
  );
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** `history/2026-11-29/123107123-4711`: in the order of time. */
function historyName(at: string, size: number): string {
  return `${historyPrefix(at)}-${size}`;
}

/** Where checkpoints of this time or later are. */
export function historyPrefix(at: string): string {
  return `${HISTORY}${at.slice(0, 10)}/${at.slice(11, 23).replaceAll(/[:.]/g, '')}`;
}

function isSame(a: Checkpoint, b: Checkpoint): boolean {
  return a.origin === b.origin && a.size === b.size && areEqual(a.root, b.root);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
