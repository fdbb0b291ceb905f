import { createPrivateKey, sign } from 'node:crypto';
import type { LogSigner } from '#lambdas/stores/log-signer.ts';
import type { NoteKey } from '#lambdas/tlog/signed-note.ts';

// The Ed25519 key pair of RFC 8032, section 7.1, test 1.
const PKCS8_PREFIX = '302e020100300506032b657004220420';
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';

export const LOG_KEY: NoteKey = {
  name: 'agent-assist-pay/test',
  publicKey: Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex'),
};

export const LOG_PRIVATE_KEY = createPrivateKey({
  key: Buffer.from(PKCS8_PREFIX + SEED, 'hex'),
  format: 'der',
  type: 'pkcs8',
});

export function signText(text: string): Buffer {
  return sign(null, Buffer.from(text), LOG_PRIVATE_KEY);
}

export const LOG_SIGNER: LogSigner = { key: async () => LOG_KEY, sign: async (text) => signText(text) };
