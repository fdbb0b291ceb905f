import { importJWK, SignJWT } from 'jose';
import type { Reach } from './reach.ts';

/** An access token of another system, as the sign-in issues one for its secret. */
export async function clientToken(
  { keys, issuer }: Pick<Reach, 'keys' | 'issuer'>,
  client: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    sub: client,
    client_id: client,
    token_use: 'access',
    scope: 'desk/grant',
    iat: now,
    exp: now + 600,
    ...changes,
  };
  const { signingKey } = keys;
  return new SignJWT(Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)))
    .setProtectedHeader({ alg: 'RS256', ...(signingKey.kid ? { kid: signingKey.kid } : {}) })
    .sign(await importJWK(signingKey, 'RS256'));
}
