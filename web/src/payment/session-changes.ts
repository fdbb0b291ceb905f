import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { isFinal } from './newest.ts';

/** True when the session is over but Twilio never said how: its result may still arrive. */
export function isResultOpen({ state }: PaySession): boolean {
  return state === 'unknown';
}

/** True while something should arrive soon: the caller's keys, or a result. */
export function isAwaited(session: PaySession | undefined): boolean {
  if (!session) return false;
  return session.capturing !== undefined || session.state === 'submitting' || isResultOpen(session);
}

/** True when a new wait begins: a field is asked for again, or the payment goes to the processor. */
export function startsWaiting(previous: PaySession | undefined, next: PaySession): boolean {
  const armed = next.capturing?.field !== undefined && next.capturing.field !== previous?.capturing?.field;
  return armed || (next.state === 'submitting' && previous?.state !== 'submitting');
}

/** True once the payment leaves `submitting`: a note about a cancel that came too late no longer applies. */
export function isNoLongerSubmitting(previous: PaySession | undefined, next: PaySession): boolean {
  return previous?.state === 'submitting' && next.state !== 'submitting';
}

/** How many digits of which field have been keyed in. */
interface Keys {
  readonly field: Capture | undefined;
  readonly count: number;
}

/** True when the caller has pressed a key of the current field. */
export function isNewKey(previous: Keys, next: Keys): boolean {
  return next.count > (previous.field === next.field ? previous.count : 0);
}

/** The field that has just failed. */
export function newMiss(previous: PaySession | undefined, next: PaySession): Capture | undefined {
  const field = next.error?.field;
  if (!field || isFinal(next) || next.capturing) return undefined;
  return previous?.error?.field === field && !previous.capturing ? undefined : field;
}
