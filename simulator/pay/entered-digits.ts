import type { Parameters } from './callback-parameters.ts';
import type { Field } from './captures.ts';
import {
  brandOf,
  type CaptureError,
  checkEntry,
  type EntryContext,
  securityCodeLength,
} from './check-entry.ts';
import type { PaymentContext, PaymentState } from './payment-state.ts';
import { modeBlock } from './test-numbers.ts';

/** The session after an entry, and how to report it. */
export interface Judged {
  readonly state: PaymentState;
  readonly progress: 'accepted' | CaptureError;
  readonly extra?: Parameters;
}

/** Adds a finished entry for a field to the session, if it is acceptable. */
export function accept(state: PaymentState, field: Field, digits: string, context: PaymentContext): Judged {
  const error = checkEntry(field, digits, entryContext(state, context));
  if (error) return { state, progress: error };
  const blocked = blockedEntry(field, digits, context);
  if (blocked) return { state, ...blocked };
  const entered = { ...state.entered, [field]: digits };
  if (field !== 'payment-card-number') return { state: { ...state, entered }, progress: 'accepted' };

  const cardType = brandOf(digits, context.settings);
  const accepted = { ...state, entered, cardType };
  const code = entered['security-code'];
  const codeFits = code === undefined || code.length === securityCodeLength(cardType, context.settings);
  return { state: codeFits ? accepted : forget(accepted, 'security-code'), progress: 'accepted' };
}

/** Compares a second entry with the first. */
export function compare(
  state: PaymentState,
  field: Field,
  digits: string,
  { settings }: PaymentContext,
): Judged {
  if (digits === state.entered[field]) {
    return { state: { ...state, matched: [...state.matched, field] }, progress: 'accepted' };
  }
  return {
    state: settings.mismatchClearsField ? forget(state, field) : state,
    progress: 'input-matching-failed',
  };
}

/** Puts a field, and its second entry, back into `Required`. */
export function forget(state: PaymentState, field: Field): PaymentState {
  const { [field]: _forgotten, ...entered } = state.entered;
  const cardType = field === 'payment-card-number' ? undefined : state.cardType;
  return unmatch({ ...state, entered, cardType }, field);
}

/** Requires a field's second entry again. */
export function unmatch(state: PaymentState, field: Field): PaymentState {
  return { ...state, matched: state.matched.filter((matched) => matched !== field) };
}

/** The parts of a session that checking an entry needs. */
export function entryContext(
  { terms, cardType }: PaymentState,
  { now, settings }: PaymentContext,
): EntryContext {
  return { terms, cardType, now, settings };
}

/** The error that replaces 64022 and 64023 during a capture, when setting `testModeCheck` says so. */
function blockedEntry(field: Field, digits: string, context: PaymentContext) {
  if (context.settings.testModeCheck !== 'capture' || context.connectorMode !== 'TEST') return undefined;
  const code = modeBlock({ [field]: digits }, context.connectorMode, context.settings);
  if (!code) return undefined;
  const progress = field === 'payment-card-number' ? 'invalid-card-number' : 'invalid-bank-account-number';
  return { progress, extra: { PayErrorCode: String(code) } } as const;
}
