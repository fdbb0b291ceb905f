import type {
  BankAccountType,
  CardBrand,
  PaymentMethod,
  StartRequest,
  TokenType,
} from '#lambdas/contract/desk-api.ts';
import { DEFAULT_CURRENCY } from '#lambdas/contract/money.ts';
import {
  ID_FIELDS,
  type IdField,
  type IdProblem,
  type IdRules,
  NO_RULES,
  readId,
} from '#lambdas/contract/reference-mask.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { type AmountProblem, type ParsedAmount, parseAmount } from './amount.ts';
import type { Terms } from './paid-call.ts';

/** The form as the agent fills it in; nothing is sent until {@link requestFrom} reads it. */
export interface Draft {
  readonly method: PaymentMethod;
  readonly purpose: 'charge' | 'save';
  readonly amount: string;
  /** The amount in its canonical form, once the agent chose between two readings of `amount`. */
  readonly meant?: string | undefined;
  readonly currency: string;
  readonly description: string;
  readonly reference: string;
  readonly customer: string;
  readonly holder: string;
  readonly accountType: BankAccountType;
  readonly tokenType: TokenType;
  readonly postalCode: boolean;
  readonly securityCode: boolean;
  readonly matching: boolean;
  readonly confirmation: boolean;
  /** Seconds between two digits. */
  readonly timeout: number;
  readonly cards: readonly CardBrand[];
}

export interface DraftProblem {
  readonly field: 'amount' | 'holder' | 'cards' | 'description' | IdField;
  readonly amount?: AmountProblem;
  /** What is wrong with a reference or a customer's id. */
  readonly id?: IdProblem;
  /** The service's refusal, where the form itself found nothing wrong. */
  readonly refusal?: ApiError;
}

export const TIMEOUTS = [5, 15, 30, 60] as const;
/** Twilio docs: the cards accepted when none are named. */
const DEFAULT_CARDS: readonly CardBrand[] = ['visa', 'mastercard', 'amex'];
export const ALL_CARDS: readonly CardBrand[] = [
  ...DEFAULT_CARDS,
  'discover',
  'jcb',
  'diners-club',
  'maestro',
  'optima',
  'enroute',
];

/** The form for the next payment, with what stays of the previous one. */
export function draftFrom(before: StartRequest | undefined): Draft {
  return {
    method: before?.paymentMethod ?? 'credit-card',
    purpose: before?.tokenType ? 'save' : 'charge',
    amount: before?.chargeAmount ?? '',
    meant: before?.chargeAmount,
    currency: before?.currency ?? DEFAULT_CURRENCY,
    description: before?.description ?? '',
    reference: before?.reference ?? '',
    customer: before?.customer ?? '',
    holder: before?.parameters?.AVSName ?? '',
    accountType: before?.bankAccountType ?? 'consumer-checking',
    tokenType: before?.tokenType ?? 'reusable',
    postalCode: before?.postalCode ?? true,
    securityCode: before?.securityCode ?? true,
    matching: (before?.requireMatchingInputs?.length ?? 0) > 0,
    confirmation: before?.confirmation ?? false,
    timeout: before?.timeout ?? TIMEOUTS[0],
    cards: before?.validCardTypes ?? DEFAULT_CARDS,
  };
}

/** The form as a grant allows it: what the grant says stands in it already. */
export function within(terms: Terms | undefined, draft: Draft): Draft {
  if (!terms) return draft;
  const { amount = draft.amount, currency, reference, methods } = terms;
  return {
    ...draft,
    purpose: 'charge',
    amount,
    meant: terms.amount ?? draft.meant,
    currency,
    reference,
    method: methods.includes(draft.method) ? draft.method : (methods[0] ?? draft.method),
  };
}

export type ReadDraft =
  | { readonly ok: true; readonly request: StartRequest }
  | { readonly ok: false; readonly problem: DraftProblem };

/** The amount as the form reads it; `language` is the page's. */
export function amountOf({ amount, meant, currency }: Draft, language: string): ParsedAmount {
  return meant === undefined ? parseAmount(amount, currency, language) : { ok: true, value: meant };
}

/** Turns the form into a request. A blank amount is an error; it never silently becomes "save the card". */
export function requestFrom(
  draft: Draft,
  callSid: string,
  language: string,
  rules: IdRules = NO_RULES,
): ReadDraft {
  const isCard = draft.method === 'credit-card';
  const amount = draft.purpose === 'charge' ? amountOf(draft, language) : undefined;
  if (amount && !amount.ok) return { ok: false, problem: { field: 'amount', amount: amount.problem } };
  if (!isCard && draft.holder.trim() === '') return { ok: false, problem: { field: 'holder' } };
  if (isCard && draft.cards.length === 0) return { ok: false, problem: { field: 'cards' } };

  const ids: Partial<Record<IdField, string>> = {};
  for (const field of ID_FIELDS) {
    const id = readId(draft[field], rules[field]);
    if (!id.ok) return { ok: false, problem: { field, id: id.problem } };
    if (id.value !== undefined) ids[field] = id.value;
  }
  const description = draft.description.trim();
  return {
    ok: true,
    request: {
      callSid,
      paymentMethod: draft.method,
      timeout: draft.timeout,
      ...(amount?.ok
        ? { chargeAmount: amount.value, currency: draft.currency }
        : { tokenType: draft.tokenType }),
      ...(description ? { description } : {}),
      ...ids,
      ...(draft.confirmation ? { confirmation: true } : {}),
      ...(isCard ? cardPart(draft) : bankPart(draft)),
    },
  };
}

function cardPart(draft: Draft): Partial<StartRequest> {
  return {
    postalCode: draft.postalCode,
    securityCode: draft.securityCode,
    validCardTypes: draft.cards,
    ...(draft.matching ? { requireMatchingInputs: ['payment-card-number'] } : {}),
  };
}

/** Twilio docs: a bank payment needs the account holder's name as `AVSName`. */
function bankPart(draft: Draft): Partial<StartRequest> {
  return { bankAccountType: draft.accountType, parameters: { AVSName: draft.holder.trim() } };
}
