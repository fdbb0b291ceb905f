import { assertPost, assertSupported, integer, word } from './attributes.ts';
import { parseDial } from './parse-dial.ts';
import { TwimlError } from './twiml-error.ts';
import type { Verb } from './verbs.ts';
import { type Element, parseXml } from './xml.ts';

/**
 * Turns a `<Response>` document into the verbs to run, in order. Nothing is skipped: what the simulator does not
 * know is an error before the first verb runs, so a half-run call never looks like a success.
 *
 * @throws {@link TwimlError}
 */
export function parseTwiml(source: string): readonly Verb[] {
  const root = parseXml(source);
  if (root.name !== 'Response') {
    throw new TwimlError(
      'invalid',
      `Failed to read the TwiML: the root element is <${root.name}>, not <Response>.`,
    );
  }
  assertSupported(root, 'the document');
  return root.children.map((element) => {
    assertSupported(element, '<Response>');
    const parse = Object.hasOwn(PARSERS, element.name) ? PARSERS[element.name] : undefined;
    if (!parse) {
      throw new TwimlError(
        'unsupported',
        `Failed to run the TwiML: <${element.name}> is not a verb of <Response>.`,
      );
    }
    return parse(element);
  });
}

const PARSERS: Readonly<Record<string, (element: Element) => Verb>> = {
  Say: (element) => ({
    verb: 'Say',
    text: textOf(element),
    language: element.attributes.language ?? 'en-US',
    loop: integer(element, 'loop', { min: 1, max: 1000, otherwise: 1 }),
  }),
  Play: (element) => ({
    verb: 'Play',
    url: textOf(element),
    loop: integer(element, 'loop', { min: 1, max: 1000, otherwise: 1 }),
  }),
  Pause: (element) => ({
    verb: 'Pause',
    seconds: integer(element, 'length', { min: 0, max: 3600, otherwise: 1 }),
  }),
  Redirect: (element) => {
    assertPost(element, 'method');
    return { verb: 'Redirect', url: textOf(element) };
  },
  Reject: (element) => ({ verb: 'Reject', reason: word(element, 'reason', ['rejected', 'busy']) }),
  Hangup: () => ({ verb: 'Hangup' }),
  Dial: parseDial,
};

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
