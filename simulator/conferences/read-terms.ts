import { hookOf, soundOf } from '../calls/form-hooks.ts';
import type { Form } from '../http/form-body.ts';
import { readBoolean } from '../http/form-values.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { invalidParameter, twilioError } from '../http/twilio-error.ts';
import type { Settings } from '../settings.ts';
import { CONFERENCE_EVENTS, isLabel, MOST_PARTICIPANTS } from '../twiml/parse-conference.ts';
import type { Beep, ConferenceEvent, ParticipantTerms } from '../twiml/verbs.ts';
import { conferenceError } from './conference-error.ts';
import { NO_SPEAKER_EVENTS } from './dial-conference.ts';

/** What `POST Participants.json` takes beside the parameters of a call. */
export const OWN_PARAMETERS: readonly string[] = [
  'Label',
  'EarlyMedia',
  'Muted',
  'Beep',
  'StartConferenceOnEnter',
  'EndConferenceOnExit',
  'WaitUrl',
  'WaitMethod',
  'MaxParticipants',
  'ConferenceStatusCallback',
  'ConferenceStatusCallbackMethod',
  'Coaching',
  'CallSidToCoach',
  'Record',
  'ConferenceRecord',
];

/**
 * Reads what a participant brings to a conference.
 *
 * @throws TwilioError 16023, 20001, 21205, 21609; the pairing of code and message is unconfirmed.
 * @throws SimulatorUnsupported for recordings, and for events that nobody could send
 */
export function readTerms(
  form: Form,
  settings: Settings,
): ParticipantTerms & { readonly earlyMedia: boolean } {
  if (readBoolean(form, 'Record')) throw new SimulatorUnsupported('createParticipant with Record=true');
  if (!['false', 'do-not-record'].includes(form.get('ConferenceRecord') ?? 'false'))
    throw new SimulatorUnsupported('createParticipant with ConferenceRecord');
  const label = form.get('Label');
  if (label && !isLabel(label)) throw conferenceError(16023, settings);
  const coach = coachOf(form);
  const statusCallback = hookOf(
    form,
    'ConferenceStatusCallback',
    'ConferenceStatusCallbackMethod',
    twilioError(400, 21609, 'Invalid ConferenceStatusCallback'),
  );
  return {
    ...(label ? { label } : {}),
    muted: readBoolean(form, 'Muted') ?? false,
    beep: oneOf(form, 'Beep', BEEPS) ?? 'true',
    startConferenceOnEnter: readBoolean(form, 'StartConferenceOnEnter') ?? true,
    endConferenceOnExit: readBoolean(form, 'EndConferenceOnExit') ?? false,
    ...(coach === undefined ? {} : { coach }),
    wait: soundOf(form, 'WaitUrl', 'WaitMethod', 'POST') ?? 'music',
    maxParticipants: numberIn(form, 'MaxParticipants', 2, MOST_PARTICIPANTS) ?? MOST_PARTICIPANTS,
    ...(statusCallback ? { statusCallback } : {}),
    statusCallbackEvents: eventsOf(form, settings),
    earlyMedia: readBoolean(form, 'EarlyMedia') ?? true,
  };
}

const BEEPS: readonly Beep[] = ['true', 'false', 'onEnter', 'onExit'];

/** Twilio docs: without `Coaching`, naming a call to coach is enough. */
function coachOf(form: Form): string | undefined {
  const callSid = form.get('CallSidToCoach') || undefined;
  const coaching = readBoolean(form, 'Coaching') ?? callSid !== undefined;
  if (coaching && callSid === undefined)
    throw twilioError(400, 20001, 'Coaching needs the parameter CallSidToCoach');
  return coaching ? callSid : undefined;
}

/** Twilio docs: `start` and `end` unless the form says otherwise, several in one value or in several. */
function eventsOf(form: Form, settings: Settings): readonly ConferenceEvent[] {
  const asked = form.all('ConferenceStatusCallbackEvent').flatMap((value) => value.trim().split(/\s+/));
  if (asked.length === 0) return ['start', 'end'];
  if (asked.includes('speaker') && settings.conferenceSpeakerEvents === 'refused')
    throw new SimulatorUnsupported(`ConferenceStatusCallbackEvent=speaker (${NO_SPEAKER_EVENTS})`);
  return asked.map((name) => {
    const event = CONFERENCE_EVENTS.find((known) => known === name);
    if (!event) throw invalidParameter('ConferenceStatusCallbackEvent');
    return event;
  });
}

function oneOf<Word extends string>(form: Form, name: string, words: readonly Word[]): Word | undefined {
  const text = form.get(name);
  if (text === undefined) return undefined;
  const known = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (known === undefined) throw invalidParameter(name);
  return known;
}

function numberIn(form: Form, name: string, least: number, most: number): number | undefined {
  const text = form.get(name);
  if (text === undefined) return undefined;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) throw invalidParameter(name);
  return number;
}
