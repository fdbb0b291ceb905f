import * as v from 'valibot';
import type { Field, StartRequest } from '#lambdas/contract/desk-api.ts';
import { CARD_BRANDS, FIELDS_OF, MATCHABLE_FIELDS } from '#lambdas/contract/fields.ts';
import { type AmountProblem, DEFAULT_CURRENCY, readAmount } from '#lambdas/contract/money.ts';
import { currencyCode } from '#lambdas/edge/currency-code.ts';
import { freeText } from '#lambdas/edge/free-text.ts';
import { callSid, invalid, must, paySid, readBody } from '#lambdas/edge/validate.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import type { StartFacts } from '#lambdas/session/trail-event.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { idText, toldOf, withIds } from './business-ids.ts';

const TRUE_OR_FALSE = 'must be true or false';
const CHARGE_OR_SAVE = 'must be given to charge, or tokenType to save, not both';

const fields = v.strictObject({
  callSid,
  chargeAmount: must('must be a decimal string, such as "12.00"', v.exactOptional(v.string())),
  currency: v.exactOptional(currencyCode),
  paymentMethod: must(
    'must be credit-card or ach-debit',
    v.exactOptional(v.picklist(['credit-card', 'ach-debit']), 'credit-card'),
  ),
  bankAccountType: must(
    'must be one of the three account types, and goes with ach-debit only',
    v.exactOptional(v.picklist(['consumer-checking', 'consumer-savings', 'commercial-checking'])),
  ),
  tokenType: must(
    'must be one-time, reusable or payment-method',
    v.exactOptional(v.picklist(['one-time', 'reusable', 'payment-method'])),
  ),
  description: must(
    'must be text of at most 200 characters',
    v.exactOptional(v.pipe(v.string(), v.maxLength(200), freeText())),
  ),
  reference: v.exactOptional(idText),
  customer: v.exactOptional(idText),
  acknowledgeUnknown: must(
    'must be the SID of the payment whose result is not known, or a list of at most 20 such SIDs',
    v.exactOptional(
      v.pipe(
        v.union([paySid, v.pipe(v.array(paySid), v.minLength(1), v.maxLength(20))]),
        v.transform((named) => [named].flat()),
      ),
    ),
  ),
  parameters: must(
    'must be an object of at most 20 names and texts, at most 200 characters each',
    v.exactOptional(v.pipe(v.custom<Readonly<Record<string, string>>>(isParameters), freeText())),
  ),
  postalCode: must(TRUE_OR_FALSE, v.exactOptional(v.boolean(), true)),
  minPostalCodeLength: must('must be a whole number from 1 to 10', v.exactOptional(wholeNumberTo(10))),
  securityCode: must(TRUE_OR_FALSE, v.exactOptional(v.boolean(), true)),
  timeout: must('must be a whole number of seconds from 1 to 600', v.exactOptional(wholeNumberTo(600))),
  validCardTypes: must(
    'must be a list of card brands',
    v.exactOptional(
      v.pipe(v.array(v.picklist(CARD_BRANDS)), v.minLength(1), v.maxLength(CARD_BRANDS.length)),
    ),
  ),
  requireMatchingInputs: must(
    'must be a list of card fields',
    v.exactOptional(v.pipe(v.array(v.picklist(MATCHABLE_FIELDS)), v.maxLength(MATCHABLE_FIELDS.length))),
  ),
  confirmation: must(TRUE_OR_FALSE, v.exactOptional(v.boolean())),
} satisfies Record<keyof StartRequest, v.GenericSchema>);

const schema = v.pipe(
  fields,
  v.forward(
    v.check(
      ({ chargeAmount, tokenType }) => (chargeAmount === undefined) !== (tokenType === undefined),
      CHARGE_OR_SAVE,
    ),
    ['chargeAmount'],
  ),
  v.forward(
    v.check(
      ({ bankAccountType, paymentMethod }) => !bankAccountType || paymentMethod === 'ach-debit',
      'goes with ach-debit only',
    ),
    ['bankAccountType'],
  ),
  v.forward(
    v.check(
      ({ paymentMethod, parameters }) =>
        paymentMethod !== 'ach-debit' || Boolean(parameters?.AVSName?.trim()),
      "must hold the account holder's name as AVSName for ach-debit",
    ),
    ['parameters'],
  ),
);

/** What a refused amount must be. */
const AMOUNT_MUST: Readonly<Record<AmountProblem, string>> = {
  'not-a-number': 'must be a decimal string of the digits 0 to 9 and at most one point, such as "12.00"',
  decimals: 'must have no more decimals than its currency has',
  'leading-zero': 'must not begin with a zero that does not count',
  'too-large': 'must be below 1,000,000',
  zero: 'must be above 0; to save without charging, leave it out and give tokenType',
};

/** How ids are written, and told to the processor. */
export type IdSettings = Pick<Services, 'idRules' | 'processorParameters'>;

export type CheckedStart = v.InferOutput<typeof fields>;

/**
 * Reads what is to be started, its amount in canonical form. Charging and saving are told apart by what is given, never
 * by a missing amount.
 *
 * @throws {@link AppError} `BODY_NOT_JSON`, `INVALID_REQUEST`, `CARD_DIGITS`, `SECRET_DIGITS`, `BROKEN_TEXT`
 */
export function readStart(body: string, { idRules, processorParameters }: IdSettings): CheckedStart {
  const start = withIds(readBody(body, schema), idRules);
  assertNotTold(start, toldOf({ ...start, assistPayId: '' }, processorParameters));
  if (start.chargeAmount === undefined) return start;
  const amount = readAmount(start.chargeAmount, start.currency);
  if (!amount.ok) throw invalid('chargeAmount', AMOUNT_MUST[amount.problem]);
  return { ...start, chargeAmount: amount.value };
}

/** What is recorded of a start: custom parameters are passed on and not kept. */
export function factsOf(
  start: CheckedStart,
  call: { readonly callSid: string; readonly agent: string; readonly assistPayId: string },
): StartFacts {
  const { paymentMethod, chargeAmount, tokenType, bankAccountType, timeout } = start;
  const { description, reference, customer } = start;
  const leftOut: readonly (Field | false)[] = [
    !start.postalCode && 'postal-code',
    !start.securityCode && 'security-code',
  ];
  return {
    ...call,
    paymentMethod,
    ...definedOnly({
      chargeAmount,
      currency: chargeAmount ? (start.currency ?? DEFAULT_CURRENCY) : undefined,
      tokenType,
      bankAccountType,
      description,
      reference,
      customer,
      acknowledgedUnknown: start.acknowledgeUnknown,
      timeout,
      matching: paymentMethod === 'credit-card' ? start.requireMatchingInputs : undefined,
    }),
    expects: FIELDS_OF[paymentMethod].filter((field) => !leftOut.includes(field)),
  };
}

/**
 * The same request in Twilio's names (Twilio docs, "Payments subresource").
 *
 * @param told what tells the processor which payment it is
 */
export function twilioParametersOf(
  start: CheckedStart,
  connector: string | undefined,
  told: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isCard = start.paymentMethod === 'credit-card';
  const parameters = { ...start.parameters, ...told };
  return definedOnly({
    PaymentMethod: start.paymentMethod,
    PaymentConnector: connector || undefined,
    ChargeAmount: start.chargeAmount,
    Currency: start.chargeAmount ? (start.currency ?? DEFAULT_CURRENCY) : undefined,
    TokenType: start.tokenType,
    BankAccountType: start.bankAccountType,
    Description: start.description,
    Parameter: Object.keys(parameters).length > 0 ? JSON.stringify(parameters) : undefined,
    Timeout: start.timeout?.toString(),
    PostalCode: isCard ? String(start.postalCode) : undefined,
    SecurityCode: isCard ? String(start.securityCode) : undefined,
    MinPostalCodeLength: isCard ? start.minPostalCodeLength?.toString() : undefined,
    ValidCardTypes: isCard ? start.validCardTypes?.join(' ') : undefined,
    RequireMatchingInputs: isCard ? start.requireMatchingInputs?.join(',') || undefined : undefined,
    Confirmation: start.confirmation?.toString(),
  }) as Record<string, string>;
}

/**
 * Two values of one name would leave it open which of them the processor was told.
 *
 * @throws {@link AppError} `INVALID_REQUEST`
 */
function assertNotTold({ parameters = {} }: CheckedStart, told: Readonly<Record<string, string>>): void {
  const twice = Object.keys(told).find((name) => Object.hasOwn(parameters, name));
  if (twice !== undefined)
    throw invalid('parameters', `must not hold ${twice}, which is sent with every payment`);
}

function wholeNumberTo(most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
}

/** Checked by hand: the library's records silently leave out names of built-ins. */
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
