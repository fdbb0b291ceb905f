import type { TokenResponse } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { createAccessToken } from '#lambdas/twilio/access-token.ts';
import { agentAt, identityOf } from '#lambdas/twilio/identity.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** The lifetime of a sign-in token in AWS: a person who signs out or leaves a group is rung for no longer than that. */
const LIFETIME_MS = 15 * 60_000;

/**
 * `POST /token`: a Voice and Sync token for the signed-in agent's own identity, which ends no later than their sign-in
 * token. Its holder can be rung.
 */
export const createToken =
  ({
    addresses,
    clock,
    presence,
    rules,
    secrets,
    settings,
  }: Pick<Services, 'addresses' | 'clock' | 'presence' | 'rules' | 'secrets' | 'settings'>) =>
  async ({ caller }: SignedInRequest): Promise<ApiResponse> => {
    const { apiKeySid, apiKeySecret } = await secrets.twilio();
    const { accountSid, phoneNumber, syncServiceSid } = settings;
    const identity = identityOf(caller.username);
    const issuedAt = clock.now();
    const longest = issuedAt.getTime() + LIFETIME_MS;
    const expiresAt = new Date(Math.min(longest, caller.until?.getTime() ?? longest));
    if (expiresAt <= issuedAt) throw new AppError('SIGN_IN_REQUIRED');

    const token = await createAccessToken({
      accountSid,
      apiKeySid,
      apiKeySecret,
      identity,
      syncServiceSid,
      outgoingAppSid: rules.outbound && settings.twimlAppSid,
      issuedAt,
      expiresAt,
    });
    await presence.tokenFetched(caller.username, expiresAt);
    const address = `client:${identity}`;
    // A hash, and what calls out from there shows no name.
    if (rules.outbound && !agentAt(address)) await addresses.reachedAt(address, caller.username);
    const response: TokenResponse = {
      token,
      identity,
      phoneNumber,
      syncServiceSid,
      expiresAt: expiresAt.toISOString(),
    };
    return { status: 200, json: response };
  };

export const handler = forSignedIn('token', createToken, {
  addresses: real.addresses,
  clock: real.clock,
  presence: real.presence,
  rules: real.rules,
  secrets: real.secrets,
  settings: real.settings,
});
