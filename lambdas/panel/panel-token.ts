import type { PanelTokenResponse } from '#lambdas/contract/panel-api.ts';
import type { PanelRequest } from '#lambdas/edge/for-panel.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { createAccessToken } from '#lambdas/twilio/access-token.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/**
 * `POST /panel/token`: a token of Twilio's with which the panel reads the Sync documents of its agent's payments through this
 * client, and nothing else.
 */
export const panelToken =
  ({ clock, secrets, settings }: Pick<Services, 'clock' | 'secrets' | 'settings'>) =>
  async ({ grant, until }: PanelRequest): Promise<ApiResponse> => {
    const { apiKeySid, apiKeySecret } = await secrets.twilio();
    const { accountSid, syncServiceSid } = settings;
    const token = await createAccessToken({
      accountSid,
      apiKeySid,
      apiKeySecret,
      syncServiceSid,
      identity: identityOf(grant.agent),
      voice: false,
      issuedAt: clock.now(),
      expiresAt: until,
    });
    const response: PanelTokenResponse = { token, expiresAt: until.toISOString() };
    return { status: 200, json: response };
  };
