import type { Form } from '../http/form-body.ts';
import type { TwilioError } from '../http/twilio-error.ts';
import type { Settings } from '../settings.ts';
import { MATCHABLE } from './captures.ts';
import { CARD_BRANDS } from './card-brands.ts';
import { isChargeAmount, isCurrency } from './charge-amount.ts';
import { readParameter } from './custom-parameters.ts';
import { payError } from './pay-errors.ts';
import { BANK_ACCOUNT_TYPES, PAYMENT_METHODS, type PaymentTerms, TOKEN_TYPES } from './payment-terms.ts';

/** Every parameter of `create` (Twilio docs). */
export const CREATE_PARAMETERS = [
  'IdempotencyKey',
  'StatusCallback',
  'BankAccountType',
  'ChargeAmount',
  'Confirmation',
  'Currency',
  'Description',
  'Input',
  'MinPostalCodeLength',
  'Parameter',
  'PaymentConnector',
  'PaymentMethod',
  'PostalCode',
  'RequireMatchingInputs',
  'SecurityCode',
  'Timeout',
  'TokenType',
  'ValidCardTypes',
] as const;

/** The terms `create` requests, without what the simulator adds. */
export type RequestedTerms = Omit<PaymentTerms, 'sid' | 'accountSid' | 'callSid' | 'dateCreated'>;

/** One bad value. */
export interface RefusedTerms {
  readonly error: TwilioError;
  readonly parameter: string;
}

/**
 * Reads `create`'s own parameters. Returns complete terms, with a default for each bad value, and every bad value.
 */
export function readCreate(
  form: Form,
  settings: Settings,
): { readonly terms: RequestedTerms; readonly refused: readonly RefusedTerms[] } {
  const refused: RefusedTerms[] = [];
  const refuse = (parameter: string, error = payError(64020, parameter)) =>
    refused.push({ parameter, error });
  const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = form.get(name);
    if (value === undefined) return fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) refuse(name);
    return found ?? fallback;
  };
  const listOf = <T extends string>(
    name: string,
    allowed: readonly T[],
    separator: string,
    fallback: readonly T[],
  ) => {
    const words = form
      .get(name)
      ?.split(separator)
      .map((word) => word.trim())
      .filter(Boolean);
    if (words === undefined) return fallback;
    const found = allowed.filter((candidate) => words.includes(candidate));
    if (words.length === 0 || words.some((word) => !found.some((name) => name === word))) refuse(name);
    return found;
  };
  const integer = (name: string, highest: number): number | undefined => {
    const value = form.get(name);
    if (value === undefined) return undefined;
    const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : 0;
    if (number < 1 || number > highest) refuse(name);
    return number;
  };

  const paymentMethod = oneOf('PaymentMethod', PAYMENT_METHODS, 'credit-card');
  if (form.has('BankAccountType') && paymentMethod === 'credit-card')
    refuse('BankAccountType', payError(64017));
  const currency = (form.get('Currency') ?? 'USD').toUpperCase();
  if (!isCurrency(currency)) refuse('Currency');
  const amount = form.get('ChargeAmount') || undefined;
  if (amount !== undefined && !isChargeAmount(amount, currency)) refuse('ChargeAmount', payError(64003));
  const chargeAmount = amount !== undefined && Number(amount) > 0 ? amount : undefined;
  if (chargeAmount && form.has('TokenType') && settings.tokenTypeWithCharge === 'refused')
    refuse('TokenType');
  const parameters = readParameter(form.get('Parameter'));
  if (!parameters) refuse('Parameter');
  const needsAvsName = paymentMethod === 'ach-debit' && settings.achNeedsAvsName;
  if (parameters && needsAvsName && !parameters.AVSName) refuse('Parameter', payError(64014));
  const literal =
    settings.literalPostalCode === 'accepted'
      ? /^[A-Za-z0-9 -]{1,16}$/.exec(form.get('PostalCode') ?? '')
      : null;
  const literalPostalCode = literal && !BOOLEANS.some((word) => word === literal[0]) ? literal[0] : undefined;
  oneOf('Input', ['dtmf'], 'dtmf');

  return {
    refused,
    terms: {
      paymentMethod,
      chargeAmount,
      currency,
      parameters: parameters ?? {},
      literalPostalCode,
      bankAccountType: oneOf('BankAccountType', BANK_ACCOUNT_TYPES, 'consumer-checking'),
      tokenType: oneOf('TokenType', TOKEN_TYPES, 'reusable'),
      description: form.get('Description'),
      paymentConnector: form.get('PaymentConnector') || 'Default',
      securityCode: oneOf('SecurityCode', BOOLEANS, 'true') === 'true',
      postalCode: !literalPostalCode && oneOf('PostalCode', BOOLEANS, 'true') === 'true',
      minPostalCodeLength: integer('MinPostalCodeLength', 32),
      timeoutSeconds: integer('Timeout', 600) ?? 5,
      validCardTypes: listOf('ValidCardTypes', CARD_BRANDS, ' ', ['visa', 'mastercard', 'amex']),
      requireMatching: listOf('RequireMatchingInputs', MATCHABLE, ',', []),
      confirmation: oneOf('Confirmation', BOOLEANS, 'false') === 'true',
    },
  };
}

const BOOLEANS = ['true', 'false'] as const;
