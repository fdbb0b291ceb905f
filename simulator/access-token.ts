import { decodeJwt, errors, jwtVerify } from 'jose';
import type { Account } from './services.ts';

/** The content of an access token whose signature and dates are valid. */
export interface AccessToken {
  readonly identity: string;
  readonly expiresAt: Date;
  readonly keySid: string;
  readonly grants: Readonly<Record<string, unknown>>;
}

/** Why a token was refused: Twilio's code (20101 to 20107) and its name in the error dictionary. */
export interface TokenRefusal {
  readonly code: number;
  readonly description: string;
}

/**
 * Checks an access token as Twilio's edges do: signed by one of the account's API keys, for this account, not
 * expired, valid for at most 24 hours (Twilio docs). The code for each flaw follows the error dictionary.
 */
export async function readAccessToken(
  token: unknown,
  account: Pick<Account, 'accountSid' | 'apiKeys'>,
  now: Date,
): Promise<AccessToken | TokenRefusal> {
  if (typeof token !== 'string') return REFUSALS.invalid;
  try {
    const { iss } = decodeJwt(token);
    const key = account.apiKeys.find(({ sid }) => sid === iss);
    if (!key) return REFUSALS.issuer;
    const { payload } = await jwtVerify(token, new TextEncoder().encode(key.secret), {
      algorithms: ['HS256', 'HS384', 'HS512'],
      currentDate: now,
      requiredClaims: ['exp'],
    });
    if (payload.sub !== account.accountSid) return REFUSALS.issuer;
    const expiresAt = new Date((payload.exp ?? 0) * 1000);
    if (expiresAt.getTime() - now.getTime() > LONGEST_LIFE_MS) return REFUSALS.expired;
    const grants = payload.grants;
    if (typeof grants !== 'object' || grants === null) return REFUSALS.grants;
    const { identity } = grants as Record<string, unknown>;
    if (typeof identity !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(identity)) return REFUSALS.grants;
    return { identity, expiresAt, keySid: key.sid, grants: { ...grants } };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return REFUSALS.expired;
    if (error instanceof errors.JWTClaimValidationFailed)
      return error.claim === 'nbf' ? REFUSALS.notYet : REFUSALS.expired;
    if (error instanceof errors.JWSSignatureVerificationFailed) return REFUSALS.signature;
    if (error instanceof errors.JOSEAlgNotAllowed) return REFUSALS.header;
    return REFUSALS.invalid;
  }
}

const LONGEST_LIFE_MS = 24 * 60 * 60 * 1000;

const REFUSALS = {
  invalid: { code: 20101, description: 'Invalid Access Token' },
  header: { code: 20102, description: 'Invalid Access Token header' },
  issuer: { code: 20103, description: 'Invalid Access Token issuer/subject' },
  expired: { code: 20104, description: 'Access Token expired or expiration date invalid' },
  notYet: { code: 20105, description: 'Access Token not yet valid' },
  grants: { code: 20106, description: 'Invalid Access Token grants' },
  signature: { code: 20107, description: 'Invalid Access Token signature' },
} as const satisfies Record<string, TokenRefusal>;
