import { type Parameters, startParameters } from './callback-parameters.ts';
import { type Capture, fieldOf, isMatcher } from './captures.ts';
import { forget, unmatch } from './entered-digits.ts';
import { finishEntry, press } from './key-presses.ts';
import type {
  PaymentContext,
  PaymentEvent,
  PaymentState,
  PaymentStep,
  StartProblem,
} from './payment-state.ts';
import { refusalOf } from './refuse-request.ts';
import { callback, end, nothing, report, STOP_TIMER } from './step-results.ts';
import { complete, conclude } from './submission.ts';

/**
 * The Payments session as a pure state machine: takes an event, returns the new state and the effects to perform. An
 * event that the session does not expect changes nothing; `refusalOf` says which requests to refuse.
 */
export function step(state: PaymentState, event: PaymentEvent, context: PaymentContext): PaymentStep {
  if (state.phase === 'ended') return nothing(state);
  if ('statusCallback' in event && refusalOf(state, event, context.settings)) return nothing(state);
  switch (event.type) {
    case 'start':
      return start(state, event.problem, context);
    case 'capture':
      return ask({ ...state, statusCallback: event.statusCallback }, event.capture, context);
    case 'complete':
      return complete({ ...state, statusCallback: event.statusCallback }, context);
    case 'cancel':
      return end({ ...state, statusCallback: event.statusCallback }, CANCELLED, context);
    case 'key':
      return press(state, event.key, context);
    case 'timer':
      return state.typing ? finishEntry(state, context, { timedOut: true }) : nothing(state);
    case 'hangup':
      if (state.phase === 'submitting' && context.settings.hangUpWhileSubmitting === 'finishes')
        return nothing(state);
      return end(state, { Result: 'caller-hung-up' }, context);
    case 'connector-response':
      return state.phase === 'submitting' ? conclude(state, event.outcome, context) : nothing(state);
  }
}

const CANCELLED: Parameters = { Result: 'transaction-cancelled' };

function start(state: PaymentState, problem: StartProblem | undefined, context: PaymentContext): PaymentStep {
  if (!problem) return { state, effects: [callback(state, startParameters(state))] };
  const { code, message, errorType } = problem;
  const result = { Result: 'validation-error', PayErrorCode: String(code), PaymentError: message };
  return end(state, errorType ? { ...result, ErrorType: errorType } : result, context);
}

function ask(before: PaymentState, capture: Capture, context: PaymentContext): PaymentStep {
  const field = fieldOf(capture);
  const state = {
    ...(isMatcher(capture) ? unmatch(before, field) : forget(before, field)),
    typing: undefined,
  };
  if (field === 'security-code' && state.entered['payment-card-number'] === undefined) {
    const open = { ...state, phase: 'open' as const };
    return {
      state: open,
      effects: [
        STOP_TIMER,
        report(open, capture, 'invalid-card-number-security-code-capture-sequence', context),
      ],
    };
  }
  const asked: PaymentState = { ...state, phase: 'capturing', typing: { capture, digits: '' } };
  const seconds = context.settings.firstDigitTimeoutSeconds || undefined;
  return { state: asked, effects: [{ type: 'timer', seconds }, report(asked, capture, 'asked', context)] };
}
