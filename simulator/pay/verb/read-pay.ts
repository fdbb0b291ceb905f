import type { Settings } from '../../settings.ts';
import type { Pay } from '../../twiml/verbs.ts';
import type { Parameters } from '../callback-parameters.ts';
import type { Field } from '../captures.ts';
import { PAY_ERRORS, type PayErrorCode } from '../pay-errors.ts';
import { neededFields } from '../payment-state.ts';
import { type RequestedTerms, readCreate } from '../read-create.ts';
import type { PayPlan } from './pay-state.ts';
import { LANGUAGES } from './sentences.ts';

/** Why a `<Pay>` does not begin: what its action gets, and a line for whoever wrote the document. */
export interface PayRefusal {
  readonly result: Parameters;
  readonly problem: string;
}

/** What a `<Pay>` asks for, with a default for each bad value, and the first of those. */
export interface ReadPay {
  readonly terms: RequestedTerms;
  readonly plan: PayPlan;
  readonly refusal: PayRefusal | undefined;
  readonly warning: string | undefined;
}

/** Reads the attributes of `<Pay>`: the terms as the Payments API reads them, and what only the verb has. */
export function readPay({ attributes, parameters, prompts }: Pay, settings: Settings): ReadPay {
  const given = new Map(Object.entries(attributes).map(([name, value]) => [restName(name), value]));
  const types = given.get('ValidCardTypes');
  if (types) given.set('ValidCardTypes', types.replaceAll('master-card', 'mastercard'));
  if (parameters.length > 0) given.set('Parameter', JSON.stringify(Object.fromEntries(parameters)));
  const { terms, refused } = readCreate(
    given,
    { ...settings, literalPostalCode: 'accepted', tokenTypeWithCharge: 'ignored' },
    { withMillion: true },
  );
  const bad = refused.map(({ parameter, error }) => ({ name: parameter, code: error.code as PayErrorCode }));
  const own = (name: string, isGood: (value: string) => boolean) => {
    const value = attributes[name];
    if (value && !isGood(value)) bad.push({ name: restName(name), code: 64020 });
  };
  own('maxAttempts', (value) => /^[123]$/.test(value));
  own('statusCallbackMethod', (value) => /^(?:GET|POST)$/i.test(value));
  const language = attributes.language || 'en-US';
  const isKnown = LANGUAGES.includes(language);
  if (settings.payUnknownLanguage === 'refused') own('language', () => isKnown);

  const [first] = bad;
  const isSpoken = isKnown && (terms.paymentMethod === 'credit-card' || language.startsWith('en-'));
  const fields = inOrder(neededFields(terms), settings);
  const isMatched = (field: Field) => prompts.some((prompt) => prompt.isForMatching && prompt.for === field);
  return {
    terms: { ...terms, requireMatching: fields.filter(isMatched) },
    plan: {
      fields,
      tries: Number(attributes.maxAttempts || 1) + (settings.payMaxAttempts === 'retries' ? 1 : 0),
      language: isSpoken ? language : 'en-US',
      prompts,
    },
    refusal: first && refusalOf(first.code, first.name, given.get(first.name)),
    warning: isSpoken ? undefined : 'language of <Pay>, in which it has no sentences: it speaks English',
  };
}

/** Refuses a `<Pay>`, because of a value when there is one. The value is the application's own; it is not logged. */
export function refusalOf(code: PayErrorCode, parameter?: string, value?: string): PayRefusal {
  const name = parameter && attributeName(parameter);
  const isNamed = name && NAMES_VALUE.includes(code);
  const sentence = isNamed ? `${name}='${value ?? ''}' (${why(value, code)})` : reasonOf(code);
  return {
    result: { Result: 'validation-error', PayErrorCode: String(code), PaymentError: sentence },
    problem: `${code} ${PAY_ERRORS[code]}${name ? `: ${name}` : ''}`,
  };
}

/** Codes whose name alone does not tell which attribute is meant. */
const NAMES_VALUE: readonly PayErrorCode[] = [64003, 64020];

/** Twilio docs, for an amount out of range; the others follow its pattern. */
function why(value: string | undefined, code: PayErrorCode): string {
  const isAmount = value !== undefined && /^[0-9]+(\.[0-9]+)?$/.test(value) && Number(value) <= 1_000_000;
  if (code === 64003 && !isAmount) return 'not a number between 0.00 - 1,000,000.00';
  return reasonOf(code);
}

function reasonOf(code: PayErrorCode): string {
  return PAY_ERRORS[code].replace(/^Pay: /, '');
}

/** `paymentAmount` is the docs' word for what the attribute calls `chargeAmount`. */
function attributeName(parameter: string): string {
  return parameter === 'ChargeAmount'
    ? 'paymentAmount'
    : parameter.charAt(0).toLowerCase() + parameter.slice(1);
}

function restName(attribute: string): string {
  return attribute.charAt(0).toUpperCase() + attribute.slice(1);
}

function inOrder(fields: PayPlan['fields'], { payStepOrder }: Settings): PayPlan['fields'] {
  const last = payStepOrder === 'postal-code-first' ? 'security-code' : 'postal-code';
  return [...fields.filter((field) => field !== last), ...fields.filter((field) => field === last)];
}
