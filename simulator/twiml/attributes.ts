import type { Hook } from '../services.ts';
import { TwimlError } from './twiml-error.ts';
import type { Element } from './xml.ts';

/** Every attribute the simulator acts on. Anything else is refused rather than silently ignored. */
export const SUPPORTED: Readonly<Record<string, readonly string[]>> = {
  Response: [],
  Say: ['voice', 'language', 'loop'],
  Play: ['loop'],
  Pause: ['length'],
  Redirect: ['method'],
  Reject: ['reason'],
  Hangup: [],
  Gather: ['input', 'numDigits', 'timeout', 'finishOnKey', 'action', 'method', 'actionOnEmptyResult'],
  Enqueue: ['action', 'method', 'waitUrl', 'waitUrlMethod', 'maxQueueSize'],
  Leave: [],
  Dial: ['action', 'method', 'timeout', 'answerOnBridge', 'callerId'],
  Client: ['url', 'method', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'],
  Number: ['url', 'method', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'],
  Queue: ['url', 'method'],
  Conference: [
    'muted',
    'beep',
    'startConferenceOnEnter',
    'endConferenceOnExit',
    'participantLabel',
    'coach',
    'maxParticipants',
    'waitUrl',
    'waitMethod',
    'record',
    'statusCallback',
    'statusCallbackEvent',
    'statusCallbackMethod',
  ],
  Identity: [],
  Parameter: ['name', 'value'],
  Pay: [
    'input',
    'action',
    'statusCallback',
    'statusCallbackMethod',
    'paymentMethod',
    'bankAccountType',
    'timeout',
    'maxAttempts',
    'securityCode',
    'postalCode',
    'minPostalCodeLength',
    'paymentConnector',
    'tokenType',
    'chargeAmount',
    'currency',
    'language',
    'description',
    'validCardTypes',
  ],
  Prompt: ['for', 'attempt', 'cardType', 'errorType', 'requireMatchingInputs'],
};

/**
 * Refuses an element, or an attribute of it, that the simulator does not act on.
 *
 * @throws {@link TwimlError} `unsupported`
 */
export function assertSupported(element: Element, where: string): void {
  const supported = Object.hasOwn(SUPPORTED, element.name) ? SUPPORTED[element.name] : undefined;
  if (!supported) {
    throw new TwimlError(
      'unsupported',
      `Failed to run the TwiML: <${element.name}> in ${where} is not supported.`,
    );
  }
  const unknown = Object.keys(element.attributes).find((name) => !supported.includes(name));
  if (unknown !== undefined) {
    throw new TwimlError(
      'unsupported',
      `Failed to run the TwiML: attribute "${unknown}" of <${element.name}> is not supported. ` +
        `Supported here: ${supported.join(', ') || 'none'}.`,
    );
  }
}

/** The attributes the simulator knows of an element, and the names of the others. */
export function knownAttributes({ name, attributes }: Element): {
  readonly known: Element['attributes'];
  readonly unknown: readonly string[];
} {
  const isKnown = (attribute: string) => SUPPORTED[name]?.includes(attribute) ?? false;
  return {
    known: Object.fromEntries(Object.entries(attributes).filter(([attribute]) => isKnown(attribute))),
    unknown: Object.keys(attributes).filter((attribute) => !isKnown(attribute)),
  };
}

/** An attribute that may only be one of the words given; the first is the default. */
export function word<Word extends string>(
  element: Element,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const value = element.attributes[name];
  if (value === undefined) return words[0];
  const known = words.find((candidate) => candidate === value);
  if (known === undefined) throw invalid(element, name, `one of ${words.join(', ')}`);
  return known;
}

/** `true` or `false`, in either case of letters. */
export function truth(element: Element, name: string, otherwise: boolean): boolean {
  const value = element.attributes[name]?.toLowerCase();
  if (value === undefined) return otherwise;
  if (value !== 'true' && value !== 'false') throw invalid(element, name, 'true or false');
  return value === 'true';
}

/** A whole number within bounds, both included. */
export function integer(
  element: Element,
  name: string,
  bounds: { readonly min: number; readonly max: number; readonly otherwise: number },
): number {
  const value = element.attributes[name];
  if (value === undefined) return bounds.otherwise;
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= bounds.min && number <= bounds.max)) {
    throw invalid(element, name, `a whole number from ${bounds.min} to ${bounds.max}`);
  }
  return number;
}

/** GET or POST, in either case of letters; POST by default (Twilio docs). */
export function methodOf(element: Element, name: string): Hook['method'] {
  const method = (element.attributes[name] ?? 'POST').toUpperCase();
  if (method !== 'GET' && method !== 'POST') throw invalid(element, name, 'GET or POST');
  return method;
}

/** An address of the document, perhaps relative to it, with its method; undefined when absent or empty. */
export function hookOf(element: Element, url: string, method: string): Hook | undefined {
  const asked = { url: element.attributes[url] ?? '', method: methodOf(element, method) };
  return asked.url === '' ? undefined : asked;
}

/** @throws {@link TwimlError} `invalid`, always */
export function invalid(element: Element, name: string, expected: string): TwimlError {
  return new TwimlError(
    'invalid',
    `Failed to run the TwiML: attribute "${name}" of <${element.name}> must be ${expected}.`,
  );
}
