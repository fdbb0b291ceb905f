import { generateKeyPairSync, sign } from 'node:crypto';
import type { SealedLog } from '#infra/operate/doctor/finding.ts';
import { checkpointText } from '#lambdas/tlog/checkpoint.ts';
import { noteOf, rawKeyOf } from '#lambdas/tlog/signed-note.ts';

/** A key pair, and the checkpoint of a log with one leaf that it signed. */
export function signedCheckpoint(origin = 'agent-assist-pay/test') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const key = { name: origin, publicKey: rawKeyOf(spki) };
  const text = checkpointText({ origin, size: 1, root: new Uint8Array(32) });
  return { key, spki, note: noteOf(text, key, sign(null, Buffer.from(text), privateKey)) };
}

/** A log that was signed so many minutes ago. */
export function sealedLog(minutes = 0): SealedLog {
  const { key, note } = signedCheckpoint();
  return {
    key: async () => key,
    newest: async () => ({ note, at: new Date(Date.now() - minutes * 60_000) }),
    isNew: async () => false,
  };
}
