import type { TokenAnswer } from '#lambdas/contract/desk-api.ts';
import type { Answer } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { createAccessToken } from '#lambdas/twilio/access-token.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** An hour: long enough not to be renewed all the time, short enough to end soon after a sign-in does. */
const LIFETIME_MS = 60 * 60_000;

/** `POST /token`: a Voice and Sync token for the signed-in agent's own identity. Who holds one can be rung. */
export const createToken =
  ({ clock, presence, secrets, settings }: Pick<Services, 'clock' | 'presence' | 'secrets' | 'settings'>) =>
  async ({ caller }: SignedInRequest): Promise<Answer> => {
    const { apiKeySid, apiKeySecret } = await secrets.twilio();
    const { accountSid, phoneNumber, syncServiceSid } = settings;
    const identity = identityOf(caller.username);
    const issuedAt = clock.now();
    const expiresAt = new Date(issuedAt.getTime() + LIFETIME_MS);

    const token = await createAccessToken({
      accountSid,
      apiKeySid,
      apiKeySecret,
      identity,
      syncServiceSid,
      issuedAt,
      expiresAt,
    });
    await presence.tokenFetched(caller.username, expiresAt);
    const answer: TokenAnswer = {
      token,
      identity,
      phoneNumber,
      syncServiceSid,
      expiresAt: expiresAt.toISOString(),
    };
    return { status: 200, json: answer };
  };

export const handler = forSignedIn('token', createToken, {
  clock: real.clock,
  presence: real.presence,
  secrets: real.secrets,
  settings: real.settings,
});
