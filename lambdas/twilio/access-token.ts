import { SignJWT } from 'jose/jwt/sign';
import { epochSeconds } from '#lambdas/platform/clock.ts';

export interface AccessTokenFacts {
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  readonly identity: string;
  readonly syncServiceSid: string;
  /** False for a panel, which has no phone. */
  readonly voice?: boolean;
  /** The TwiML app that decides what becomes of an outgoing call; without it the token allows none. */
  readonly outgoingAppSid?: string | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/**
 * A Twilio access token that lets one identity receive calls and read its Sync documents, and call out where agents may: nothing
 * else. The helper library's own weighs five times as much; a test compares the two.
 */
export function createAccessToken(facts: AccessTokenFacts): Promise<string> {
  const {
    accountSid,
    apiKeySid,
    apiKeySecret,
    identity,
    syncServiceSid,
    issuedAt,
    expiresAt,
    voice = true,
  } = facts;
  const outgoing = facts.outgoingAppSid && { application_sid: facts.outgoingAppSid };
  const grants = {
    identity,
    ...(voice ? { voice: { incoming: { allow: true }, ...(outgoing ? { outgoing } : {}) } } : {}),
    data_sync: { service_sid: syncServiceSid },
  };
  return new SignJWT({ grants })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
    .setJti(`${apiKeySid}-${epochSeconds(issuedAt)}`)
    .setIssuer(apiKeySid)
    .setSubject(accountSid)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(Buffer.from(apiKeySecret));
}
