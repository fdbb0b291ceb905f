import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { CAPTURES, fieldOf } from '#lambdas/contract/fields.ts';
import { isFinal } from './newest.ts';

export type RowState = 'todo' | 'asking' | 'accepted' | 'error';

/** One line of the payment: a field and its progress. */
export interface FieldRow {
  readonly capture: Capture;
  readonly state: RowState;
  /** Masked value of an accepted field. */
  readonly value?: string;
  readonly errorCode?: string;
  readonly guidance?: string;
}

/** One row per field that was or will be asked for, in that order. */
export function fieldRows(session: PaySession): readonly FieldRow[] {
  return CAPTURES.filter((capture) => isPartOf(session, capture)).map((capture) => rowOf(session, capture));
}

/** The field to ask for next: the one in error, otherwise the first missing one that may be asked for now. */
export function nextCapture(session: PaySession): Capture | undefined {
  if (session.error?.field && !isAccepted(session, session.error.field)) return session.error.field;
  const missing = CAPTURES.filter((capture) => session.required.includes(capture));
  return missing.find((capture) => mayAsk(session, capture)) ?? missing[0];
}

/** Twilio docs: the security code is checked against the brand, so it comes after the card number. */
export function mayAsk(session: PaySession, capture: Capture): boolean {
  if (!session.allowed.includes('capture')) return false;
  return fieldOf(capture) !== 'security-code' || session.captured['payment-card-number'] !== undefined;
}

function isPartOf(session: PaySession, capture: Capture): boolean {
  return (
    session.required.includes(capture) ||
    session.captured[capture] !== undefined ||
    session.capturing?.field === capture ||
    session.error?.field === capture
  );
}

function isAccepted(session: PaySession, capture: Capture): boolean {
  return session.captured[capture] !== undefined && !session.required.includes(capture);
}

function rowOf(session: PaySession, capture: Capture): FieldRow {
  const value = session.captured[capture];
  const base = { capture, ...(value === undefined ? {} : { value }) };
  if (session.capturing?.field === capture) return { ...base, state: 'asking' };
  if (session.error?.field === capture && !isFinal(session)) {
    return { ...base, state: 'error', errorCode: session.error.code, guidance: session.error.guidance };
  }
  return { ...base, state: isAccepted(session, capture) ? 'accepted' : 'todo' };
}
