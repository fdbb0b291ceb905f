import * as v from 'valibot';
import { PATHS } from '#lambdas/contract/routes.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forTwilio, type TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import { callSid as callSidShape, validate } from '#lambdas/edge/validate.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import { ringAgents, sayGoodbye } from '#lambdas/twilio/voice-response.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** Twilio rings at most ten clients at once (Twilio docs). */
const MOST_CLIENTS = 10;

const schema = v.object({ CallSid: callSidShape });

/** `POST /twiml`: answers an incoming call by ringing the agents who are online, and records who was rung. */
export const answerCall =
  ({ calls, presence, settings }: Pick<Services, 'calls' | 'presence' | 'settings'>) =>
  async ({ parameter, log }: TwilioWebhook): Promise<ApiResponse> => {
    const { CallSid: callSid } = validate({ CallSid: parameter('CallSid') }, schema);
    if (parameter('From')?.startsWith('client:')) {
      return twiml(sayGoodbye('Calls from the desk are not possible. Please wait for a call to come in.'));
    }

    const agents = chooseAgents(await presence.available(MOST_CLIENTS));
    if (agents.length === 0) {
      log.info('nobody to ring', { callSid });
      return twiml(sayGoodbye('All our agents are away at the moment. Please call again later. Goodbye.'));
    }
    await calls.rung(callSid, agents);
    log.info('ringing', { callSid });
    return twiml(
      ringAgents({
        identities: agents.map(identityOf),
        parentCallSid: callSid,
        statusCallback: settings.publicBaseUrl + PATHS.callStatus,
      }),
    );
  };

export const handler = forTwilio('twiml', answerCall, {
  calls: real.calls,
  presence: real.presence,
  settings: real.settings,
});

/** The newest arrival is there for certain, and goes first; beyond ten agents the longest waiting are preferred. */
function chooseAgents(waiting: readonly string[]): readonly string[] {
  return [...waiting.slice(-1), ...waiting.slice(0, -1)].slice(0, MOST_CLIENTS);
}

function twiml(content: string): ApiResponse {
  return { status: 200, text: { contentType: 'text/xml', content } };
}
