import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { KMSClient } from '@aws-sdk/client-kms';
import { type NoteKey, parseVerifierKey, rawKeyOf, verifierKeyOf } from '#lambdas/tlog/signed-note.ts';

/**
 * The key that a log must be signed with: the word itself, or a file with it.
 *
 * @throws Error with one sentence when it is neither
 */
export async function readLogKey(wordOrFile: string): Promise<NoteKey> {
  const word = existsSync(wordOrFile) ? await readFile(wordOrFile, 'utf8') : wordOrFile;
  const key = parseVerifierKey(word);
  if (key) return key;
  throw new Error(
    'Failed to read the key of the log: it is no verifier key of Ed25519. Name the file that you keep it in, or the word itself.',
  );
}

/** The key as KMS has it, under the log's origin. */
export async function logKeyOf(
  client: Pick<KMSClient, 'send'>,
  keyId: string,
  origin: string,
): Promise<NoteKey> {
  // Loaded only here: a local log has no use for it.
  const { GetPublicKeyCommand } = await import('@aws-sdk/client-kms');
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (!PublicKey)
    throw new Error('Failed to read the key of the log: KMS returned none. Name it with --log-key.');
  return { name: origin, publicKey: rawKeyOf(PublicKey) };
}

/** Said when nobody outside the account has vouched for the key. */
export function unvouched(key: NoteKey): string {
  return `the key of the log came from the same account as the log: keep "${verifierKeyOf(key)}" elsewhere and name it with --log-key`;
}
