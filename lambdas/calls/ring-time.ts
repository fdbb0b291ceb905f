import type { CallRules } from '#lambdas/contract/call-rules.ts';
import type { CallOffer } from '#lambdas/stores/call-records.ts';

/**
 * Whether an agent's phone has rung by then. Twilio ends the leg of somebody who is nowhere registered at once (observed), so
 * what ends long before the time was up never rang.
 */
export function hasRungOut(
  { at }: CallOffer,
  { ringSeconds }: Pick<CallRules, 'ringSeconds'>,
  now: Date,
): boolean {
  return now.getTime() - Date.parse(at) >= (ringSeconds * 1_000) / 2;
}
