import type { PaymentMethod } from '#lambdas/contract/desk-api.ts';
import { maskProse } from '#lambdas/masking/mask.ts';
import type { PayerEnds } from '#lambdas/masking/own-number.ts';
import { keepReference } from '#lambdas/masking/reference.ts';
import { holdsSecretBesideWord } from '#lambdas/masking/secret-words.ts';

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

type Kind = 'reference' | 'code' | 'prose';

/** `PayConnector_…` parameters that are kept, each by its kind of field; each connector decides which it sends. */
const CONNECTOR_PARAMETERS: readonly (readonly [name: string, kind: Kind])[] = [
  ['status', 'code'],
  ['payment_status', 'code'],
  ['gateway_status', 'code'],
  ['gateway_code', 'code'],
  ['response_code', 'code'],
  ['gateway_message', 'prose'],
  ['gateway_reference', 'reference'],
  ['auth_code', 'reference'],
  ['confirmation_number', 'reference'],
  ['reference', 'reference'],
];

/** A status word or a bank's response code: a few short words, four digits at most. */
const CODE = /^(?=.{1,40}$)(?!(?:\D*\d){5})[A-Za-z0-9]+(?:[ _.-][A-Za-z0-9]+)*$/;

/** Digits that all codes of a callback may hold: four codes of four digits each would be a card number. */
const MOST_CODE_DIGITS = 8;

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
  let codes = '';
  const keep = (name: string, parameter: string, kind: Kind = 'reference') => {
    const value = read(parameter);
    if (!value) return [];
    if (kind === 'prose') return [[name, maskProse(value)] as const];
    ends ??= readEnds(known);
    const kept = kind === 'code' ? keepCode(value, codes, ends, beside) : keepReference(value, ends, beside);
    if (kept !== value) withheld.push(name);
    else if (kind === 'code') codes += value;
    if (kept !== undefined) beside.push(kept);
    return kept === undefined ? [] : [[name, kept] as const];
  };
  const own = Object.entries(PARAMETERS).flatMap(([name, parameter]) => keep(name, parameter));
  const connector = CONNECTOR_PARAMETERS.flatMap(([name, kind]) => keep(name, `PayConnector_${name}`, kind));
  return {
    ...Object.fromEntries(own),
    ...(connector.length === 0 ? {} : { connector: Object.fromEntries(connector) }),
    ...(withheld.length === 0 ? {} : { withheld }),
  };
}

/** Whether a reference that somebody gives for this session may be kept as it is. */
export function isKeptWhole(value: string, known: readonly (PayerNumbers & KeptReferences)[]): boolean {
  return keepReference(value, readEnds(known), known.flatMap(keptIn)) === value;
}

/** Words may stand apart; all else is judged as a reference is, and a code is never masked in part. */
function keepCode(
  value: string,
  codes: string,
  ends: PayerEnds,
  beside: readonly string[],
): string | undefined {
  const joined = value.replaceAll(' ', '_');
  const isCode = CODE.test(value) && !holdsSecretBesideWord(value);
  if (!isCode || (codes + value).replace(/\D/g, '').length > MOST_CODE_DIGITS) return undefined;
  return keepReference(joined, ends, beside) === joined ? value : undefined;
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
