import { endParameters, type Parameters, updateParameters } from './callback-parameters.ts';
import type { Capture } from './captures.ts';
import type { CaptureProgress } from './check-entry.ts';
import type { PaymentContext, PaymentEffect, PaymentState, PaymentStep } from './payment-state.ts';

export const STOP_TIMER: PaymentEffect = { type: 'timer', seconds: undefined };

/** The event changes nothing. */
export function nothing(state: PaymentState): PaymentStep {
  return { state, effects: [] };
}

/** Ends the session: sends one last callback and forgets every digit. */
export function end(state: PaymentState, result: Parameters, context: PaymentContext): PaymentStep {
  const last = callback(state, endParameters(state, result, context));
  return { state: wiped(state), effects: [STOP_TIMER, last], result };
}

/** The session over, and every digit forgotten. */
export function wiped(state: PaymentState): PaymentState {
  return {
    ...state,
    phase: 'ended',
    entered: {},
    matched: [],
    cardType: undefined,
    typing: undefined,
    ignoreHash: false,
  };
}

/** A callback about the field being captured; `extra` is added to it. */
export function report(
  state: PaymentState,
  capture: Capture,
  progress: CaptureProgress,
  context: PaymentContext,
  extra: Parameters = {},
): PaymentEffect {
  const isPartial = progress === 'asked' || progress === 'partial';
  return callback(state, { ...updateParameters(state, capture, progress, context), ...extra }, isPartial);
}

/** Any callback to the URL of the newest request. */
export function callback(
  { statusCallback: url }: PaymentState,
  parameters: Parameters,
  partial = false,
): PaymentEffect {
  return { type: 'callback', url, partial, parameters };
}
