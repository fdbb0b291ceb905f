import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { isFinal } from './newest.ts';

/** The session is over, but Twilio never said how: its result may still be on its way. */
export function isResultOpen({ state }: PaySession): boolean {
  return state === 'unknown';
}

/** A field is asked for anew, or the payment goes to the processor: the wait for it begins. */
export function startsWaiting(previous: PaySession | undefined, next: PaySession): boolean {
  const armed = next.capturing?.field !== undefined && next.capturing.field !== previous?.capturing?.field;
  return armed || (next.state === 'submitting' && previous?.state !== 'submitting');
}

/** What was said of a cancel that came too late is then over. */
export function isNoLongerSubmitting(previous: PaySession | undefined, next: PaySession): boolean {
  return previous?.state === 'submitting' && next.state !== 'submitting';
}

/** The caller pressed a key of the field asked for. */
export function isNewKey(previous: PaySession | undefined, next: PaySession): boolean {
  const isSameField = previous?.capturing?.field === next.capturing?.field;
  const before = isSameField ? (previous?.capturing?.typed.length ?? 0) : 0;
  return (next.capturing?.typed.length ?? 0) > before;
}

/** The field that went wrong just now. */
export function newMiss(previous: PaySession | undefined, next: PaySession): Capture | undefined {
  const field = next.error?.field;
  if (!field || isFinal(next) || next.capturing) return undefined;
  return previous?.error?.field === field && !previous.capturing ? undefined : field;
}
