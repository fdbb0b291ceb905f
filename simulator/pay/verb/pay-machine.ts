import type { Settings } from '../../settings.ts';
import type { PayStepName, Sound } from '../../twiml/verbs.ts';
import type { Parameters } from '../callback-parameters.ts';
import { type Capture, fieldOf, isMatcher, matcher } from '../captures.ts';
import type { CaptureError } from '../check-entry.ts';
import { step } from '../engine.ts';
import type { PaymentContext, PaymentEvent, PaymentStep } from '../payment-state.ts';
import { wiped } from '../step-results.ts';
import { choosePrompt } from './choose-prompt.ts';
import { actionParameters, errorWord, progressParameters } from './pay-parameters.ts';
import type { PayEffect, PayEvent, PayState, PayStep } from './pay-state.ts';
import { ownSounds } from './sentences.ts';

export interface PayContext extends PaymentContext {
  /** Those of {@link settingsOfPay}. */
  readonly settings: Settings;
}

/**
 * `<Pay>` as a pure state machine: it asks for one field after another, each by a capture of the Payments engine, which
 * reads the keys, and submits the session once it has them all.
 */
export function payStep(state: PayState, event: PayEvent, context: PayContext): PayStep {
  if (state.isOver) return { state, effects: [] };
  switch (event.type) {
    case 'start': {
      const [first] = state.plan.fields;
      return first ? ask(state, first, undefined, context) : submit(state, context);
    }
    case 'prompted':
      return prompted(state, context);
    case 'key':
      return press(state, event, context);
    case 'replaced':
      return context.settings.payActionAfterRedirect === 'none'
        ? done(state, undefined)
        : end(state, { Result: 'caller-hung-up' }, context);
    case 'timer':
    case 'hangup':
    case 'connector-response':
      return pass(state, event, context);
  }
}

/** The Payments engine's settings where `<Pay>` differs from the Payments API by Twilio's docs. */
export function settingsOfPay(settings: Settings): Settings {
  return {
    ...settings,
    // The connector's own parameters come with the action; `*` counts at any moment; who differs starts over.
    connectorParameters: 'forwarded',
    starOutsideCapture: 'ends',
    mismatchClearsField: true,
    afterConnectorError: 'ended',
    // The time for the first key depends on the prompt, which only this machine knows of.
    firstDigitTimeoutSeconds: 0,
  };
}

/** Has the caller prompted for a field, or for its second entry; `error` is why the try before failed. */
function ask(
  before: PayState,
  capture: Capture,
  error: CaptureError | undefined,
  context: PayContext,
): PayStep {
  const { settings } = context;
  const statusCallback = before.payment.statusCallback;
  const { state: payment } = step(before.payment, { type: 'capture', capture, statusCallback }, context);
  const state: PayState = { ...before, payment, isPrompting: true };
  const field = fieldOf(capture);
  const startsNow = settings.payTimeoutStarts === 'with-prompt';
  return {
    state,
    effects: [
      ...(settings.payStepStartCallback && !isMatcher(capture)
        ? [told(state, field, undefined, context)]
        : []),
      { type: 'timer', seconds: startsNow ? payment.terms.timeoutSeconds : undefined },
      { type: 'prompt', sounds: soundsFor(state, field, error, context, isMatcher(capture)) },
    ],
  };
}

function soundsFor(
  { plan, attempt, payment }: PayState,
  name: PayStepName,
  error: CaptureError | undefined,
  { settings }: PayContext,
  isForMatching = false,
): readonly Sound[] {
  const occasion = { for: name, attempt, error, cardType: payment.cardType, isForMatching };
  return choosePrompt(plan.prompts, occasion, settings) ?? ownSounds(occasion, plan.language);
}

function prompted(before: PayState, { settings }: PayContext): PayStep {
  const state = { ...before, isPrompting: false };
  if (state.outcome) return done(state, state.outcome);
  const waits = state.payment.typing?.digits === '' && settings.payTimeoutStarts === 'after-prompt';
  return { state, effects: waits ? [{ type: 'timer', seconds: state.payment.terms.timeoutSeconds }] : [] };
}

function press(state: PayState, event: Extract<PayEvent, { type: 'key' }>, context: PayContext): PayStep {
  const isDropped = state.isPrompting && context.settings.payKeysDuringPrompt === 'dropped';
  if (isDropped && event.key !== '*') return { state, effects: [] };
  return pass(state, event, context);
}

/** Has the Payments engine take an event, and goes on with what came of it. */
function pass(before: PayState, event: PaymentEvent, context: PayContext): PayStep {
  const taken = step(before.payment, event, context);
  const isHeard = taken.entry !== undefined || taken.state.typing?.digits !== before.payment.typing?.digits;
  const interrupts = before.isPrompting && event.type === 'key' && isHeard;
  const state = { ...before, payment: taken.state, isPrompting: before.isPrompting && !interrupts };
  const effects = [...(interrupts ? [HUSH] : []), ...kept(taken)];
  if (taken.result) return after(effects, conclude(state, before, taken.result, context));
  if (taken.entry) return after(effects, judge(state, taken.entry, context));
  return { state, effects };
}

/** Of the engine's effects those that are the same here; its callbacks are those of the Payments API. */
function kept({ effects }: PaymentStep): readonly PayEffect[] {
  return effects.filter((effect) => effect.type !== 'callback');
}

/** What follows a finished try of a step. */
function judge(state: PayState, entry: NonNullable<PaymentStep['entry']>, context: PayContext): PayStep {
  const { plan, attempt } = state;
  const { capture, progress } = entry;
  const field = fieldOf(capture);
  if (progress === 'accepted') {
    const isTwice = state.payment.terms.requireMatching.includes(field);
    if (isTwice && !isMatcher(capture)) return ask(state, matcher(field), undefined, context);
    const following = plan.fields[plan.fields.indexOf(field) + 1];
    const next = { ...state, attempt: 1 };
    return after(
      [told(state, field, undefined, context)],
      following ? ask(next, following, undefined, context) : submit(next, context),
    );
  }
  const counts = progress !== 'input-matching-failed' || context.settings.payMismatchUsesAttempt;
  return after(
    [told(state, field, progress, context)],
    counts && attempt >= plan.tries
      ? giveUp(state, progress, context)
      : ask({ ...state, attempt: counts ? attempt + 1 : attempt }, field, progress, context),
  );
}

function giveUp(state: PayState, error: CaptureError, context: PayContext): PayStep {
  if (context.settings.payTooManyAttempts === 'next-verb') return done(state, undefined);
  const PaymentError = errorWord(error, context.settings);
  return end(state, { Result: 'too-many-failed-attempts', PaymentError }, context);
}

/** Submits the session. When the connector's mode blocks the number, nothing is sent and nobody is told to wait. */
function submit(before: PayState, context: PayContext): PayStep {
  const { statusCallback } = before.payment;
  const taken = step(before.payment, { type: 'complete', statusCallback }, context);
  const state: PayState = { ...before, payment: taken.state, isPrompting: true };
  if (taken.result) return end(before, taken.result, context);
  return {
    state,
    effects: [
      told(state, 'payment-processing', undefined, context),
      ...kept(taken),
      { type: 'prompt', sounds: soundsFor(state, 'payment-processing', undefined, context) },
    ],
  };
}

/** The engine's session is over: so is `<Pay>`, at the latest when the caller has heard that it is processed. */
function conclude(state: PayState, before: PayState, result: Parameters, context: PayContext): PayStep {
  const isTold = before.payment.phase === 'submitting' && state.isPrompting;
  const sounds = soundsFor(before, 'payment-processing', undefined, context);
  const isEndless = sounds.some((sound) => 'loop' in sound && sound.loop === 0);
  if (!isTold || isEndless || context.settings.payProcessingPrompt === 'cut')
    return end(before, result, context);
  const outcome = actionParameters(before.payment, result, context.settings);
  return { state: { ...state, outcome }, effects: [] };
}

/** Ends with the action's parameters; `state` still holds what was captured. */
function end(state: PayState, result: Parameters, context: PayContext): PayStep {
  return done(state, actionParameters(state.payment, result, context.settings));
}

function done(state: PayState, parameters: Parameters | undefined): PayStep {
  return {
    state: { ...state, payment: wiped(state.payment), isPrompting: false, outcome: undefined, isOver: true },
    effects: [{ type: 'timer', seconds: undefined }, HUSH, { type: 'done', parameters }],
  };
}

const HUSH: PayEffect = { type: 'hush' };

function told(
  { payment, attempt }: PayState,
  name: PayStepName,
  error: CaptureError | undefined,
  { settings }: PayContext,
): PayEffect {
  return { type: 'callback', parameters: progressParameters(payment, name, attempt, error, settings) };
}

function after(effects: readonly PayEffect[], { state, effects: more }: PayStep): PayStep {
  return { state, effects: [...effects, ...more] };
}
