import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { CALL_PATHS } from './call-paths.ts';
import { endCall } from './end-call.ts';
import { reserveAgents } from './ring-agents.ts';

export type MatchNeeds = Pick<
  Services,
  'calls' | 'clock' | 'presence' | 'queue' | 'rules' | 'settings' | 'twilioCalls'
>;

/** What it means for the caller whose request is being answered. */
export interface Match {
  /** Somebody is reserved for them. */
  readonly isOffered: boolean;
  /** Their place in line, from 1, where it is one of the first. */
  readonly place?: number;
}

/** Callers looked at in one go. */
const LOOK = 10;

/**
 * Brings the callers in line together with the agents who are free, first with first, until either line is empty. Every event
 * that may have freed an agent runs it, and every caller's wait page: whatever one of them loses, the next one finds.
 *
 * @param inHand the caller whose request is being answered: the response sees to them, the others are redirected at Twilio
 */
export async function matchWaiting(services: MatchNeeds, log: Log, inHand?: string): Promise<Match> {
  const line = await services.queue.waiting(LOOK);
  const place = line.findIndex(({ callSid }) => callSid === inHand) + 1;
  for (const { callSid } of line) {
    const ringing = await reserveAgents(services, callSid, 1);
    if (ringing === 'nobody') break;
    // The index shows a little later who has left the line.
    if (ringing === 'taken') continue;
    if (callSid === inHand) return { isOffered: true };
    await redirect(services, log, callSid);
  }
  return { isOffered: false, ...(place > 0 ? { place } : {}) };
}

/** When it is unknown whether Twilio did it, the caller's next wait page finds the offer and takes it. */
async function redirect(services: MatchNeeds, log: Log, callSid: string): Promise<void> {
  const { settings, twilioCalls } = services;
  try {
    const result = await twilioCalls.redirect(callSid, settings.publicBaseUrl + CALL_PATHS.offered);
    if (result === 'gone') await endCall(services, log, callSid);
    else log.info('agent offered', { callSid });
  } catch (failure) {
    log.warn('caller not redirected', { callSid, ...describeFailure(failure) });
  }
}
