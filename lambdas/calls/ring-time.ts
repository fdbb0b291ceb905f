import type { CallRules } from '#lambdas/contract/call-rules.ts';
import type { CallOffer } from '#lambdas/stores/call-records.ts';

/**
 * Whether an agent's phone has rung by then. Twilio ends the leg of somebody who is nowhere registered at once (observed), so
 * what ends long before the time was up never rang.
 */
export function hasRungOut(
  { at }: Pick<CallOffer, 'at'>,
  { ringSeconds }: Pick<CallRules, 'ringSeconds'>,
  now: Date,
): boolean {
  return now.getTime() - Date.parse(at) >= (ringSeconds * 1_000) / 2;
}

/** Twilio rings about five seconds longer than asked, and may wait fifteen for a webhook's response (Twilio docs). */
const BEYOND_RINGING_SECONDS = 25;

/** How long an agent is reserved for a call. */
export function reservedMs({ ringSeconds }: Pick<CallRules, 'ringSeconds'>): number {
  return (ringSeconds + BEYOND_RINGING_SECONDS) * 1_000;
}
