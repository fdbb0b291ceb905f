import { leaveQueue, pause, play, say } from '#lambdas/twilio/voice-response.ts';
import type { CallStage } from './call-stage.ts';
import { hasWaitedTooLong, standingOffer } from './go-on.ts';
import { matchWaiting } from './match-waiting.ts';
import { placeInLine } from './sentences.ts';

/** The redirect that brings an offer to a waiting caller arrives within a second; one that does not is not waited for. */
const REDIRECT_MS = 4_000;
/** One round of music, about: then Twilio asks again. */
const ROUND_SECONDS = 10;
/** How often a caller is told their place. */
const TELL_SECONDS = 30;

/** What a caller in the queue hears until Twilio asks again; out of the queue when somebody is reserved for them. */
export const waitPage: CallStage = async (services, { callSid, parameter, log }) => {
  const { calls, clock, queue, settings } = services;
  const known = await calls.find(callSid);
  const offer = standingOffer(known, clock.now());
  if (offer) {
    const age = clock.now().getTime() - Date.parse(offer.at);
    return [age < REDIRECT_MS ? pause(2) : leaveQueue()];
  }
  if (known?.endedAt || (known && hasWaitedTooLong(services, known))) return [leaveQueue()];
  // An offer nobody took: back in line.
  if (!known || known.offer) await queue.wait(callSid, known);

  const { isOffered, place = Number(parameter('QueuePosition')) } = await matchWaiting(
    services,
    log,
    callSid,
  );
  if (isOffered) return [leaveQueue()];
  const waited = Number(parameter('QueueTime') ?? 0);
  const isTime = waited >= ROUND_SECONDS && waited % TELL_SECONDS < ROUND_SECONDS;
  return [
    ...(isTime && place > 0 ? [say(placeInLine(place))] : []),
    settings.deskUrl ? play(`${settings.deskUrl}sounds/queue.wav`) : pause(ROUND_SECONDS),
  ];
};
