import { fieldOf, isMatcher } from './captures.ts';
import { endsByItself } from './check-entry.ts';
import { accept, compare, entryContext } from './entered-digits.ts';
import type { PaymentContext, PaymentState, PaymentStep } from './payment-state.ts';
import { end, nothing, report, STOP_TIMER } from './step-results.ts';
import { submit } from './submission.ts';

/** A key on the caller's phone. */
export function press(state: PaymentState, key: string, context: PaymentContext): PaymentStep {
  const { phase, typing } = state;
  if (key === '*') {
    const listens =
      phase === 'capturing' || phase === 'confirming' || context.settings.starOutsideCapture === 'ends';
    if (!listens || phase === 'submitting') return nothing(state);
    return end(state, { Result: 'caller-interrupted-with-star' }, context);
  }
  if (phase === 'confirming' && key === '1') return submit(state, context);
  if (phase === 'confirming' && key === '2') return end(state, { Result: 'transaction-cancelled' }, context);
  if (key === '#') {
    const belongsToLastField = state.ignoreHash && !typing?.digits;
    if (!typing || belongsToLastField) return nothing({ ...state, ignoreHash: false });
    return finishEntry(state, context, { byHash: true });
  }
  if (!typing || !/^[0-9]$/.test(key)) return nothing(state);
  return type(state, typing, key, context);
}

/** Longer than any field; further digits are dropped. */
const MOST_DIGITS = 32;

function type(
  before: PaymentState,
  { capture, digits }: NonNullable<PaymentState['typing']>,
  key: string,
  context: PaymentContext,
): PaymentStep {
  const typed = (digits + key).slice(0, MOST_DIGITS);
  const state = { ...before, typing: { capture, digits: typed }, ignoreHash: false };
  const partial = report(state, capture, 'partial', context);
  if (endsByItself(fieldOf(capture), typed, entryContext(state, context))) {
    const finished = finishEntry(state, context, {});
    return { ...finished, effects: [partial, ...finished.effects] };
  }
  return { state, effects: [{ type: 'timer', seconds: state.terms.timeoutSeconds }, partial] };
}

/** Ends the field being captured with the digits so far: on `#`, at full length, or when time is up. */
export function finishEntry(
  before: PaymentState,
  context: PaymentContext,
  { byHash = false, timedOut = false },
): PaymentStep {
  const { typing } = before;
  if (!typing) return nothing(before);
  const { capture, digits } = typing;
  const open: PaymentState = { ...before, phase: 'open', typing: undefined, ignoreHash: !byHash };
  const { state, progress, extra } =
    timedOut && digits === ''
      ? { state: open, progress: 'input-timeout' as const, extra: undefined }
      : isMatcher(capture)
        ? compare(open, fieldOf(capture), digits, context)
        : accept(open, fieldOf(capture), digits, context);
  return {
    state,
    effects: [STOP_TIMER, report(state, capture, progress, context, extra)],
    entry: { capture, progress },
  };
}
