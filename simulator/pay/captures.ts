/** A piece of information the caller keys in. */
export type Field =
  | 'payment-card-number'
  | 'expiration-date'
  | 'security-code'
  | 'postal-code'
  | 'bank-routing-number'
  | 'bank-account-number';

/** Fields that can be captured twice (`RequireMatchingInputs`); the bank fields cannot (Twilio docs). */
export const MATCHABLE = [
  'payment-card-number',
  'expiration-date',
  'security-code',
  'postal-code',
] as const satisfies readonly Field[];

/** A field, or its second entry. Updates may capture {@link CAPTURES}; `<Pay>` matches the bank fields as well. */
export type Capture = Field | `${Field}-matcher`;

/** The callback parameter that carries each field's masked value (Twilio docs). */
export const PARAMETER_OF: Readonly<Record<Field, string>> = {
  'payment-card-number': 'PaymentCardNumber',
  'expiration-date': 'ExpirationDate',
  'security-code': 'SecurityCode',
  'postal-code': 'PaymentCardPostalCode',
  'bank-routing-number': 'BankRoutingNumber',
  'bank-account-number': 'BankAccountNumber',
};

/** In the order `Required` lists them (unconfirmed; the order of Twilio's examples). */
export const FIELDS = Object.keys(PARAMETER_OF) as readonly Field[];

/** Every value `Capture` takes. */
export const CAPTURES: readonly Capture[] = [...FIELDS, ...MATCHABLE.map(matcher)];

/** The field a capture is about: itself, or the one its second entry is compared with. */
export function fieldOf(capture: Capture): Field {
  return capture.replace(/-matcher$/, '') as Field;
}

/** The capture of a field's second entry. */
export function matcher(field: Field): Capture {
  return `${field}-matcher`;
}

export function isMatcher(capture: Capture): boolean {
  return capture.endsWith('-matcher');
}
