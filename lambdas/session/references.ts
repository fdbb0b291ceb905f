import type { PaymentMethod } from '#lambdas/contract/desk-api.ts';
import type { PayerEnds } from '#lambdas/masking/own-number.ts';
import { keepReference } from '#lambdas/masking/reference.ts';

/** References of a processor, as far as they may be kept. */
export interface KeptReferences {
  readonly confirmationCode?: string;
  readonly paymentToken?: string;
  /** The customer's id at the processor; with several connectors one half of the token (Twilio docs). */
  readonly profileId?: string;
  /** The connector's own words by name, where it sends them; see {@link CONNECTOR_PARAMETERS}. */
  readonly connector?: Readonly<Record<string, string>>;
  /** Which of them were masked, or left out, because they could be the payer's number or are not references. */
  readonly withheld?: readonly string[];
}

const PARAMETERS = {
  confirmationCode: 'PaymentConfirmationCode',
  paymentToken: 'PaymentToken',
  profileId: 'ProfileId',
} as const;

/** `PayConnector_…` parameters that are kept; each connector decides which of them it sends. */
const CONNECTOR_PARAMETERS = [
  'payment_status',
  'gateway_status',
  'gateway_code',
  'gateway_reference',
  'auth_code',
  'reference',
] as const;

/** What a callback, or a start, says about the numbers the caller keyed in; masked. */
export interface PayerNumbers {
  readonly paymentMethod?: PaymentMethod;
  readonly cardNumber?: string;
  readonly accountNumber?: string;
  readonly routingNumber?: string;
}

/**
 * Reads a callback's references.
 *
 * @param known about the session up to and including this callback; a number keyed in later proves nothing, and a reference kept
 *   earlier may be the other half of a number
 */
export function readReferences(
  read: (name: string) => string | undefined,
  known: readonly (PayerNumbers & KeptReferences)[],
): KeptReferences {
  const beside = known.flatMap(keptIn);
  let ends: PayerEnds | undefined;
  const withheld: string[] = [];
  const keep = (name: string, parameter: string) => {
    const value = read(parameter);
    if (!value) return [];
    ends ??= readEnds(known);
    const kept = keepReference(value, ends, beside);
    if (kept !== value) withheld.push(name);
    if (kept !== undefined) beside.push(kept);
    return kept === undefined ? [] : [[name, kept] as const];
  };
  const own = Object.entries(PARAMETERS).flatMap(([name, parameter]) => keep(name, parameter));
  const connector = CONNECTOR_PARAMETERS.flatMap((name) => keep(name, `PayConnector_${name}`));
  return {
    ...Object.fromEntries(own),
    ...(connector.length === 0 ? {} : { connector: Object.fromEntries(connector) }),
    ...(withheld.length === 0 ? {} : { withheld }),
  };
}

function keptIn({ confirmationCode, paymentToken, profileId, connector }: KeptReferences): readonly string[] {
  return [confirmationCode, paymentToken, profileId, ...Object.values(connector ?? {})].filter(
    (reference) => reference !== undefined,
  );
}

function readEnds(known: readonly PayerNumbers[]): PayerEnds {
  const ends = (name: 'cardNumber' | 'accountNumber' | 'routingNumber', shape: RegExp) => [
    ...new Set(known.flatMap((numbers) => shape.exec(numbers[name] ?? '')?.[0] ?? [])),
  ];
  return {
    isBankAccount: known.some(({ paymentMethod }) => paymentMethod === 'ach-debit'),
    cards: ends('cardNumber', /\d{4}$/),
    accounts: ends('accountNumber', /^.*\d\d$/),
    routings: ends('routingNumber', /\d{4}$/),
  };
}
