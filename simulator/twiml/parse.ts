import { assertSupported, hookOf, integer, methodOf, word } from './attributes.ts';
import { parseDial } from './parse-dial.ts';
import { parseGather } from './parse-gather.ts';
import { parsePay } from './parse-pay.ts';
import { TwimlError } from './twiml-error.ts';
import type { Enqueue, Verb } from './verbs.ts';
import { type Element, parseXml } from './xml.ts';

/**
 * Where a document runs: on a call, on a dialled leg before bridging, on a caller in a queue, on a queued caller about
 * to be bridged, or in a conference (while waiting, on hold, as an announcement).
 */
export type Place = 'call' | 'whisper' | 'wait' | 'queueWhisper' | 'conference';

const SOUNDS: readonly Verb['verb'][] = ['Say', 'Play', 'Pause', 'Redirect'];

/** What may not stand where (Twilio docs). `<Dial>` before bridging is Twilio's error 13201. */
const REFUSED: Readonly<Record<Exclude<Place, 'conference'>, readonly Verb['verb'][]>> = {
  call: ['Leave'],
  whisper: ['Dial', 'Enqueue', 'Leave', 'Reject'],
  wait: ['Dial', 'Enqueue', 'Reject', 'Pay'],
  queueWhisper: ['Dial', 'Enqueue', 'Leave', 'Reject', 'Hangup', 'Gather', 'Pay'],
};

/**
 * Turns a `<Response>` document into the verbs to run, in order. Nothing is skipped: what the simulator does not
 * know is an error before the first verb runs, so a half-run call never looks like a success.
 *
 * @throws {@link TwimlError}
 */
export function parseTwiml(source: string, place: Place = 'call'): readonly Verb[] {
  const root = parseXml(source);
  if (root.name !== 'Response') {
    throw new TwimlError(
      'invalid',
      `Failed to read the TwiML: the root element is <${root.name}>, not <Response>.`,
    );
  }
  assertSupported(root, 'the document');
  return root.children.map((element) => {
    if (element.name !== 'Pay') assertSupported(element, '<Response>');
    const parse = Object.hasOwn(PARSERS, element.name) ? PARSERS[element.name] : undefined;
    if (!parse) {
      throw new TwimlError(
        'unsupported',
        `Failed to run the TwiML: <${element.name}> is not a verb of <Response>.`,
      );
    }
    const verb = parse(element);
    if (place === 'conference' ? !SOUNDS.includes(verb.verb) : REFUSED[place].includes(verb.verb)) {
      throw new TwimlError(
        'invalid',
        `Failed to run the TwiML: <${verb.verb}> is not allowed ${PLACES[place]}.`,
      );
    }
    return verb;
  });
}

const PLACES: Readonly<Record<Place, string>> = {
  call: 'outside the wait document of a queue',
  whisper: 'before bridging',
  wait: 'in the wait document of a queue',
  queueWhisper: 'before a queued caller is bridged',
  conference: 'in a document that a conference plays',
};

const PARSERS: Readonly<Record<string, (element: Element) => Verb>> = {
  Say: (element) => ({
    verb: 'Say',
    text: textOf(element),
    language: element.attributes.language ?? 'en-US',
    ...(element.attributes.voice ? { voice: element.attributes.voice } : {}),
    loop: integer(element, 'loop', { min: 0, max: 1000, otherwise: 1 }),
  }),
  Play: (element) => ({
    verb: 'Play',
    url: textOf(element),
    loop: integer(element, 'loop', { min: 0, max: 1000, otherwise: 1 }),
  }),
  Pause: (element) => ({
    verb: 'Pause',
    seconds: integer(element, 'length', { min: 0, max: 3600, otherwise: 1 }),
  }),
  Gather: (element) => parseGather(element, (child) => PARSERS[child.name]?.(child)),
  Pay: (element) => parsePay(element, (child) => PARSERS[child.name]?.(child)),
  Prompt: () => ({ verb: 'Ignored', warning: '<Prompt> outside <Pay>' }),
  // Without an address the document is requested again (Twilio docs, `waitUrl` of `<Conference>`).
  Redirect: (element) => ({
    verb: 'Redirect',
    url: element.children.length > 0 ? textOf(element) : element.text,
    method: methodOf(element, 'method'),
  }),
  Reject: (element) => ({ verb: 'Reject', reason: word(element, 'reason', ['rejected', 'busy']) }),
  Hangup: () => ({ verb: 'Hangup' }),
  Dial: parseDial,
  Enqueue: parseEnqueue,
  Leave: () => ({ verb: 'Leave' }),
};

/** Whether the name is one a queue can have is found out when the call is to be enqueued (Twilio docs). */
function parseEnqueue(element: Element): Enqueue {
  const action = hookOf(element, 'action', 'method');
  const wait = hookOf(element, 'waitUrl', 'waitUrlMethod');
  const { maxQueueSize, waitUrl } = element.attributes;
  return {
    verb: 'Enqueue',
    name: element.children.length > 0 ? textOf(element) : element.text,
    ...(action ? { action } : {}),
    wait: wait ?? (waitUrl === undefined ? 'music' : 'silence'),
    ...(maxQueueSize === undefined
      ? {}
      : { maxQueueSize: integer(element, 'maxQueueSize', { min: 1, max: 5000, otherwise: 1000 }) }),
  };
}

function textOf(element: Element): string {
  const child = element.children[0];
  if (child) {
    throw new TwimlError(
      'unsupported',
      `Failed to run the TwiML: <${child.name}> inside <${element.name}> is not supported. Use plain text.`,
    );
  }
  if (element.text === '') {
    throw new TwimlError('invalid', `Failed to run the TwiML: <${element.name}> is empty.`);
  }
  return element.text;
}
