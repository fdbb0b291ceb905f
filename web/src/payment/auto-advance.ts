import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { nextCapture } from './fields.ts';

/**
 * The field to ask for automatically, as soon as another one is accepted: digits keyed while nothing is asked for are
 * lost, so the next field is armed before the agent's sentence ends. After an error nothing is armed, because
 * leftover keys would land in the new attempt.
 */
export function fieldToArm(next: PaySession, previous: PaySession | undefined): Capture | undefined {
  const finished = previous?.capturing?.field;
  if (!finished || next.capturing || next.error || !next.allowed.includes('capture')) return undefined;
  if (next.captured[finished] === undefined || next.required.includes(finished)) return undefined;
  return next.required.length > 0 ? nextCapture(next) : undefined;
}
