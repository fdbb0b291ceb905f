import { hangUp } from '#lambdas/twilio/voice-response.ts';
import type { CallStage } from './call-stage.ts';
import { endCall } from './end-call.ts';
import { goOn, hasWaitedTooLong } from './go-on.ts';
import { matchWaiting } from './match-waiting.ts';
import { sendAway } from './queue-caller.ts';
import { letGo, reserveAgents, ringVerb } from './ring-agents.ts';
import { hasRungOut } from './ring-time.ts';

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
  // Their own reports say the same, where they arrive. Who ended at once is left to those: they tell who is absent.
  if (known?.offer && hasRungOut(known.offer, services.rules, services.clock.now()))
    await letGo(services, callSid, known.offer, 'missed');
  if (known && hasWaitedTooLong(services, known)) return sendAway(services, log, callSid, 'tooLong');
  const ringing = await reserveAgents(services, callSid, services.rules.ringAtOnce, known);
  if (typeof ringing === 'string') return goOn(services, log, callSid, known?.offer);
  log.info('ringing', { callSid });
  return [ringVerb(services, callSid, ringing)];
};
