import type { Checkpoint } from './checkpoint.ts';
import { openCheckpoint } from './checkpoint.ts';
import { type Hash, leafHash, verifyInclusion } from './merkle.ts';
import { bytesIn, type NoteKey } from './signed-note.ts';

/** That a log has a leaf, provable without the log. */
export interface InclusionProof {
  /** The leaf's place, from 0. */
  readonly index: number;
  /** From leaf to root. */
  readonly hashes: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: string;
  /** What the proof is about: the entry itself. */
  readonly entry: Uint8Array;
}

const MAGIC = 'c2sp.org/tlog-proof@v1';
const HASH_BYTES = 32;

/** The proof as a file (C2SP tlog-proof), with the entry as its extra data. */
export function proofText({ index, hashes, checkpoint, entry }: InclusionProof): string {
  const lines = [MAGIC, `extra ${base64(entry)}`, `index ${index}`, ...hashes.map(base64), '', checkpoint];
  return lines.join('\n');
}

/** The parts of such a file; undefined when it is none. */
export function parseProof(text: string): InclusionProof | undefined {
  const end = text.indexOf('\n\n');
  const [magic, extra = '', index = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  const entry = bytesIn(/^extra (\S+)$/.exec(extra)?.[1] ?? '');
  const place = /^index (0|[1-9]\d*)$/.exec(index)?.[1];
  if (magic !== MAGIC || entry.length === 0 || place === undefined) return undefined;
  const hashes = lines.map(bytesIn);
  if (hashes.some(({ length }) => length !== HASH_BYTES)) return undefined;
  return { index: Number(place), hashes, checkpoint: text.slice(end + 2), entry };
}

/** The checkpoint that the proof leads to; undefined when the key did not sign it, or it does not hold the entry there. */
export function checkProof(
  { index, hashes, checkpoint, entry }: InclusionProof,
  key: NoteKey,
): Checkpoint | undefined {
  const signed = openCheckpoint(checkpoint, key);
  if (!signed) return undefined;
  const holds = verifyInclusion(leafHash(entry), { index, size: signed.size }, hashes, signed.root);
  return holds ? signed : undefined;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
