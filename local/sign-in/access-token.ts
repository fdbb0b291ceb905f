import { randomUUID } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { SignInKeys } from './keys.ts';
import { type Person, subjectOf } from './people.ts';

/** The one application that signs in here. */
export const CLIENT_ID = 'desk';

/** Seconds an access token is valid: a Cognito app client's default. */
export const ACCESS_TOKEN_SECONDS = 3600;

/** The claims of a Cognito access token, beyond those every token has. */
export function cognitoClaims(person: Person, signedInAt: Date): JWTPayload {
  return {
    username: person.username,
    token_use: 'access',
    'cognito:groups': [...person.groups],
    auth_time: Math.floor(signedInAt.getTime() / 1000),
    version: 2,
  };
}

/** Signs an access token without a browser, for scripts, with the same claims as the sign-in page. */
export async function mintAccessToken(keys: SignInKeys, issuer: string, person: Person): Promise<string> {
  const now = new Date();
  return new SignJWT({ ...cognitoClaims(person, now), client_id: CLIENT_ID, scope: 'openid profile' })
    .setProtectedHeader({ alg: 'RS256', kid: keys.signingKey.kid ?? '' })
    .setIssuer(issuer)
    .setSubject(subjectOf(person.username))
    .setIssuedAt(now)
    .setExpirationTime(Math.floor(now.getTime() / 1000) + ACCESS_TOKEN_SECONDS)
    .setJti(randomUUID())
    .sign(await importJWK(keys.signingKey, 'RS256'));
}
