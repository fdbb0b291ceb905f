import type { Field } from './captures.ts';
import type { CardBrand } from './card-brands.ts';

export const PAYMENT_METHODS = ['credit-card', 'ach-debit'] as const;
/** The last one only in the types of Twilio's library: setting `commercialSavings`. */
export const BANK_ACCOUNT_TYPES = [
  'consumer-checking',
  'consumer-savings',
  'commercial-checking',
  'commercial-savings',
] as const;
export const TOKEN_TYPES = ['one-time', 'reusable', 'payment-method'] as const;

/** The terms of a session as `create` fixed them, with defaults filled in. They never change. */
export interface PaymentTerms {
  readonly sid: string;
  readonly accountSid: string;
  /** The `CallSid` in callbacks; not always the leg on which the digits are keyed in. */
  readonly callSid: string;
  readonly dateCreated: Date;
  readonly paymentMethod: (typeof PAYMENT_METHODS)[number];
  readonly bankAccountType: (typeof BANK_ACCOUNT_TYPES)[number];
  /** As sent, e.g. `12.00` or `12.5`; absent for a tokenisation. */
  readonly chargeAmount: string | undefined;
  readonly currency: string;
  readonly tokenType: (typeof TOKEN_TYPES)[number];
  readonly description: string | undefined;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly paymentConnector: string;
  readonly securityCode: boolean;
  readonly postalCode: boolean;
  /** A postal code that the agent gave; then none is captured. */
  readonly literalPostalCode: string | undefined;
  readonly minPostalCodeLength: number | undefined;
  /** Seconds allowed between two digits, 1 to 600. */
  readonly timeoutSeconds: number;
  readonly validCardTypes: readonly CardBrand[];
  /** Fields to be entered twice. */
  readonly requireMatching: readonly Field[];
  readonly confirmation: boolean;
}
