import type {
  CardBrand,
  FailureKind,
  MoneyOutcome,
  PaymentMethod,
  PaySession,
  SessionState,
} from '#lambdas/contract/desk-api.ts';
import { isBetween, isSameAmount } from '#lambdas/contract/money.ts';
import { type Ending, endingOf } from '#lambdas/contract/payment-ending.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { canonicalId } from './canonical-id.ts';

/** No payment was taken before this: a search of everything begins here. */
export const EARLIEST = '2020-01-01T00:00:00.000Z';

/** A span in which one person has few sessions, fewer than there may be under way. */
export const RECENT_MS = 3 * 24 * 60 * 60_000;

export interface SessionFilter {
  /** Inclusive, ISO 8601. */
  readonly from: string;
  /** Exclusive, ISO 8601. */
  readonly to: string;
  /** Like `currency` and `brand`, empty for payments without one. */
  readonly agent?: string;
  readonly callSid?: string;
  readonly paySid?: string;
  /** `active` means every state that is not over. */
  readonly state?: SessionState | 'active';
  readonly ending?: Ending;
  readonly failure?: FailureKind;
  /** Code of the error it shows. */
  readonly reason?: string;
  readonly outcome?: MoneyOutcome;
  /** Last four digits of the card number, or of a bank account whose last four are known. */
  readonly lastFour?: string;
  /** A decimal; "12" and "12.00" are the same amount. */
  readonly amount?: string;
  /** Inclusive, in each payment's own currency. */
  readonly amountFrom?: string;
  readonly amountTo?: string;
  readonly currency?: string;
  readonly brand?: CardBrand | '';
  readonly method?: PaymentMethod;
  /** In whatever way it is written. */
  readonly reference?: string;
  readonly customer?: string;
  /** The processor's own reference, whether the processor or a supervisor told it. */
  readonly confirmation?: string;
  /** Inclusive, ISO 8601: it changed then or later. */
  readonly changedSince?: string;
}

/** Whether a session is one of those asked for. */
export function fitsFilter(session: PaySession, filter: SessionFilter): boolean {
  return Object.entries(filter).every(
    ([name, wanted]) => wanted === undefined || FITS[name as keyof SessionFilter](session, wanted as never),
  );
}

const FITS: {
  readonly [Name in keyof SessionFilter]-?: (
    session: PaySession,
    wanted: NonNullable<SessionFilter[Name]>,
  ) => boolean;
} = {
  from: ({ startedAt }, from) => startedAt >= from,
  to: ({ startedAt }, to) => startedAt < to,
  agent: ({ agent }, wanted) => agent === wanted,
  callSid: ({ callSid }, wanted) => callSid === wanted,
  paySid: ({ paySid }, wanted) => paySid === wanted,
  state: ({ state }, wanted) => (wanted === 'active' ? !isOver(state) : state === wanted),
  ending: (session, wanted) => endingOf(session) === wanted,
  failure: (session, wanted) => failureOf(session) === wanted,
  reason: ({ error }, wanted) => error?.code === wanted,
  outcome: ({ outcome }, wanted) => outcome === wanted,
  lastFour: (session, wanted) => lastFourOf(session) === wanted,
  amount: ({ chargeAmount = '', currency }, wanted) => isSameAmount(chargeAmount, wanted, currency),
  amountFrom: ({ chargeAmount = '', currency }, least) => isBetween(chargeAmount, least, undefined, currency),
  amountTo: ({ chargeAmount = '', currency }, most) => isBetween(chargeAmount, undefined, most, currency),
  currency: ({ currency = '' }, wanted) => currency === wanted,
  brand: ({ cardType = '' }, wanted) => cardType === wanted,
  method: ({ paymentMethod }, wanted) => paymentMethod === wanted,
  reference: ({ reference }, wanted) => isSameId(reference, wanted),
  customer: ({ customer }, wanted) => isSameId(customer, wanted),
  confirmation: (session, wanted) => confirmationsOf(session).some((known) => isSameId(known, wanted)),
  changedSince: ({ updatedAt }, since) => updatedAt >= since,
};

function isSameId(id: string | undefined, wanted: string): boolean {
  return id !== undefined && canonicalId(id) === canonicalId(wanted);
}

/** Why a failed session failed, or undefined for any other. */
function failureOf({ state, error }: PaySession): FailureKind | undefined {
  if (state !== 'failed') return undefined;
  return error?.declined ? 'declined' : 'error';
}

/** Of the card or the bank account, once it was accepted; undefined while, or where, they are not known. */
export function lastFourOf({ captured }: PaySession): string | undefined {
  const masked = captured['payment-card-number'] ?? captured['bank-account-number'];
  return masked && /[0-9]{4}$/.exec(masked)?.[0];
}

/** What the processor calls it: as the processor said, and as a supervisor found out. */
export function confirmationsOf({ confirmationCode, resolution }: PaySession): readonly string[] {
  return [confirmationCode, resolution?.processorReference].filter((id) => id !== undefined);
}
