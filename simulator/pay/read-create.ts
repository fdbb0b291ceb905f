import type { Form } from '../http/form-body.ts';
import type { TwilioError } from '../http/twilio-error.ts';
import type { Settings } from '../settings.ts';
import { MATCHABLE } from './captures.ts';
import { acceptedBrands } from './card-brands.ts';
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

/** Where terms are read from: a form, or the attributes of `<Pay>` by the form's names. */
export type TermsSource = Pick<Form, 'get'>;

/**
 * Reads `create`'s own parameters, and what `<Pay>` has in common with them. Returns complete terms, with a default for
 * each bad value, and every bad value. An empty value counts as absent where setting `emptyParameters` says so.
 */
export function readCreate(
  source: TermsSource,
  settings: Settings,
  { withMillion = false } = {},
): { readonly terms: RequestedTerms; readonly refused: readonly RefusedTerms[] } {
  const refused: RefusedTerms[] = [];
  const get = (name: string) => {
    const value = source.get(name);
    return value === '' && settings.emptyParameters === 'absent' ? undefined : value;
  };
  const refuse = (parameter: string, error = payError(64020, parameter)) =>
    refused.push({ parameter, error });
  const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = get(name);
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
    const words = get(name)
      ?.split(separator)
      .map((word) => word.trim())
      .filter(Boolean);
    if (words === undefined) return fallback;
    const found = allowed.filter((candidate) => words.includes(candidate));
    if (words.length === 0 || words.some((word) => !found.some((name) => name === word))) refuse(name);
    return found;
  };
  const integer = (name: string, highest: number): number | undefined => {
    const value = get(name);
    if (value === undefined) return undefined;
    const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : 0;
    if (number < 1 || number > highest) refuse(name);
    return number;
  };

  const flag = (name: string, fallback: 'true' | 'false'): boolean => {
    const value = get(name);
    const word = settings.booleanLetters === 'any-case' ? value?.toLowerCase() : value;
    if (word !== undefined && word !== 'true' && word !== 'false') refuse(name);
    return (word ?? fallback) === 'true';
  };

  const paymentMethod = oneOf('PaymentMethod', PAYMENT_METHODS, 'credit-card');
  if (get('BankAccountType') !== undefined && paymentMethod === 'credit-card')
    refuse('BankAccountType', payError(64017));
  const currency = (get('Currency') ?? 'USD').toUpperCase();
  if (!isCurrency(currency)) refuse('Currency');
  const amount = get('ChargeAmount');
  if (amount !== undefined && !isChargeAmount(amount, currency, { withMillion }))
    refuse('ChargeAmount', payError(64003));
  const chargeAmount = amount !== undefined && Number(amount) > 0 ? amount : undefined;
  if (chargeAmount && get('TokenType') !== undefined && settings.tokenTypeWithCharge === 'refused')
    refuse('TokenType');
  const parameters = readParameter(get('Parameter'), settings);
  if (!parameters) refuse('Parameter');
  const needsAvsName = paymentMethod === 'ach-debit' && settings.achNeedsAvsName;
  if (parameters && needsAvsName && !parameters.AVSName) refuse('Parameter', payError(64014));
  const literal =
    settings.literalPostalCode === 'accepted' ? /^[A-Za-z0-9 -]{1,16}$/.exec(get('PostalCode') ?? '') : null;
  const literalPostalCode = literal && !/^(true|false)$/i.test(literal[0]) ? literal[0] : undefined;
  oneOf('Input', ['dtmf'], 'dtmf');

  return {
    refused,
    terms: {
      paymentMethod,
      chargeAmount,
      currency,
      parameters: parameters ?? {},
      literalPostalCode,
      bankAccountType: oneOf('BankAccountType', bankAccountTypes(settings), 'consumer-checking'),
      tokenType: oneOf('TokenType', TOKEN_TYPES, 'reusable'),
      description: get('Description'),
      paymentConnector: get('PaymentConnector') ?? 'Default',
      securityCode: flag('SecurityCode', 'true'),
      postalCode: !literalPostalCode && flag('PostalCode', 'true'),
      minPostalCodeLength: integer('MinPostalCodeLength', 32),
      timeoutSeconds: integer('Timeout', 600) ?? 5,
      validCardTypes: listOf('ValidCardTypes', acceptedBrands(settings), ' ', ['visa', 'mastercard', 'amex']),
      requireMatching: listOf('RequireMatchingInputs', MATCHABLE, ',', []),
      confirmation: flag('Confirmation', 'false'),
    },
  };
}

function bankAccountTypes({ commercialSavings }: Settings): readonly PaymentTerms['bankAccountType'][] {
  return BANK_ACCOUNT_TYPES.filter(
    (type) => type !== 'commercial-savings' || commercialSavings === 'accepted',
  );
}
