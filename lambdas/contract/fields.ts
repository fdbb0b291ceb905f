/**
 * What a caller can be asked to key in, in the order of asking: Twilio's word for it, the callback parameter that carries
 * it, and the payment method that needs it when nothing is switched off (Twilio docs). The only list of fields.
 */
const TABLE = {
  'payment-card-number': { parameter: 'PaymentCardNumber', method: 'credit-card' },
  'expiration-date': { parameter: 'ExpirationDate', method: 'credit-card' },
  'security-code': { parameter: 'SecurityCode', method: 'credit-card' },
  'postal-code': { parameter: 'PaymentCardPostalCode', method: 'credit-card' },
  'bank-routing-number': { parameter: 'BankRoutingNumber', method: 'ach-debit' },
  'bank-account-number': { parameter: 'BankAccountNumber', method: 'ach-debit' },
} as const;

/** A piece of information the caller keys in. */
export type Field = keyof typeof TABLE;
export type PaymentMethod = (typeof TABLE)[Field]['method'];

/** A field that can be asked for a second time to compare: those of a card (Twilio docs). */
type MatchableField = {
  [Name in Field]: (typeof TABLE)[Name]['method'] extends 'credit-card' ? Name : never;
}[Field];

/** What one `updatePaySession` may ask for: a field, or the same field a second time to compare. */
export type Capture = Field | `${MatchableField}-matcher`;

export const FIELDS = Object.keys(TABLE) as readonly Field[];

/** The fields of each method, in the order of asking. */
export const FIELDS_OF: Readonly<Record<PaymentMethod, readonly Field[]>> = {
  'credit-card': fieldsWith('credit-card'),
  'ach-debit': fieldsWith('ach-debit'),
};

export const MATCHABLE_FIELDS = FIELDS_OF['credit-card'];

/** In the order of asking; a repeat follows its field. */
export const CAPTURES: readonly Capture[] = FIELDS.flatMap((field) =>
  MATCHABLE_FIELDS.includes(field) ? [field, `${field}-matcher` as Capture] : [field],
);

export const CARD_BRANDS = [
  'visa',
  'mastercard',
  'amex',
  'maestro',
  'discover',
  'optima',
  'jcb',
  'diners-club',
  'enroute',
] as const;
export type CardBrand = (typeof CARD_BRANDS)[number];

/** The callback parameter that carries a field. */
export function parameterOf(field: Field): string {
  return TABLE[field].parameter;
}

/** The field a capture is about: itself, or the one its `-matcher` repeats. */
export function fieldOf(capture: Capture): Field {
  return capture.replace(/-matcher$/, '') as Field;
}

/**
 * A field's name as callbacks write it, in kebab-case (observed) or PascalCase (Twilio docs), or undefined when it is
 * not one of ours.
 */
export function readCapture(word: string): Capture | undefined {
  const kebab = word
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/^payment-card-postal-code/, 'postal-code');
  return CAPTURES.find((capture) => capture === kebab);
}

function fieldsWith(method: PaymentMethod): readonly Field[] {
  return FIELDS.filter((field) => TABLE[field].method === method);
}
