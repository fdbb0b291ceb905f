import * as v from 'valibot';
import type { Field, StartRequest } from '#lambdas/contract/desk-api.ts';
import { CARD_BRANDS, FIELDS_OF, MATCHABLE_FIELDS } from '#lambdas/contract/fields.ts';
import { callSid, invalid, readBody } from '#lambdas/edge/validate.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import type { StartFacts } from '#lambdas/session/trail-event.ts';
import { decimalsOf } from './currency.ts';

const boundedText = v.pipe(v.string(), v.maxLength(200));
const schema = v.strictObject({
  callSid,
  chargeAmount: v.exactOptional(v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d{0,5})(?:\.\d{1,4})?$/))),
  currency: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z]{3}$/), v.toUpperCase())),
  paymentMethod: v.exactOptional(v.picklist(['credit-card', 'ach-debit']), 'credit-card'),
  bankAccountType: v.exactOptional(
    v.picklist(['consumer-checking', 'consumer-savings', 'commercial-checking']),
  ),
  tokenType: v.exactOptional(v.picklist(['one-time', 'reusable', 'payment-method'])),
  description: v.exactOptional(boundedText),
  parameters: v.exactOptional(v.custom<Readonly<Record<string, string>>>(isParameters)),
  postalCode: v.exactOptional(v.boolean(), true),
  minPostalCodeLength: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10))),
  securityCode: v.exactOptional(v.boolean(), true),
  timeout: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600))),
  validCardTypes: v.exactOptional(
    v.pipe(v.array(v.picklist(CARD_BRANDS)), v.minLength(1), v.maxLength(CARD_BRANDS.length)),
  ),
  requireMatchingInputs: v.exactOptional(
    v.pipe(v.array(v.picklist(MATCHABLE_FIELDS)), v.maxLength(MATCHABLE_FIELDS.length)),
  ),
  confirmation: v.exactOptional(v.boolean()),
});

/** What each field must be. */
const RULES: Readonly<Record<keyof StartRequest, string>> = {
  callSid: 'must be the SID of the call the caller is on',
  chargeAmount:
    'must be a decimal string above 0 and below 1,000,000, such as "12.00", with no more decimals than the currency has; give it to charge, or tokenType to save, not both',
  currency: 'must be a three-letter ISO 4217 code',
  paymentMethod: 'must be credit-card or ach-debit',
  bankAccountType: 'must be one of the three account types, and goes with ach-debit only',
  tokenType:
    'must be one-time, reusable or payment-method; give it to save, or chargeAmount to charge, not both',
  description: 'must be text of at most 200 characters',
  parameters:
    'must be an object of at most 20 names and texts, at most 200 characters each; ach-debit needs AVSName in it',
  postalCode: 'must be true or false',
  minPostalCodeLength: 'must be a whole number from 1 to 10',
  securityCode: 'must be true or false',
  timeout: 'must be a whole number of seconds from 1 to 600',
  validCardTypes: 'must be a list of card brands',
  requireMatchingInputs: 'must be a list of card fields',
  confirmation: 'must be true or false',
};

export type CheckedStart = v.InferOutput<typeof schema>;

/**
 * Reads what is to be started. Charging and saving are told apart by what is given, never by a missing amount.
 *
 * @throws {@link AppError} `BODY_NOT_JSON`, `INVALID_REQUEST`, `CARD_DIGITS`
 */
export function readStart(body: string): CheckedStart {
  const start = readBody(body, schema, RULES);
  const { chargeAmount, tokenType, paymentMethod } = start;
  if ((chargeAmount === undefined) === (tokenType === undefined)) throw invalid('chargeAmount', RULES);
  if (chargeAmount !== undefined) {
    const decimals = chargeAmount.split('.')[1]?.length ?? 0;
    if (Number(chargeAmount) === 0 || decimals > decimalsOf(start.currency ?? 'USD')) {
      throw invalid('chargeAmount', RULES);
    }
  }
  if (start.bankAccountType && paymentMethod !== 'ach-debit') throw invalid('bankAccountType', RULES);
  if (paymentMethod === 'ach-debit' && !start.parameters?.AVSName?.trim()) throw invalid('parameters', RULES);
  return start;
}

/** What is recorded of a start: custom parameters are passed on and not kept. */
export function factsOf(start: CheckedStart, call: { callSid: string; agent: string }): StartFacts {
  const { paymentMethod, chargeAmount, tokenType, bankAccountType, description, timeout } = start;
  const leftOut: readonly (Field | false)[] = [
    !start.postalCode && 'postal-code',
    !start.securityCode && 'security-code',
  ];
  return {
    ...call,
    paymentMethod,
    ...definedOnly({
      chargeAmount,
      currency: chargeAmount ? (start.currency ?? 'USD') : undefined,
      tokenType,
      bankAccountType,
      description,
      timeout,
      matching: paymentMethod === 'credit-card' ? start.requireMatchingInputs : undefined,
    }),
    expects: FIELDS_OF[paymentMethod].filter((field) => !leftOut.includes(field)),
  };
}

/** The same request in Twilio's names (Twilio docs, "Payments subresource"). */
export function twilioParametersOf(
  start: CheckedStart,
  connector: string | undefined,
): Readonly<Record<string, string>> {
  const isCard = start.paymentMethod === 'credit-card';
  return definedOnly({
    PaymentMethod: start.paymentMethod,
    PaymentConnector: connector || undefined,
    ChargeAmount: start.chargeAmount,
    Currency: start.chargeAmount ? (start.currency ?? 'USD') : undefined,
    TokenType: start.tokenType,
    BankAccountType: start.bankAccountType,
    Description: start.description,
    Parameter: start.parameters ? JSON.stringify(start.parameters) : undefined,
    Timeout: start.timeout?.toString(),
    PostalCode: isCard ? String(start.postalCode) : undefined,
    SecurityCode: isCard ? String(start.securityCode) : undefined,
    MinPostalCodeLength: isCard ? start.minPostalCodeLength?.toString() : undefined,
    ValidCardTypes: isCard ? start.validCardTypes?.join(' ') : undefined,
    RequireMatchingInputs: isCard ? start.requireMatchingInputs?.join(',') || undefined : undefined,
    Confirmation: start.confirmation?.toString(),
  }) as Record<string, string>;
}

/** Checked by hand: the library's records leave names of built-ins out without a word. */
function isParameters(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.entries(value);
  return (
    members.length <= 20 && members.every(([name, text]) => isParameterName(name) && isParameterText(text))
  );
}

function isParameterName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name) && !(name in Object.prototype);
}

function isParameterText(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 200;
}
