import { type TwilioError, twilioError } from '../http/twilio-error.ts';
import type { Settings } from '../settings.ts';

/** What conferences refuse (error dictionary), in words of our own. */
export const REFUSALS: Readonly<Record<number, string>> = {
  13240: 'the call to coach is not in this conference',
  16020: 'the conference is full',
  16022: 'the conference has ended',
  16023: 'the label of the participant is not valid',
  16025: 'another participant of the conference has this label',
  16026: 'another participant of the conference has this label',
  16027: 'the call to coach is on hold',
};

/** The REST API's error for a code of {@link REFUSALS}; its wording is unconfirmed. */
export function conferenceError(code: number, { conferenceErrorHttpStatus }: Settings): TwilioError {
  const what = REFUSALS[code] ?? 'the conference cannot do that';
  return twilioError(conferenceErrorHttpStatus, code, `${what.charAt(0).toUpperCase()}${what.slice(1)}`);
}
