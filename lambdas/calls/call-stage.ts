import type { TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import type { Log } from '#lambdas/platform/log.ts';
import type { Verb } from '#lambdas/twilio/voice-response.ts';
import type { MatchNeeds } from './match-waiting.ts';

/** One question of Twilio's about a call: what comes next? */
export type CallStage = (
  services: MatchNeeds,
  request: {
    readonly callSid: string;
    readonly parameter: TwilioWebhook['parameter'];
    readonly query: TwilioWebhook['query'];
    readonly log: Log;
  },
) => Promise<readonly Verb[]>;
