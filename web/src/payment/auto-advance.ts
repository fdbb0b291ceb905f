import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import type { Settings } from '#web/src/settings/settings.ts';
import { nextCapture } from './fields.ts';
import type { Payment } from './payment-state.ts';

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

/** Asks for the next field once one is accepted, if the agent wants that. */
export function askForNextField({
  payment,
  settings,
}: {
  readonly payment: Pick<Payment, 'ask' | 'onTransition'>;
  readonly settings: Pick<Settings, 'autoAdvance'>;
}): void {
  payment.onTransition((next, previous) => {
    const capture = settings.autoAdvance.peek() ? fieldToArm(next, previous) : undefined;
    if (capture) void payment.ask(capture);
  });
}
