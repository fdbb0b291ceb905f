import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { rawKeyOf } from '#lambdas/tlog/signed-note.ts';
import type { LogSigner } from './log-signer.ts';

/** A key file: the log's origin and its private key as PEM (PKCS #8). */
export const LOG_KEY_FILE = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[^\s+]+$/)),
  privateKey: v.string(),
});

/**
 * Signs with a key in a file, for one machine. Read at the first use.
 *
 * @throws Error from its methods when the file is missing or holds no Ed25519 key
 */
export function createFileSigner(path: string): LogSigner {
  let opened: ReturnType<typeof open> | undefined;
  const keys = () => {
    opened ??= open(path);
    return opened;
  };
  return {
    key: async () => (await keys()).key,
    sign: async (text) => sign(null, Buffer.from(text), (await keys()).privateKey),
  };
}

async function open(path: string) {
  const text = await readFile(path, 'utf8');
  try {
    const { name, privateKey: pem } = v.parse(LOG_KEY_FILE, JSON.parse(text));
    const privateKey = createPrivateKey(pem);
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    return { privateKey, key: { name, publicKey: rawKeyOf(spki) } };
  } catch {
    // What went wrong may quote the file.
    throw new Error(
      'Failed to read the key of the log: the file holds no name and Ed25519 key. Put back the file that was there: without its key the log cannot go on.',
    );
  }
}
