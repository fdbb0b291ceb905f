import type { Hash } from './merkle.ts';
import { type NoteKey, openNote } from './signed-note.ts';

/** What a log says of itself at some time, signed. */
export interface Checkpoint {
  /** Which log: also the name of its key. */
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  readonly root: Hash;
}

/** The text that is signed (C2SP tlog-checkpoint). */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** What a note says of a log, whoever signed it: enough to find one's way in the log. For trust there is {@link openCheckpoint}. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const [, origin, digits, encoded = ''] = /^(.+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{43}=)\n/.exec(note) ?? [];
  const size = Number(digits);
  if (origin === undefined || !Number.isSafeInteger(size)) return undefined;
  return { origin, size, root: Buffer.from(encoded, 'base64') };
}

/** The checkpoint in a note that the log's key signed; undefined for anything else. */
export function openCheckpoint(note: string, key: NoteKey): Checkpoint | undefined {
  const found = readCheckpoint(openNote(note, key) ?? '');
  return found?.origin === key.name ? found : undefined;
}
