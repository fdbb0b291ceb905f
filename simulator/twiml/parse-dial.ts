import { assertPost, assertSupported, integer, word } from './attributes.ts';
import { TwimlError } from './twiml-error.ts';
import type { Dial, Noun, StatusEvent } from './verbs.ts';
import type { Element } from './xml.ts';

/** Twilio rings at most ten at once (Twilio docs, `<Client>`). */
const MOST_NOUNS = 10;

const EVENTS: readonly StatusEvent[] = ['initiated', 'ringing', 'answered', 'completed'];

/** Reads `<Dial>` with its `<Client>` and `<Number>` nouns, or a bare number as its text. */
export function parseDial(element: Element): Dial {
  assertPost(element, 'method');
  const nouns = element.children.map(parseNoun);
  if (element.text !== '') nouns.push(nounOf('number', element.text, element, []));
  if (nouns.length === 0 || nouns.length > MOST_NOUNS) {
    throw new TwimlError(
      'invalid',
      `Failed to run the TwiML: <Dial> needs 1 to ${MOST_NOUNS} parties to ring.`,
    );
  }
  const { action, callerId } = element.attributes;
  return {
    verb: 'Dial',
    nouns,
    timeoutSeconds: integer(element, 'timeout', { min: 1, max: 600, otherwise: 30 }),
    answerOnBridge: word(element, 'answerOnBridge', ['false', 'true']) === 'true',
    ...(action ? { action } : {}),
    ...(callerId ? { callerId } : {}),
  };
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
  const named = element.name === 'Dial' ? {} : element.attributes;
  for (const name of ['method', 'statusCallbackMethod']) assertPost(element, name);
  return {
    kind,
    target: kind === 'number' ? target.replace(/[\s().-]/g, '') : target,
    parameters: parameters.map(({ attributes }) => {
      if (!attributes.name)
        throw new TwimlError('invalid', 'Failed to run the TwiML: <Parameter> has no name.');
      return [attributes.name, attributes.value ?? ''] as const;
    }),
    ...(named.url ? { url: named.url } : {}),
    ...(named.statusCallback ? { statusCallback: named.statusCallback } : {}),
    ...(named.statusCallbackEvent ? { statusCallbackEvents: eventsOf(named.statusCallbackEvent) } : {}),
  };
}

function eventsOf(value: string): readonly StatusEvent[] {
  return value
    .trim()
    .split(/\s+/)
    .map((name) => {
      const event = EVENTS.find((candidate) => candidate === name);
      if (event) return event;
      throw new TwimlError(
        'invalid',
        `Failed to run the TwiML: statusCallbackEvent must be one or more of ${EVENTS.join(', ')}.`,
      );
    });
}
