import { isOpen } from '#lambdas/contract/open-hours.ts';
import type { CallStage } from './call-stage.ts';
import { goOn } from './go-on.ts';
import { queueCaller, sendAway } from './queue-caller.ts';
import { reserveAgents, ringVerb } from './ring-agents.ts';
import { SENTENCES } from './sentences.ts';

/** A call comes in: agents are rung, or the caller waits behind those who came before. */
export const arrive: CallStage = async (services, { callSid, log }) => {
  const { clock, queue, rules } = services;
  if (rules.openHours && !isOpen(rules.openHours, clock.now(), rules.timeZone))
    return sendAway(services, log, callSid, 'closed');

  const line = await queue.waiting(rules.queueLimit + 1);
  if (line.length === 0) {
    const ringing = await reserveAgents(services, callSid, rules.ringAtOnce);
    if (ringing === 'taken') return goOn(services, log, callSid);
    if (ringing !== 'nobody') {
      log.info('ringing', { callSid });
      return [ringVerb(services, callSid, ringing)];
    }
  }
  if (line.length >= rules.queueLimit) return sendAway(services, log, callSid, 'full');
  return (await queueCaller(services, log, callSid, SENTENCES.welcome)) ?? goOn(services, log, callSid);
};
