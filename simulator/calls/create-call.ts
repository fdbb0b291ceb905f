import { type Form, refuseUnknown } from '../http/form-body.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { StatusEvent } from '../twiml/verbs.ts';
import { checkNumbers } from './call-numbers.ts';
import type { OutgoingCall } from './calls.ts';
import { documentOf, hookOf } from './form-hooks.ts';
import type { Lead } from './lead.ts';
import type { Party } from './party.ts';

/**
 * Reads the form of `POST Calls.json` into a call to place.
 *
 * @throws TwilioError 21201, 21210 to 21218, 21205, 21609, 20001; the pairing of code and message is unconfirmed.
 */
export function outgoingCall(
  form: Form,
  services: {
    readonly partyFor: (to: string) => Party | undefined;
    readonly leadOfApp: (applicationSid: string) => Lead | undefined;
    readonly isOurNumber: (number: string) => boolean;
  },
): OutgoingCall {
  refuseUnknown(form, 'createCall', KNOWN, ['StatusCallbackEvent']);
  const to = form.get('To');
  const from = form.get('From');
  if (!to) throw twilioError(400, 21201, "No 'To' number is specified");
  if (!from) throw twilioError(400, 21213, "No 'From' number is specified");
  checkNumbers(to, from, services.isOurNumber);
  const { source, fallback, statusCallback } = leadIn(form, services.leadOfApp);
  return {
    to,
    from,
    party: services.partyFor(to),
    source,
    ...(fallback ? { fallback } : {}),
    timeoutSeconds: timeoutOf(form),
    ...(statusCallback ? { report: { hook: statusCallback, events: eventsOf(form) } } : {}),
  };
}

const KNOWN = [
  'To',
  'From',
  'Url',
  'Twiml',
  'ApplicationSid',
  'Method',
  'FallbackUrl',
  'FallbackMethod',
  'StatusCallback',
  'StatusCallbackMethod',
  'Timeout',
];

const EVENTS: readonly StatusEvent[] = ['initiated', 'ringing', 'answered', 'completed'];

/** An application takes the place of the addresses in the form (Twilio docs). */
function leadIn(
  form: Form,
  leadOfApp: (sid: string) => Lead | undefined,
): Pick<OutgoingCall, 'source' | 'fallback'> & Pick<Lead, 'statusCallback'> {
  const applicationSid = form.get('ApplicationSid');
  const lead = applicationSid ? leadOfApp(applicationSid) : undefined;
  if (applicationSid && !lead) throw twilioError(400, 21218, 'Invalid ApplicationSid');
  const fallback = lead?.voiceFallback ?? hookOf(form, 'FallbackUrl', 'FallbackMethod', INVALID_URL);
  const statusCallback =
    lead?.statusCallback ?? hookOf(form, 'StatusCallback', 'StatusCallbackMethod', INVALID_CALLBACK);
  const source = lead?.voice ?? documentOf(form) ?? hookOf(form, 'Url', 'Method', INVALID_URL);
  if (!source) throw INVALID_URL;
  return { source, ...(fallback ? { fallback } : {}), ...(statusCallback ? { statusCallback } : {}) };
}

const INVALID_URL = twilioError(400, 21205, 'Url is not a valid URL');
const INVALID_CALLBACK = twilioError(400, 21609, 'Invalid StatusCallback');

/** Seconds of ringing, 1 to 600; 60 by default (Twilio docs). */
function timeoutOf(form: Form): number {
  const text = form.get('Timeout') ?? '60';
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > 600) throw twilioError(400, 20001, 'Parameter Timeout is not valid');
  return seconds;
}

function eventsOf(form: Form): readonly StatusEvent[] {
  const asked = form.all('StatusCallbackEvent');
  if (asked.length === 0) return ['completed'];
  const events = EVENTS.filter((event) => asked.includes(event));
  if (events.length < new Set(asked).size)
    throw twilioError(400, 20001, 'Parameter StatusCallbackEvent is not valid');
  return events;
}
