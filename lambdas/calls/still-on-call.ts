import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { AgentCall } from '#lambdas/stores/presence-store.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Pick<Services, 'calls' | 'clock' | 'presence' | 'twilioCalls'>;

/** How long whoever is called out to may take to answer. */
export const ANSWER_SECONDS = 30;
/** Twilio rings about five seconds longer than asked, and may wait fifteen for a webhook's response (Twilio docs). */
const CALLING_OUT_MS = (ANSWER_SECONDS + 25) * 1_000;

/**
 * Frees an agent whose call is over without a report of it; returns whether they are free. Nobody's word counts for that, because
 * anybody who holds a token can give theirs: the record and Twilio say which leg is up. When Twilio cannot be asked, it is.
 */
export async function freeIfOver(
  services: Needs,
  log: Log,
  agent: string,
  call: AgentCall | undefined,
): Promise<boolean> {
  if (!call) return true;
  try {
    if (await isUp(services, agent, call)) return false;
  } catch (failure) {
    log.warn('call of agent not looked up', { callSid: call.callSid, ...describeFailure(failure) });
    return false;
  }
  await services.presence.busy(agent, call.callSid, false);
  log.info('agent freed', { callSid: call.callSid, agent });
  return true;
}

async function isUp(
  { calls, clock, twilioCalls }: Needs,
  agent: string,
  { callSid, since = '' }: AgentCall,
): Promise<boolean> {
  const call = await calls.find(callSid);
  if (call?.endedAt) return false;
  if (call && isIncoming(call))
    return (await twilioCalls.agentLegsUp(call)).some((leg) => leg.agent === agent);
  if (call) return (await twilioCalls.stateOf(callSid)) === 'up';
  // Their own leg, until it is known that somebody answered.
  const isCalling = clock.now().getTime() - Date.parse(since) < CALLING_OUT_MS;
  return isCalling || (await twilioCalls.callsOf(callSid)).length > 0;
}

/** Agents were rung for it; of a call out only the answer is recorded. */
function isIncoming({ arrivedAt, rung }: CallRecord): boolean {
  return arrivedAt !== undefined || rung.length > 0;
}
