import { assertSupported, hookOf, integer, invalid, methodOf, word } from './attributes.ts';
import { TwimlError } from './twiml-error.ts';
import type { Gather, Sound, Verb } from './verbs.ts';
import type { Element } from './xml.ts';

/** Reads `<Gather>` of keys, with the prompts inside it. Speech is refused. */
export function parseGather(element: Element, parse: (child: Element) => Verb | undefined): Gather {
  const { input = 'dtmf', numDigits, finishOnKey = '#' } = element.attributes;
  if (input !== 'dtmf') {
    throw new TwimlError(
      'unsupported',
      'Failed to run the TwiML: input of <Gather> is not dtmf. Only keys are supported.',
    );
  }
  if (!/^[0-9*#]?$/.test(finishOnKey)) throw invalid(element, 'finishOnKey', 'one key, or empty');
  const action = hookOf(element, 'action', 'method');
  return {
    verb: 'Gather',
    prompts: element.children.map((child) => promptOf(child, parse)),
    ...(numDigits === undefined
      ? {}
      : { numDigits: integer(element, 'numDigits', { min: 1, max: 1000, otherwise: 1 }) }),
    timeoutSeconds: integer(element, 'timeout', { min: 1, max: 600, otherwise: 5 }),
    finishOnKey,
    ...(action ? { action } : {}),
    method: methodOf(element, 'method'),
    actionOnEmptyResult: word(element, 'actionOnEmptyResult', ['false', 'true']) === 'true',
  };
}

function promptOf(child: Element, parse: (child: Element) => Verb | undefined): Sound {
  assertSupported(child, '<Gather>');
  const verb = parse(child);
  if (verb && isSound(verb)) return verb;
  throw new TwimlError('invalid', `Failed to run the TwiML: <${child.name}> is not allowed in <Gather>.`);
}

export function isSound(verb: Verb): verb is Sound {
  return verb.verb === 'Say' || verb.verb === 'Play' || verb.verb === 'Pause';
}
