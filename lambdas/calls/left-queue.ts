import { pause, redirect } from '#lambdas/twilio/voice-response.ts';
import { CALL_PATHS } from './call-paths.ts';
import type { CallStage } from './call-stage.ts';
import { endCall } from './end-call.ts';
import { goOn } from './go-on.ts';
import { matchWaiting } from './match-waiting.ts';
import { sendAway } from './queue-caller.ts';

/** A caller is out of Twilio's queue, for whatever reason. */
export const leftQueue: CallStage = async (services, { callSid, parameter, log }) => {
  const result = parameter('QueueResult') ?? '';
  // What they were redirected to says what comes next (observed: this response would be obeyed, too).
  if (result.startsWith('redirected')) return [];
  if (result === 'hangup' || parameter('CallStatus') === 'completed') {
    await endCall(services, log, callSid);
    await matchWaiting(services, log);
    return [];
  }
  if (result === 'queue-full') return sendAway(services, log, callSid, 'full');
  // Twilio could not play the wait page; not at once again.
  if (result.endsWith('error'))
    return [pause(2), redirect(services.settings.publicBaseUrl + CALL_PATHS.offered)];
  return goOn(services, log, callSid);
};
