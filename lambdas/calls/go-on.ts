import type { Log } from '#lambdas/platform/log.ts';
import type { CallOffer, CallRecord } from '#lambdas/stores/call-records.ts';
import { hangUp, pause, redirect, type Verb } from '#lambdas/twilio/voice-response.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { CALL_PATHS } from './call-paths.ts';
import type { MatchNeeds } from './match-waiting.ts';
import { queueCaller, sendAway } from './queue-caller.ts';
import { ringVerb } from './ring-agents.ts';
import { SENTENCES } from './sentences.ts';

/** Time for whatever is under way elsewhere. */
const MOMENT_SECONDS = 2;

/**
 * What comes next for a caller who is with nobody: whoever is reserved for them rings, or they wait.
 *
 * @param over an offer that has come to nothing already
 */
export async function goOn(
  services: MatchNeeds,
  log: Log,
  callSid: string,
  over?: CallOffer,
): Promise<readonly Verb[]> {
  const { calls, clock, settings } = services;
  const known = await calls.find(callSid);
  if (known?.endedAt) return [hangUp()];
  const offer = standingOffer(known, clock.now());
  if (offer && offer.until !== over?.until) return [ringVerb(services, callSid, offer)];
  if (known && hasWaitedTooLong(services, known)) return sendAway(services, log, callSid, 'tooLong', over);
  return (
    (await queueCaller(services, log, callSid, SENTENCES.stillLooking, known)) ?? [
      pause(MOMENT_SECONDS),
      redirect(settings.publicBaseUrl + CALL_PATHS.offered),
    ]
  );
}

/** Agents are reserved for the call now. */
export function standingOffer(call: CallRecord | undefined, now: Date): CallOffer | undefined {
  const { offer } = call ?? {};
  return offer && offer.until > now.toISOString() ? offer : undefined;
}

export function hasWaitedTooLong(
  { clock, rules }: Pick<Services, 'clock' | 'rules'>,
  { arrivedAt }: CallRecord,
): boolean {
  const waited = clock.now().getTime() - Date.parse(arrivedAt ?? clock.now().toISOString());
  return waited >= rules.queueSeconds * 1_000;
}
