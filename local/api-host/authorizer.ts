import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { GRANT_SCOPE } from '#lambdas/contract/routes.ts';

export interface AuthorizerOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** The issuer's public keys. */
  readonly keys: JSONWebKeySet;
  readonly now?: () => Date;
}

const MOST_ACCEPTED = 1_000;

/** Claims as API Gateway's Cognito authorizer passes them to a handler: every value is a string. */
export type Claims = Readonly<Record<string, string>>;

/** Reads an `Authorization` header; undefined when it holds no access token of a person, or of another system. */
export type Authorizer = (
  authorization: string | undefined,
  of?: 'signIn' | 'client',
) => Promise<Claims | undefined>;

/**
 * Replaces the Cognito authorizer: signature, issuer, expiry, client and `token_use` must all be right, and the scope where
 * another system calls.
 */
export function createAuthorizer({
  issuer,
  clientId,
  keys,
  now = () => new Date(),
}: AuthorizerOptions): Authorizer {
  const keySet = createLocalJWKSet(keys);
  /** Tokens that were accepted: a desk sends the same one again and again. */
  const accepted = new Map<string, { readonly claims: Claims; readonly until: number }>();
  return async (authorization, of = 'signIn') => {
    const token = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
    if (token === undefined) return undefined;
    const key = `${of} ${token}`;
    const known = accepted.get(key);
    if (known && now().getTime() < known.until) return known.claims;
    accepted.delete(key);
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer,
        algorithms: ['RS256'],
        requiredClaims: ['exp', ...(of === 'signIn' ? ['sub', 'username'] : ['scope'])],
        currentDate: now(),
      });
      const isOfDesk = payload.client_id === clientId;
      const isMeant = of === 'signIn' ? isOfDesk : !isOfDesk && payload.scope === GRANT_SCOPE;
      if (!isMeant || payload.token_use !== 'access') return undefined;
      const claims = asStrings(payload);
      if (accepted.size >= MOST_ACCEPTED) accepted.clear();
      accepted.set(key, { claims, until: Number(payload.exp) * 1000 });
      return claims;
    } catch {
      return undefined;
    }
  };
}

function asStrings(payload: JWTPayload): Claims {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asString(name, value)]));
}

/** Joins arrays with commas and writes `exp` and `iat` as a date in words (both observed with REST APIs). */
function asString(name: string, value: unknown): string {
  if (name === 'exp' || name === 'iat') return dateInWords(new Date(Number(value) * 1000));
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `Sun Nov 22 08:00:00 UTC 2026` */
function dateInWords(at: Date): string {
  const [weekday, day, month, year, time] = at.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
