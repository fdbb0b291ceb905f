import { isOpen } from '#lambdas/contract/open-hours.ts';
import { figuresOf } from '#lambdas/stores/call-queue.ts';
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

  const waiting = await queue.waiting(rules.queueLimit + 1);
  // Twilio may ask twice.
  const line = waiting.filter((call) => call.callSid !== callSid);
  if (line.length === 0) {
    const ringing = await reserveAgents(services, callSid, rules.ringAtOnce);
    if (ringing === 'taken') return goOn(services, log, callSid);
    if (ringing !== 'nobody') {
      log.info('ringing', { callSid });
      return [ringVerb(services, callSid, ringing)];
    }
  }
  if (line.length >= rules.queueLimit) return sendAway(services, log, callSid, 'full');
  const wait = await queueCaller(services, log, callSid, SENTENCES.welcome);
  if (!wait) return goOn(services, log, callSid);
  const now = clock.now();
  log.info('callers in line', figuresOf([...line, { callSid, since: now.toISOString() }], now));
  return wait;
};
