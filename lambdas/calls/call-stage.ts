import type { TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import type { Log } from '#lambdas/platform/log.ts';
import type { Verb } from '#lambdas/twilio/voice-response.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import type { MatchNeeds } from './match-waiting.ts';

export type StageNeeds = MatchNeeds & Pick<Services, 'addresses'>;

/** One question of Twilio's about a call: what comes next? */
export type CallStage = (
  services: StageNeeds,
  request: {
    readonly callSid: string;
    readonly parameter: TwilioWebhook['parameter'];
    readonly query: TwilioWebhook['query'];
    readonly log: Log;
  },
) => Promise<readonly Verb[]>;
