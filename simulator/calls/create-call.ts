import { type Form, refuseUnknown } from '../http/form-body.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { StatusEvent } from '../twiml/verbs.ts';
import type { OutgoingCall } from './calls.ts';
import type { Party } from './party.ts';

/**
 * Reads the form of `POST Calls.json` into a call to place.
 *
 * @throws TwilioError 21201, 21213, 21205, 21609, 20001; the pairing of code and message is unconfirmed.
 */
export function outgoingCall(
  form: Form,
  services: {
    readonly partyFor: (to: string) => Party | undefined;
    readonly voiceUrlOfApp: (applicationSid: string) => string | undefined;
  },
): OutgoingCall {
  refuseUnknown(form, 'createCall', KNOWN, ['StatusCallbackEvent']);
  const to = form.get('To');
  const from = form.get('From');
  if (!to) throw twilioError(400, 21201, "No 'To' number is specified");
  if (!from) throw twilioError(400, 21213, "No 'From' number is specified");
  for (const name of ['Method', 'StatusCallbackMethod']) {
    if ((form.get(name) ?? 'POST') !== 'POST')
      throw new SimulatorUnsupported(`createCall with ${name} other than POST`);
  }
  const statusCallback = form.get('StatusCallback');
  if (statusCallback && !isUrl(statusCallback)) throw twilioError(400, 21609, 'Invalid StatusCallback');
  return {
    to,
    from,
    party: services.partyFor(to),
    source: sourceOf(form, services.voiceUrlOfApp),
    timeoutSeconds: timeoutOf(form),
    ...(statusCallback ? { report: { url: statusCallback, events: eventsOf(form) } } : {}),
  };
}

const KNOWN = [
  'To',
  'From',
  'Url',
  'Twiml',
  'ApplicationSid',
  'Method',
  'StatusCallback',
  'StatusCallbackMethod',
  'Timeout',
];

const EVENTS: readonly StatusEvent[] = ['initiated', 'ringing', 'answered', 'completed'];

function sourceOf(form: Form, voiceUrlOfApp: (sid: string) => string | undefined): OutgoingCall['source'] {
  const document = form.get('Twiml');
  if (document) return { document };
  const applicationSid = form.get('ApplicationSid');
  const url = applicationSid ? voiceUrlOfApp(applicationSid) : form.get('Url');
  if (!url || !isUrl(url)) throw twilioError(400, 21205, 'Url is not a valid URL');
  return { url };
}

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

function isUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
