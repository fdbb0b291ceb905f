import type {
  BankAccountType,
  Capture,
  CardBrand,
  Field,
  PaymentMethod,
  TokenType,
} from '#lambdas/contract/desk-api.ts';
import { CARD_BRANDS, FIELDS, fieldOf, parameterOf, readCapture } from '#lambdas/contract/fields.ts';
import { maskNumber, maskProse, maskTyped } from '#lambdas/masking/mask.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { type KeptReferences, type PayerNumbers, readReferences } from './references.ts';

/**
 * What is kept of one payment callback: an allow-list. Expiry, postal code and security code are kept as the fact that
 * they were given, never as a value, a length or a mask.
 */
export interface CallbackContent extends KeptReferences, PayerNumbers {
  readonly callSid?: string;
  /** Twilio's time of the change, ISO 8601; what puts callbacks in order. */
  readonly time?: string;
  readonly capture?: Capture;
  /** Present when the callback said what is missing; empty when nothing is. */
  readonly required?: readonly Capture[];
  readonly errorType?: string;
  /** The entry refused had fewer digits than any valid one. */
  readonly incomplete?: boolean;
  /** Fields the callback carried a value for. */
  readonly given: readonly Field[];
  readonly cardType?: CardBrand;
  readonly chargeAmount?: string;
  readonly tokenType?: TokenType;
  readonly bankAccountType?: BankAccountType;
  readonly result?: string;
  readonly payErrorCode?: string;
  readonly paymentError?: string;
  readonly connectorError?: string;
}

/** Incoming digits: shown on the screen, not recorded as an event. */
export interface PartialResult {
  readonly capture: Capture;
  readonly typed: string;
  readonly time?: string;
}

export type ReadParameter = (name: string) => string | undefined;

/**
 * The digits so far when this callback is about a field still being keyed in. Only the word "true" says so (observed).
 */
export function readPartial(read: ReadParameter): PartialResult | undefined {
  if (read('PartialResult')?.toLowerCase() !== 'true') return undefined;
  const capture = readCapture(read('Capture') ?? '');
  if (!capture) return undefined;
  return {
    capture,
    typed: maskTyped(read(parameterOf(fieldOf(capture))) ?? ''),
    ...definedOnly({ time: readTime(read) }),
  };
}

/**
 * Reduces a callback's parameters to what may be kept of it.
 *
 * @param before what was known about the payer's numbers, and kept of references, before this callback; references are
 *   compared with it
 */
export function readCallback(
  read: ReadParameter,
  before: readonly (PayerNumbers & KeptReferences)[] = [],
): CallbackContent {
  const content = readContent(read);
  return { ...content, ...readReferences(read, [...before, content]) };
}

/** Why a field was refused: an entry that nobody finished is not an invalid one, whatever Twilio calls it. */
export function refusalOf({ errorType, incomplete }: CallbackContent): string | undefined {
  return incomplete ? 'input-timeout' : errorType;
}

function readContent(read: ReadParameter): CallbackContent {
  const number = (name: string, shown: number) => mapText(read(name), (text) => maskNumber(text, shown));
  const required = read('Required');
  return {
    given: FIELDS.filter((field) => read(parameterOf(field))),
    ...definedOnly({
      callSid: pick(read('CallSid'), /^CA[0-9a-fA-F]{32}$/),
      time: readTime(read),
      capture: readCapture(read('Capture') ?? ''),
      required: required === undefined ? undefined : readRequired(required),
      errorType: pick(read('ErrorType'), /^[a-zA-Z-]{1,80}$/),
      cardNumber: number('PaymentCardNumber', 4),
      cardType: CARD_BRANDS.find((brand) => brand === read('PaymentCardType')?.toLowerCase()),
      routingNumber: number('BankRoutingNumber', 4),
      accountNumber: number('BankAccountNumber', 2),
      paymentMethod: pick(
        read('PaymentMethod')?.toLowerCase(),
        /^(?:credit-card|ach-debit)$/,
      ) as PaymentMethod,
      chargeAmount: pick(read('ChargeAmount'), /^\d{1,9}(?:\.\d{1,4})?$/),
      tokenType: pick(read('TokenType'), /^(?:one-time|reusable|payment-method)$/) as TokenType,
      bankAccountType: pick(
        read('BankAccountType'),
        /^(?:consumer-checking|consumer-savings|commercial-checking)$/,
      ) as BankAccountType,
      result: pick(read('Result'), /^[a-zA-Z-]{1,80}$/),
      payErrorCode: pick(read('PayErrorCode'), /^\d{1,6}$/),
      paymentError: mapText(read('PaymentError'), maskProse),
      connectorError: mapText(read('ConnectorError'), maskProse),
    }),
  };
}

/** Twilio's time of a callback, ISO 8601; undefined where it gives none. */
export function readTime(read: ReadParameter): string | undefined {
  const time = Date.parse(read('DateUpdated') || read('DateCreated') || '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function readRequired(list: string): readonly Capture[] {
  return list
    .split(/[\s,]+/)
    .map(readCapture)
    .filter((capture) => capture !== undefined);
}

function pick(value: string | undefined, shape: RegExp): string | undefined {
  return value && shape.test(value) ? value : undefined;
}

function mapText(value: string | undefined, change: (text: string) => string): string | undefined {
  return value ? change(value) : undefined;
}
