import { assertSupported, hookOf, integer, word } from './attributes.ts';
import { parseConference } from './parse-conference.ts';
import { TwimlError } from './twiml-error.ts';
import type { Dial, Noun, QueueNoun, StatusEvent } from './verbs.ts';
import type { Element } from './xml.ts';

/** Twilio rings at most ten at once (Twilio docs, `<Client>`). */
const MOST_NOUNS = 10;

export const STATUS_EVENTS: readonly StatusEvent[] = ['initiated', 'ringing', 'answered', 'completed'];

/**
 * Reads `<Dial>` with its `<Client>` and `<Number>` nouns, one `<Queue>`, one `<Conference>`, or a bare number as its
 * text.
 */
export function parseDial(element: Element): Dial {
  const queue = onlyNoun(element, 'Queue', parseQueue);
  const conference = onlyNoun(element, 'Conference', parseConference);
  const isRoom = queue !== undefined || conference !== undefined;
  const nouns = isRoom ? [] : element.children.map(parseNoun);
  if (element.text !== '') nouns.push(nounOf('number', element.text, element, []));
  if (isRoom ? nouns.length > 0 : nouns.length === 0 || nouns.length > MOST_NOUNS) {
    throw new TwimlError(
      'invalid',
      `Failed to run the TwiML: <Dial> needs 1 to ${MOST_NOUNS} parties to ring.`,
    );
  }
  const { callerId } = element.attributes;
  const action = hookOf(element, 'action', 'method');
  return {
    verb: 'Dial',
    nouns,
    ...(queue ? { queue } : {}),
    ...(conference ? { conference } : {}),
    timeoutSeconds: integer(element, 'timeout', { min: 1, max: 600, otherwise: 30 }),
    answerOnBridge: word(element, 'answerOnBridge', ['false', 'true']) === 'true',
    ...(action ? { action } : {}),
    ...(callerId ? { callerId } : {}),
  };
}

/** Twilio joins a queue or a conference with no other noun beside it. */
function onlyNoun<Parsed>(
  element: Element,
  name: string,
  parse: (noun: Element) => Parsed,
): Parsed | undefined {
  const only = element.children.find((child) => child.name === name);
  if (!only) return undefined;
  if (element.children.length > 1) {
    throw new TwimlError('invalid', `Failed to run the TwiML: <${name}> in <Dial> has something beside it.`);
  }
  assertSupported(only, '<Dial>');
  return parse(only);
}

function parseQueue(element: Element): QueueNoun {
  const whisper = hookOf(element, 'url', 'method');
  return { name: element.text, ...(whisper ? { whisper } : {}) };
}

function parseNoun(element: Element): Noun {
  if (element.name !== 'Client' && element.name !== 'Number') {
    throw new TwimlError(
      'unsupported',
      `Failed to run the TwiML: <${element.name}> in <Dial> is not supported.`,
    );
  }
  assertSupported(element, '<Dial>');
  if (element.name === 'Number') return nounOf('number', element.text, element, []);
  for (const child of element.children) {
    if (child.name !== 'Identity' && child.name !== 'Parameter') {
      throw new TwimlError(
        'unsupported',
        `Failed to run the TwiML: <${child.name}> in <Client> is not supported.`,
      );
    }
    assertSupported(child, '<Client>');
  }
  const identity = element.children.find(({ name }) => name === 'Identity')?.text ?? element.text;
  return nounOf(
    'client',
    identity,
    element,
    element.children.filter(({ name }) => name === 'Parameter'),
  );
}

function nounOf(kind: Noun['kind'], target: string, element: Element, parameters: readonly Element[]): Noun {
  if (target === '') {
    throw new TwimlError('invalid', `Failed to run the TwiML: <${element.name}> names nobody to ring.`);
  }
  const named = element.name === 'Dial' ? { ...element, attributes: {} } : element;
  const whisper = hookOf(named, 'url', 'method');
  const statusCallback = hookOf(named, 'statusCallback', 'statusCallbackMethod');
  const { statusCallbackEvent } = named.attributes as Element['attributes'];
  return {
    kind,
    target: kind === 'number' ? target.replace(/[\s().-]/g, '') : target,
    parameters: parameters.map(({ attributes }) => {
      if (!attributes.name)
        throw new TwimlError('invalid', 'Failed to run the TwiML: <Parameter> has no name.');
      return [attributes.name, attributes.value ?? ''] as const;
    }),
    ...(whisper ? { whisper } : {}),
    ...(statusCallback ? { statusCallback } : {}),
    ...(statusCallbackEvent ? { statusCallbackEvents: eventsOf(statusCallbackEvent) } : {}),
  };
}

function eventsOf(value: string): readonly StatusEvent[] {
  return value
    .trim()
    .split(/\s+/)
    .map((name) => {
      const event = STATUS_EVENTS.find((candidate) => candidate === name);
      if (event) return event;
      throw new TwimlError(
        'invalid',
        `Failed to run the TwiML: statusCallbackEvent must be one or more of ${STATUS_EVENTS.join(', ')}.`,
      );
    });
}
