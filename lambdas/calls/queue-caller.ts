import type { Log } from '#lambdas/platform/log.ts';
import type { CallOffer, CallRecord } from '#lambdas/stores/call-records.ts';
import { enqueue, hangUp, say, type Verb } from '#lambdas/twilio/voice-response.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { CALL_PATHS } from './call-paths.ts';
import { type MatchNeeds, matchWaiting } from './match-waiting.ts';
import { letGo } from './ring-agents.ts';
import { SENTENCES } from './sentences.ts';

/**
 * Puts a caller in line, at the place of their arrival. Our own line decides who is next; Twilio's queue only plays the music.
 * Undefined when they are not to wait: they were answered, have left, or are being rung for.
 */
export async function queueCaller(
  { queue, settings }: Pick<Services, 'queue' | 'settings'>,
  log: Log,
  callSid: string,
  sentence: string,
  known?: CallRecord,
): Promise<readonly Verb[] | undefined> {
  const call = await queue.wait(callSid, known);
  if (!call) return undefined;
  // Once for each caller, however often they come back from a ringing in vain.
  if (call.steps?.filter(({ what }) => what === 'waiting').length === 1)
    log.info('caller waiting', { callSid });
  const at = (path: string) => settings.publicBaseUrl + path;
  return [
    say(sentence),
    enqueue(queueName(settings.publicBaseUrl), at(CALL_PATHS.waiting), at(CALL_PATHS.leftQueue)),
  ];
}

/**
 * The last sentence a caller hears. Whoever was reserved for them in the meantime is free for the next one.
 *
 * @param over an offer that has come to nothing already: reports say how it ended
 */
export async function sendAway(
  services: MatchNeeds,
  log: Log,
  callSid: string,
  why: 'closed' | 'full' | 'tooLong',
  over?: CallOffer,
): Promise<readonly Verb[]> {
  const { offer } = await services.calls.ended(callSid);
  if (offer && offer.until !== over?.until) {
    await letGo(services, callSid, offer, 'spared');
    await matchWaiting(services, log);
  }
  log.info('caller sent away', { callSid, code: why });
  return [say(SENTENCES[why]), hangUp()];
}

/** Of one deployment: an account may have several. 64 characters at most (Twilio docs). */
function queueName(publicBaseUrl: string): string {
  return `agents ${new URL(publicBaseUrl).host}`.slice(0, 64);
}
