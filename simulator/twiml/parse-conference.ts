import { hookOf, integer, invalid, truth, word } from './attributes.ts';
import { TwimlError } from './twiml-error.ts';
import type { ConferenceEvent, ConferenceNoun } from './verbs.ts';
import type { Element } from './xml.ts';

/** Characters of a conference's name and of a participant's label (Twilio docs). */
export const LONGEST_CONFERENCE_NAME = 128;
const LONGEST_LABEL = 128;
export const MOST_PARTICIPANTS = 250;

export const CONFERENCE_EVENTS: readonly ConferenceEvent[] = [
  'start',
  'end',
  'join',
  'leave',
  'mute',
  'hold',
  'modify',
  'speaker',
  'announcement',
];

/**
 * Whether a label may be one: no `/`, and nothing that could be a CallSid (Twilio's error 16023). Whether another
 * participant has it is found out when the call is to join.
 */
export function isLabel(label: string): boolean {
  return label.length <= LONGEST_LABEL && !label.includes('/') && !/^CA[0-9a-f]{32}$/i.test(label);
}

/** Reads `<Conference>` of `<Dial>`. Recording is refused. */
export function parseConference(element: Element): ConferenceNoun {
  const { text: name, attributes } = element;
  if (element.children.length > 0 || name === '' || name.length > LONGEST_CONFERENCE_NAME) {
    throw new TwimlError(
      'invalid',
      `Failed to run the TwiML: the name of a <Conference> is a text of 1 to ${LONGEST_CONFERENCE_NAME} characters.`,
    );
  }
  if (!['do-not-record', 'false'].includes(attributes.record ?? 'false')) {
    throw new TwimlError('unsupported', 'Failed to run the TwiML: record of <Conference> is not supported.');
  }
  const { participantLabel, coach, waitUrl, statusCallbackEvent } = attributes;
  const wait = hookOf(element, 'waitUrl', 'waitMethod');
  const statusCallback = hookOf(element, 'statusCallback', 'statusCallbackMethod');
  return {
    name,
    ...(participantLabel ? { label: participantLabel } : {}),
    muted: truth(element, 'muted', false),
    beep: word(element, 'beep', ['true', 'false', 'onEnter', 'onExit']),
    startConferenceOnEnter: truth(element, 'startConferenceOnEnter', true),
    endConferenceOnExit: truth(element, 'endConferenceOnExit', false),
    ...(coach ? { coach } : {}),
    wait: wait ?? (waitUrl === undefined ? 'music' : 'silence'),
    maxParticipants: integer(element, 'maxParticipants', {
      min: 1,
      max: MOST_PARTICIPANTS,
      otherwise: MOST_PARTICIPANTS,
    }),
    ...(statusCallback ? { statusCallback } : {}),
    statusCallbackEvents: statusCallbackEvent === undefined ? [] : eventsOf(element, statusCallbackEvent),
  };
}

function eventsOf(element: Element, value: string): readonly ConferenceEvent[] {
  return value
    .trim()
    .split(/\s+/)
    .map((name) => {
      const event = CONFERENCE_EVENTS.find((candidate) => candidate === name);
      if (event) return event;
      throw invalid(element, 'statusCallbackEvent', `one or more of ${CONFERENCE_EVENTS.join(', ')}`);
    });
}
