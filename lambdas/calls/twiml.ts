import * as v from 'valibot';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forTwilio, type TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import { callSid as callSidShape, validate } from '#lambdas/edge/validate.ts';
import { hangUp, respond } from '#lambdas/twilio/voice-response.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { arrive } from './arrive.ts';
import { calledOut, callOut } from './call-out.ts';
import { CALL_PATHS } from './call-paths.ts';
import type { CallStage, StageNeeds } from './call-stage.ts';
import { dialled } from './dialled.ts';
import { goOn } from './go-on.ts';
import { leftQueue } from './left-queue.ts';
import { waitPage } from './wait-page.ts';

const STAGES: Readonly<Record<string, CallStage>> = {
  [CALL_PATHS.arrived]: arrive,
  [CALL_PATHS.dialled]: dialled,
  [CALL_PATHS.waiting]: waitPage,
  [CALL_PATHS.leftQueue]: leftQueue,
  [CALL_PATHS.offered]: (services, { callSid, log }) => goOn(services, log, callSid),
};

/** The same, of a call that a desk makes. */
const OUTGOING: Readonly<Record<string, CallStage>> = {
  [CALL_PATHS.arrived]: callOut,
  [CALL_PATHS.dialled]: calledOut,
};

const schema = v.object({ CallSid: callSidShape });

/** `POST /twiml` and the paths below it: what a call does next, from its first ring to its end. */
export const answerCall =
  (services: StageNeeds) =>
  async ({ path, parameter, query, log }: TwilioWebhook): Promise<ApiResponse> => {
    const { CallSid: callSid } = validate({ CallSid: parameter('CallSid') }, schema);
    const isFromDesk = parameter('From')?.startsWith('client:');
    const stage = (isFromDesk ? OUTGOING : STAGES)[path];
    const verbs = (await stage?.(services, { callSid, parameter, query, log })) ?? [hangUp()];
    return { status: 200, text: { contentType: 'text/xml', content: respond(...verbs) } };
  };

export const handler = forTwilio('twiml', answerCall, {
  addresses: real.addresses,
  calls: real.calls,
  clock: real.clock,
  presence: real.presence,
  queue: real.queue,
  rules: real.rules,
  settings: real.settings,
  twilioCalls: real.twilioCalls,
});
