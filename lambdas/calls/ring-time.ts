import type { CallRules } from '#lambdas/contract/call-rules.ts';

/**
 * Whether an agent's phone rang for as long as it should; both in milliseconds since the epoch. Twilio ends the leg of somebody who
 * is nowhere registered at once (observed), so what ends long before the time was up never rang.
 */
export function hasRungOut(
  from: number,
  to: number,
  { ringSeconds }: Pick<CallRules, 'ringSeconds'>,
): boolean {
  return to - from >= (ringSeconds * 1_000) / 2;
}

/** Twilio rings about five seconds longer than asked, and may wait fifteen for a webhook's response (Twilio docs). */
const BEYOND_RINGING_SECONDS = 25;

/** How long an agent is reserved for a call. */
export function reservedMs({ ringSeconds }: Pick<CallRules, 'ringSeconds'>): number {
  return (ringSeconds + BEYOND_RINGING_SECONDS) * 1_000;
}
