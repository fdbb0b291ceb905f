import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { readOrCreate } from '../data-file.ts';

export interface SignInKeys {
  /** Private RSA key that signs tokens. */
  readonly signingKey: JWK;
  /** Secrets that sign the provider's cookies. */
  readonly cookieKeys: readonly string[];
}

/** Reads the keys, or creates them. They are kept so that people stay signed in across a restart. */
export function loadSignInKeys(dataDir: string): Promise<SignInKeys> {
  return readOrCreate(join(dataDir, 'sign-in-keys.json'), isSignInKeys, async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    return {
      signingKey: { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' },
      cookieKeys: [randomBytes(32).toString('base64url')],
    };
  });
}

/** The secret of another system: the same after a restart, and nobody's who has not the data folder. */
export function clientSecret({ cookieKeys }: SignInKeys, name: string): string {
  return createHmac('sha256', cookieKeys[0] ?? '')
    .update(`client ${name}`)
    .digest('base64url');
}

/** The public part of the signing key. */
export function publicKeys({ signingKey }: SignInKeys): JSONWebKeySet {
  const { kty, n, e, kid, alg, use } = signingKey;
  return { keys: [{ kty, n, e, kid, alg, use } as JWK] };
}

function isSignInKeys(value: unknown): value is SignInKeys {
  if (typeof value !== 'object' || value === null) return false;
  const { signingKey, cookieKeys } = value as Partial<SignInKeys>;
  return (
    signingKey?.kty === 'RSA' &&
    [signingKey.n, signingKey.e, signingKey.d, signingKey.kid].every((part) => typeof part === 'string') &&
    Array.isArray(cookieKeys) &&
    cookieKeys.length > 0
  );
}
