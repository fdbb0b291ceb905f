import { type Form, refuseUnknown } from '../http/form-body.ts';
import { invalidParameter, twilioError } from '../http/twilio-error.ts';
import { STATUS_EVENTS } from '../twiml/parse-dial.ts';
import type { StatusEvent } from '../twiml/verbs.ts';
import { checkNumbers } from './call-numbers.ts';
import type { OutgoingCall } from './calls.ts';
import { documentOf, hookOf } from './form-hooks.ts';
import type { Lead } from './lead.ts';
import type { Party } from './party.ts';

interface CreateServices {
  readonly partyFor: (to: string) => Party | undefined;
  readonly leadOfApp: (applicationSid: string) => Lead | undefined;
  readonly isOurNumber: (number: string) => boolean;
}

/**
 * Reads the form of `POST Calls.json` into a call to place.
 *
 * @throws TwilioError 21201, 21210 to 21218, 21205, 21609, 20001; the pairing of code and message is unconfirmed.
 */
export function outgoingCall(form: Form, services: CreateServices): OutgoingCall {
  refuseUnknown(form, 'createCall', [...CALL_PARAMETERS, ...LEAD_PARAMETERS], ['StatusCallbackEvent']);
  const call = calledBy(form, services, 1);
  const { source, fallback, statusCallback } = leadIn(form, services.leadOfApp);
  return {
    ...call,
    source,
    ...(fallback ? { fallback } : {}),
    ...(statusCallback ? { report: { hook: statusCallback, events: eventsOf(form) } } : {}),
  };
}

/** What says whom to call, and who is told of it. */
export const CALL_PARAMETERS: readonly string[] = [
  'To',
  'From',
  'StatusCallback',
  'StatusCallbackMethod',
  'Timeout',
];

const LEAD_PARAMETERS = ['Url', 'Twiml', 'ApplicationSid', 'Method', 'FallbackUrl', 'FallbackMethod'];

/**
 * The part of a call to place that {@link CALL_PARAMETERS} say, without what it does once it is up.
 *
 * @param leastTimeout in seconds
 * @throws TwilioError as {@link outgoingCall}
 */
export function calledBy(
  form: Form,
  services: Pick<CreateServices, 'partyFor' | 'isOurNumber'>,
  leastTimeout: number,
): Omit<OutgoingCall, 'source'> {
  const asked = form.get('To');
  const from = form.get('From');
  if (!asked) throw twilioError(400, 21201, "No 'To' number is specified");
  if (!from) throw twilioError(400, 21213, "No 'From' number is specified");
  const [to, parameters] = addressOf(asked);
  checkNumbers(to, from, services.isOurNumber);
  const statusCallback = hookOf(form, 'StatusCallback', 'StatusCallbackMethod', INVALID_CALLBACK);
  const events = eventsOf(form);
  return {
    to,
    from,
    party: services.partyFor(to),
    parameters,
    timeoutSeconds: timeoutOf(form, leastTimeout),
    ...(statusCallback ? { report: { hook: statusCallback, events } } : {}),
  };
}

/** `client:ann?order=7` is a client with custom parameters (Twilio docs). */
function addressOf(to: string): readonly [to: string, parameters: [name: string, value: string][]] {
  const [address = '', query = ''] = to.startsWith('client:') ? to.split(/\?(.*)/s) : [to];
  return [address, [...new URLSearchParams(query)]];
}

/** An application takes the place of the addresses in the form (Twilio docs). */
function leadIn(
  form: Form,
  leadOfApp: (sid: string) => Lead | undefined,
): Pick<OutgoingCall, 'source' | 'fallback'> & Pick<Lead, 'statusCallback'> {
  const applicationSid = form.get('ApplicationSid');
  const lead = applicationSid ? leadOfApp(applicationSid) : undefined;
  if (applicationSid && !lead) throw twilioError(400, 21218, 'Invalid ApplicationSid');
  const fallback = lead?.voiceFallback ?? hookOf(form, 'FallbackUrl', 'FallbackMethod', INVALID_URL);
  const statusCallback = lead?.statusCallback;
  // An address goes before a document (Twilio docs).
  const source = lead?.voice ?? hookOf(form, 'Url', 'Method', INVALID_URL) ?? documentOf(form);
  if (!source) throw INVALID_URL;
  return { source, ...(fallback ? { fallback } : {}), ...(statusCallback ? { statusCallback } : {}) };
}

const INVALID_URL = twilioError(400, 21205, 'Url is not a valid URL');
const INVALID_CALLBACK = twilioError(400, 21609, 'Invalid StatusCallback');

/** Seconds of ringing, at most 600; 60 by default (Twilio docs). */
function timeoutOf(form: Form, least: number): number {
  const text = form.get('Timeout') ?? '60';
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds < least || seconds > 600) throw invalidParameter('Timeout');
  return seconds;
}

/** Several events stand in one value or in several (Twilio docs). */
function eventsOf(form: Form): readonly StatusEvent[] {
  const asked = form.all('StatusCallbackEvent').flatMap((value) => value.trim().split(/\s+/));
  if (asked.length === 0) return ['completed'];
  const events = STATUS_EVENTS.filter((event) => asked.includes(event));
  if (events.length < new Set(asked).size) throw invalidParameter('StatusCallbackEvent');
  return events;
}
