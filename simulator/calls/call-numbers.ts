import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { twilioError } from '../http/twilio-error.ts';
import { PHONE_NUMBER } from './caller-id.ts';

/**
 * Numbers that Twilio reserves for tests of what cannot be called, with the error of `POST Calls.json` for each (Twilio
 * docs, test credentials) and the one of `<Dial><Number>` that comes nearest (error dictionary).
 */
export const IMPOSSIBLE_NUMBERS: ReadonlyMap<
  string,
  { readonly code: number; readonly message: string; readonly dial: string }
> = new Map([
  [
    '+15005550001',
    { code: 21217, message: "Phone number in 'To' does not appear to be valid", dial: '13223' },
  ],
  ['+15005550002', { code: 21214, message: "'To' phone number cannot be reached", dial: '13224' }],
  ['+15005550003', { code: 21215, message: 'Account not authorized to call this country', dial: '13227' }],
  ['+15005550004', { code: 21216, message: 'Account not allowed to call this number', dial: '13225' }],
]);

/** Twilio's own invalid `From` (Twilio docs, test credentials). */
const INVALID_FROM = '+15005550001';

/**
 * Refuses what cannot be called, and a `From` that is not the account's. Messages name the parameter, never its value.
 *
 * @throws TwilioError 21211, 21212, 21210, 21214 to 21217 (error dictionary)
 */
export function checkNumbers(to: string, from: string, isOurNumber: (number: string) => boolean): void {
  if (to.startsWith('app:')) throw new SimulatorUnsupported('a call with a TwiML app in To');
  if (/^sips?:/.test(to)) throw new SimulatorUnsupported('createCall with a SIP address in To');
  const isClient = /^client:./.test(to);
  if (!isClient && (!PHONE_NUMBER.test(to) || to === from)) {
    throw twilioError(400, 21211, "Invalid 'To' Phone Number");
  }
  const impossible = IMPOSSIBLE_NUMBERS.get(to);
  if (impossible) throw twilioError(400, impossible.code, impossible.message);
  if (isClient && /^client:./.test(from)) return;
  if (!PHONE_NUMBER.test(from) || from === INVALID_FROM)
    throw twilioError(400, 21212, "Invalid 'From' Phone Number");
  if (!isOurNumber(from)) {
    throw twilioError(400, 21210, "'From' phone number is not yet verified for this account");
  }
}
