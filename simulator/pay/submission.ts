import type { ConnectorOutcome } from '../connector/connector-outcome.ts';
import { endParameters } from './callback-parameters.ts';
import { outcomeParameters } from './outcome-parameters.ts';
import type { PaymentContext, PaymentState, PaymentStep } from './payment-state.ts';
import { callback, end, STOP_TIMER } from './step-results.ts';
import { modeBlock } from './test-numbers.ts';

/**
 * `Status=complete`: asks the caller to confirm if the session requires it (its callbacks are unconfirmed), else
 * submits.
 */
export function complete(state: PaymentState, context: PaymentContext): PaymentStep {
  if (!state.terms.confirmation) return submit(state, context);
  return { state: { ...state, phase: 'confirming', typing: undefined }, effects: [STOP_TIMER] };
}

/** Submits the session to the connector, unless the connector's mode blocks the number. */
export function submit(before: PaymentState, context: PaymentContext): PaymentStep {
  const state: PaymentState = { ...before, phase: 'submitting', typing: undefined };
  const code = modeBlock(state.entered, context.connectorMode, context.settings);
  if (code) return conclude(state, { kind: 'blocked', code }, context);
  return { state, effects: [STOP_TIMER, { type: 'submit' }] };
}

/** Ends the session as the connector's response says. */
export function conclude(
  state: PaymentState,
  outcome: ConnectorOutcome,
  context: PaymentContext,
): PaymentStep {
  const result = outcomeParameters(outcome, state.terms.chargeAmount !== undefined, context.settings);
  if (outcome.kind === 'approved' || context.settings.afterConnectorError === 'ended')
    return end(state, result, context);
  const open: PaymentState = { ...state, phase: 'open' };
  return { state: open, effects: [callback(open, endParameters(open, result, context))] };
}
