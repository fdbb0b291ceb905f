import type { Capture, CardBrand, Field, PaymentMethod } from './desk-api.ts';

/** What each method needs keyed in when nothing is switched off (Twilio docs). */
export const FIELDS_OF: Readonly<Record<PaymentMethod, readonly Field[]>> = {
  'credit-card': ['payment-card-number', 'expiration-date', 'security-code', 'postal-code'],
  'ach-debit': ['bank-routing-number', 'bank-account-number'],
};

/** The callback parameter that carries each field (Twilio docs). */
export const PARAMETER_OF: Readonly<Record<Field, string>> = {
  'payment-card-number': 'PaymentCardNumber',
  'expiration-date': 'ExpirationDate',
  'security-code': 'SecurityCode',
  'postal-code': 'PaymentCardPostalCode',
  'bank-routing-number': 'BankRoutingNumber',
  'bank-account-number': 'BankAccountNumber',
};

export const FIELDS = Object.keys(PARAMETER_OF) as readonly Field[];

/** Fields that can be asked for a second time to compare. */
export const MATCHABLE_FIELDS = FIELDS_OF['credit-card'];

export const CAPTURES: readonly Capture[] = [
  ...FIELDS,
  ...MATCHABLE_FIELDS.map((field) => `${field}-matcher` as Capture),
];

export const CARD_BRANDS: readonly CardBrand[] = [
  'visa',
  'mastercard',
  'amex',
  'maestro',
  'discover',
  'optima',
  'jcb',
  'diners-club',
  'enroute',
];

/** The field a capture is about: itself, or the one its `-matcher` repeats. */
export function fieldOf(capture: Capture): Field {
  return capture.replace(/-matcher$/, '') as Field;
}

/**
 * A field's name as callbacks write it, in kebab-case (observed) or PascalCase (Twilio docs), or undefined when it is
 * none of ours.
 */
export function readCapture(word: string): Capture | undefined {
  const kebab = word
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/^payment-card-postal-code/, 'postal-code');
  return CAPTURES.find((capture) => capture === kebab);
}
