import type { NoteKey } from '#lambdas/tlog/signed-note.ts';

/** Signs what a log says of itself, with a key that nothing else may use. */
export interface LogSigner {
  /** Its name is the log's origin. */
  key(): Promise<NoteKey>;
  /** An Ed25519 signature, 64 bytes: the same for the same text. */
  sign(text: string): Promise<Uint8Array>;
}
