import type { Capture, PaySession, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { CAPTURES } from '#lambdas/contract/fields.ts';
import { isFinal } from './newest.ts';

/** The form of every time of ours: times are compared as text. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a typing document holds: digits of this session, or undefined for anything else. */
export function readDigits(data: unknown, paySid: string): TypedDigits | undefined {
  const digits = (data ?? {}) as Readonly<Record<keyof TypedDigits, unknown>>;
  const isOurs = digits.paySid === paySid && CAPTURES.includes(digits.field as Capture);
  return isOurs && isText(digits.typed, /^x{0,64}$/) && isText(digits.at, TIME)
    ? (data as TypedDigits)
    : undefined;
}

/** True when digits are newer than others: by Twilio's time, and within one moment by field or length. */
export function supersedes(digits: TypedDigits, others: TypedDigits | undefined): boolean {
  if (!others || digits.at > others.at) return true;
  return (
    digits.at === others.at && (digits.field !== others.field || digits.typed.length > others.typed.length)
  );
}

/**
 * The digits to show with this state. A typing document knows nothing of the state and is never cleared, so what it
 * holds counts only for the field being asked for, or a missing one while none is, and only when it is newer than every
 * outcome and than what was known when the field was asked for again.
 *
 * @param before the newest digits of the attempts before
 */
export function digitsFor(
  session: PaySession,
  digits: TypedDigits | undefined,
  before: TypedDigits | undefined,
): TypedDigits | undefined {
  if (!digits || digits.paySid !== session.paySid) return undefined;
  if (isFinal(session) || session.state === 'submitting') return undefined;
  const { field, at } = digits;
  const isWanted = session.capturing ? session.capturing.field === field : session.required.includes(field);
  const isFresh = Object.entries(session.outcomeTimes ?? {}).every(([other, time]) =>
    other === field ? at > time : at >= time,
  );
  return isWanted && isFresh && (!before || supersedes(digits, before)) ? digits : undefined;
}

/** A session whose caller keys in a field that nobody here asked for is capturing it all the same. */
export function withField(session: PaySession, field: Capture | undefined): PaySession {
  if (!field || session.capturing) return session;
  const state = session.state === 'started' ? 'capturing' : session.state;
  return { ...session, state, capturing: { field, typed: '' } };
}

function isText(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value);
}
