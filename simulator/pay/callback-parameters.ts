import { isoMilliseconds } from '../http/dates.ts';
import { type Capture, FIELDS, type Field, fieldOf, isMatcher, PARAMETER_OF } from './captures.ts';
import type { CaptureProgress } from './check-entry.ts';
import { maskAccepted, maskPartial } from './mask-value.ts';
import type { PaySettings } from './pay-settings.ts';
import { missingCaptures, type PaymentContext, type PaymentState } from './payment-state.ts';
import type { PaymentTerms } from './payment-terms.ts';

export type Parameters = Readonly<Record<string, string>>;

/** The callback that follows `create` (captured in 2021). */
export function startParameters({ terms }: PaymentState): Parameters {
  return { ...common(terms), ...createdWith(terms) };
}

/** A callback about the field being captured. */
export function updateParameters(
  state: PaymentState,
  capture: Capture,
  progress: CaptureProgress,
  context: PaymentContext,
): Parameters {
  const { terms, typing } = state;
  const { settings } = context;
  const isPartial = progress === 'asked' || progress === 'partial';
  const error = isPartial || progress === 'accepted' ? undefined : progress;
  const name = PARAMETER_OF[fieldOf(capture)];
  const bare = progress === 'asked' && settings.firstUpdateCallback === 'no-value';
  return {
    ...common(terms),
    ...(settings.callbackProfile === 'documented' ? createdWith(terms) : amountOrToken(terms)),
    DateUpdated: isoMilliseconds(context.now),
    Capture: capture,
    Required: requiredText(state, settings),
    ...capturedValues(state, settings),
    ...(isPartial && !bare ? { [name]: maskPartial(fieldOf(capture), typing?.digits ?? '', settings) } : {}),
    ...partialResult(isPartial, bare, settings),
    ...(error ? { ErrorType: error } : settings.emptyErrorType === 'empty' ? { ErrorType: '' } : {}),
    ...(error === 'input-timeout' ? { PaymentError: fieldOf(capture) } : {}),
  };
}

/** The callback that ends a session, or its `complete`: `result` is added to what was captured. */
export function endParameters(
  state: PaymentState,
  result: Parameters,
  { settings, now }: PaymentContext,
): Parameters {
  const withFields = result.Result !== 'transaction-cancelled' || settings.cancelFields === 'captured';
  return {
    ...common(state.terms),
    ...(settings.callbackProfile === 'documented' ? createdWith(state.terms) : {}),
    DateUpdated: isoMilliseconds(now),
    ...(withFields ? capturedValues(state, settings) : {}),
    ...result,
  };
}

function common({ accountSid, callSid, sid, paymentMethod, bankAccountType }: PaymentTerms): Parameters {
  return {
    AccountSid: accountSid,
    CallSid: callSid,
    Sid: sid,
    PaymentMethod: paymentMethod,
    ...(paymentMethod === 'ach-debit' ? { BankAccountType: bankAccountType } : {}),
  };
}

function createdWith(terms: PaymentTerms): Parameters {
  return {
    DateCreated: isoMilliseconds(terms.dateCreated),
    PaymentConnector: terms.paymentConnector,
    ...amountOrToken(terms),
  };
}

function amountOrToken({ chargeAmount, tokenType }: PaymentTerms): Parameters {
  return chargeAmount === undefined ? { TokenType: tokenType } : { ChargeAmount: chargeAmount };
}

/** What was captured so far, masked. */
export function capturedValues(
  { terms, entered, cardType }: PaymentState,
  settings: PaySettings,
): Parameters {
  const values = FIELDS.flatMap((field): readonly (readonly [string, string])[] => {
    const digits = entered[field];
    return digits === undefined
      ? []
      : [[PARAMETER_OF[field], maskAccepted(field, digits, settings, cardType)]];
  });
  return {
    ...(terms.literalPostalCode ? { PaymentCardPostalCode: terms.literalPostalCode } : {}),
    ...Object.fromEntries(values),
    ...(cardType ? { PaymentCardType: cardType } : {}),
  };
}

function partialResult(isPartial: boolean, bare: boolean, settings: PaySettings): Parameters {
  if (bare || (!isPartial && settings.finalPartialResult === 'omitted')) return {};
  return { PartialResult: String(isPartial) };
}

function requiredText(state: PaymentState, settings: PaySettings): string {
  return missingCaptures(state)
    .filter((capture) => settings.requiredListsMatchers || !isMatcher(capture))
    .map((capture) => (settings.requiredNames === 'kebab-case' ? capture : pascalCase(capture)))
    .join(settings.requiredSeparator);
}

function pascalCase(capture: Capture): string {
  const field: Field = fieldOf(capture);
  return `${PARAMETER_OF[field]}${isMatcher(capture) ? 'Matcher' : ''}`;
}
