import type { Field } from './captures.ts';
import { type CardBrand, cardRuleOf } from './card-brands.ts';
import { passesAba, passesLuhn } from './check-digits.ts';
import type { PaySettings } from './pay-settings.ts';
import type { PaymentTerms } from './payment-terms.ts';
import { TEST_CARDS } from './test-numbers.ts';

/** Errors of one field; Twilio's words (`<Pay>` docs). */
export type EntryError =
  | 'invalid-card-number'
  | 'invalid-card-type'
  | 'invalid-date'
  | 'invalid-security-code'
  | 'invalid-postal-code'
  | 'invalid-bank-routing-number'
  | 'invalid-bank-account-number';

/** Twilio's word for what went wrong with a capture. */
export type CaptureError =
  | EntryError
  | 'input-timeout'
  | 'input-matching-failed'
  | 'invalid-card-number-security-code-capture-sequence';

/** Progress of a capture: just requested, digits arriving, accepted or failed. */
export type CaptureProgress = 'asked' | 'partial' | 'accepted' | CaptureError;

export interface EntryContext {
  readonly terms: PaymentTerms;
  readonly cardType: CardBrand | undefined;
  readonly now: Date;
  readonly settings: PaySettings;
}

/** What is wrong with the digits keyed in for a field, or undefined when they are acceptable. */
export function checkEntry(field: Field, digits: string, context: EntryContext): EntryError | undefined {
  return CHECKS[field](digits, context);
}

/** The brand of a card number, even while it is being keyed in. */
export function brandOf(digits: string, settings: PaySettings): CardBrand | undefined {
  const published = settings.publishedTestCardsValid ? TEST_CARDS.get(digits) : undefined;
  return published && published !== 'unionpay' ? published : cardRuleOf(digits, settings)?.brand;
}

/** Digits of a brand's security code: amex 4, visa and mastercard 3 (Twilio docs), others by setting. */
export function securityCodeLength(cardType: CardBrand | undefined, settings: PaySettings): number {
  if (cardType === 'amex') return 4;
  return cardType === 'visa' || cardType === 'mastercard' ? 3 : settings.otherSecurityCodeLength;
}

/** Whether a field is already complete, so that it ends without `#` and without waiting (unconfirmed: settings). */
export function endsByItself(field: Field, digits: string, { cardType, settings }: EntryContext): boolean {
  if (field === 'payment-card-number')
    return settings.autoEndCardNumber && isFullCardNumber(digits, settings);
  const length = {
    'expiration-date': 4,
    'security-code': securityCodeLength(cardType, settings),
    'bank-routing-number': 9,
    'postal-code': undefined,
    'bank-account-number': undefined,
  }[field];
  return settings.autoEndFixedLength && digits.length === length;
}

const LONGEST_CARD_NUMBER = 19;

function isFullCardNumber(digits: string, settings: PaySettings): boolean {
  const rule = cardRuleOf(digits, settings);
  if (digits.length === Math.max(...(rule?.lengths ?? [LONGEST_CARD_NUMBER]))) return true;
  if (settings.publishedTestCardsValid && TEST_CARDS.has(digits)) return true;
  return digits.length === rule?.usualLength && (!settings.luhnCheck || passesLuhn(digits));
}

const CHECKS: Readonly<Record<Field, (digits: string, context: EntryContext) => EntryError | undefined>> = {
  'payment-card-number': (digits, { terms, settings }) => {
    const brand = brandOf(digits, settings);
    const number = isCardNumber(digits, settings) ? undefined : 'invalid-card-number';
    const type = brand && !terms.validCardTypes.includes(brand) ? 'invalid-card-type' : undefined;
    return settings.cardCheckOrder === 'number-first' ? (number ?? type) : (type ?? number);
  },
  'expiration-date': (digits, context) => (isFutureMonth(digits, context) ? undefined : 'invalid-date'),
  'security-code': (digits, { cardType, settings }) =>
    digits.length === securityCodeLength(cardType, settings) ? undefined : 'invalid-security-code',
  'postal-code': (digits, { terms, settings }) =>
    digits.length >= (terms.minPostalCodeLength ?? settings.minPostalCodeLength)
      ? undefined
      : 'invalid-postal-code',
  'bank-routing-number': (digits, { settings }) =>
    digits.length === 9 && (!settings.routingChecksum || passesAba(digits))
      ? undefined
      : 'invalid-bank-routing-number',
  'bank-account-number': (digits, { settings }) =>
    digits.length >= settings.minBankAccountLength ? undefined : 'invalid-bank-account-number',
};

function isCardNumber(digits: string, settings: PaySettings): boolean {
  if (settings.publishedTestCardsValid && TEST_CARDS.has(digits)) return true;
  const rule = cardRuleOf(digits, settings);
  return Boolean(rule?.lengths.includes(digits.length)) && (!settings.luhnCheck || passesLuhn(digits));
}

function isFutureMonth(digits: string, { now, settings }: EntryContext): boolean {
  const month = Number(digits.slice(0, 2));
  if (digits.length !== 4 || month < 1 || month > 12) return false;
  const monthsAhead =
    (2000 + Number(digits.slice(2)) - now.getUTCFullYear()) * 12 + month - (now.getUTCMonth() + 1);
  return (
    monthsAhead >= (settings.currentMonthValid ? 0 : 1) && monthsAhead <= settings.furthestExpiryYears * 12
  );
}
