import { hangUp } from '#lambdas/twilio/voice-response.ts';
import type { CallStage } from './call-stage.ts';
import { endCall } from './end-call.ts';
import { goOn, hasWaitedTooLong } from './go-on.ts';
import { matchWaiting } from './match-waiting.ts';
import { sendAway } from './queue-caller.ts';
import { reserveAgents, ringVerb } from './ring-agents.ts';

/**
 * A `<Dial>` is over. After a conversation the call ends; when nobody answered, the next agents are rung. When the caller has
 * left, the response is ignored (observed): then nobody new is rung.
 */
export const dialled: CallStage = async (services, { callSid, parameter, query, log }) => {
  const status = parameter('DialCallStatus') ?? '';
  const isAnswered = status === 'completed' || status === 'answered';
  const wasHeard = parameter('DialBridged') !== 'false';
  if (isAnswered && wasHeard) return [hangUp()];
  const hasLeft = parameter('CallStatus') === 'completed';
  // Broken off while it rang, by us: what the caller was told to do instead rules.
  if (status === 'canceled' && !hasLeft) return [];
  if (hasLeft) {
    await endCall(services, log, callSid);
    await matchWaiting(services, log);
    return [];
  }
  // A phone answered and was gone before the caller heard it.
  if (isAnswered) await services.calls.unheard(callSid, parameter('DialCallSid') ?? '');

  const known = await services.calls.find(callSid);
  if (known?.endedAt) return [hangUp()];
  // Told of before, and the next ones ring already.
  if (query.ring && known?.offer && Date.parse(known.offer.until) !== Number(query.ring))
    return goOn(services, log, callSid);
  // Who missed it and who was not there is told by the reports of their legs; without one they are free when the reservation ends.
  if (known && hasWaitedTooLong(services, known))
    return sendAway(services, log, callSid, 'tooLong', known.offer);
  const ringing = await reserveAgents(services, callSid, services.rules.ringAtOnce, known);
  if (typeof ringing === 'string') return goOn(services, log, callSid, known?.offer);
  log.info('ringing', { callSid });
  return [ringVerb(services, callSid, ringing)];
};
