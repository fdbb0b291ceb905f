import { PATHS } from '#lambdas/contract/routes.ts';
import type { CallOffer, CallRecord } from '#lambdas/stores/call-records.ts';
import type { ReleaseReason } from '#lambdas/stores/presence-store.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import { ringAgents, type Verb } from '#lambdas/twilio/voice-response.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { CALL_PATHS } from './call-paths.ts';
import { reservedMs } from './ring-time.ts';

type Needs = Pick<Services, 'clock' | 'presence' | 'queue' | 'rules'>;

/** `nobody`: no agent is free. `taken`: somebody else rings for this call, it was answered, or it has ended. */
export type Ringing = CallOffer | 'nobody' | 'taken';

/**
 * Reserves up to that many agents for a call. Both sides are reserved, each by one conditional write: an agent rings for one call,
 * and one attempt at a time rings for a call. Both reservations end by themselves.
 */
export async function reserveAgents(
  { clock, presence, queue, rules }: Needs,
  callSid: string,
  most: number,
  known?: CallRecord,
): Promise<Ringing> {
  const until = new Date(clock.now().getTime() + reservedMs(rules));
  const agents = await presence.reserve(callSid, until, most);
  if (agents.length === 0) return 'nobody';
  const offer = { agents, at: clock.now().toISOString(), until: until.toISOString() };
  if (await queue.offer(callSid, offer, known)) return offer;
  await letGo({ presence }, callSid, offer, 'spared');
  return 'taken';
}

/** Ends the reservations of an offer, as far as they still hold. */
export async function letGo(
  { presence }: Pick<Services, 'presence'>,
  callSid: string,
  { agents, until }: CallOffer,
  why: ReleaseReason,
): Promise<void> {
  await Promise.all(agents.map((agent) => presence.release(agent, { callSid, until }, why)));
}

/** The TwiML that rings them. */
export function ringVerb(
  { clock, rules, settings }: Pick<Services, 'clock' | 'rules' | 'settings'>,
  callSid: string,
  { agents, until }: CallOffer,
): Verb {
  // So that what is told late, or twice, of an earlier ringing does not end this one. A leg's report adds when it began to ring.
  const ring = `?ring=${Date.parse(until)}`;
  return ringAgents({
    identities: agents.map(identityOf),
    parentCallSid: callSid,
    statusCallback: `${settings.publicBaseUrl}${PATHS.callStatus}${ring}&from=${clock.now().getTime()}`,
    action: settings.publicBaseUrl + CALL_PATHS.dialled + ring,
    seconds: rules.ringSeconds,
  });
}
