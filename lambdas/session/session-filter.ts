import type { FailureKind, MoneyOutcome, PaySession, SessionState } from '#lambdas/contract/desk-api.ts';
import { isSameAmount } from '#lambdas/contract/money.ts';
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
  readonly agent?: string;
  readonly callSid?: string;
  readonly paySid?: string;
  /** `active` means every state that is not over. */
  readonly state?: SessionState | 'active';
  readonly failure?: FailureKind;
  readonly outcome?: MoneyOutcome;
  /** Last four digits of the card number, or of a bank account whose last four are known. */
  readonly lastFour?: string;
  /** A decimal; "12" and "12.00" are the same amount. */
  readonly amount?: string;
  /** In whatever way it is written. */
  readonly reference?: string;
  readonly customer?: string;
}

/** Whether a session is one of those asked for. */
export function fitsFilter(session: PaySession, filter: SessionFilter): boolean {
  const { from, to, agent, callSid, paySid, state, failure, outcome, lastFour, amount } = filter;
  const { reference, customer } = filter;
  if (session.startedAt < from || session.startedAt >= to) return false;
  if (agent !== undefined && session.agent !== agent) return false;
  if (callSid !== undefined && session.callSid !== callSid) return false;
  if (paySid !== undefined && session.paySid !== paySid) return false;
  if (state !== undefined && !(state === 'active' ? !isOver(session.state) : session.state === state)) {
    return false;
  }
  if (failure !== undefined && failureOf(session) !== failure) return false;
  if (outcome !== undefined && session.outcome !== outcome) return false;
  if (reference !== undefined && !isSameId(session.reference, reference)) return false;
  if (customer !== undefined && !isSameId(session.customer, customer)) return false;
  if (lastFour !== undefined && !endsIn(session, lastFour)) return false;
  return amount === undefined || isSameAmount(session.chargeAmount ?? '', amount, session.currency);
}

function isSameId(id: string | undefined, wanted: string): boolean {
  return id !== undefined && canonicalId(id) === canonicalId(wanted);
}

/** Why a failed session failed, or undefined for any other. */
function failureOf({ state, error }: PaySession): FailureKind | undefined {
  if (state !== 'failed') return undefined;
  return error?.declined ? 'declined' : 'error';
}

function endsIn({ captured }: PaySession, lastFour: string): boolean {
  const numbers = [captured['payment-card-number'], captured['bank-account-number']];
  return numbers.some((number) => number?.endsWith(lastFour));
}
