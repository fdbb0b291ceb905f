import { assertSupported, knownAttributes } from './attributes.ts';
import { isSound } from './parse-gather.ts';
import type { Pay, PayStepName, Prompt, Sound, Verb } from './verbs.ts';
import type { Element } from './xml.ts';

/**
 * Reads `<Pay>` with its prompts and parameters. Nothing in it keeps the document from running: what Twilio's schema
 * does not know is a warning (12200), and a bad value of an attribute is the verb's result.
 */
export function parsePay(element: Element, parse: (child: Element) => Verb | undefined): Pay {
  const { known, unknown } = knownAttributes(element);
  const warnings = textWarnings(element);
  const prompts: Prompt[] = [];
  const parameters: (readonly [string, string])[] = [];
  for (const child of element.children) {
    if (child.name === 'Prompt') prompts.push(...promptOf(child, parse, warnings));
    else if (child.name === 'Parameter') parameters.push(...parameterOf(child, warnings));
    else warnings.push(`<${child.name}> in <Pay>`);
  }
  return { verb: 'Pay', attributes: known, prompts, parameters, unknown, warnings };
}

/** Text directly inside is neither said nor sent. */
function textWarnings({ name, text }: Element): string[] {
  return text ? [`text in <${name}>`] : [];
}

function parameterOf(element: Element, warnings: string[]): readonly (readonly [string, string])[] {
  const { known, unknown } = knownAttributes(element);
  warnings.push(...textWarnings(element), ...unknown.map((name) => `${name} of <Parameter>`));
  if (known.name) return [[known.name, known.value ?? '']];
  warnings.push('<Parameter> without a name');
  return [];
}

/** The prompt, or none when one of its attributes says nothing that can be: it then would never be said. */
function promptOf(
  element: Element,
  parse: (child: Element) => Verb | undefined,
  warnings: string[],
): readonly Prompt[] {
  const { known, unknown } = knownAttributes(element);
  const bad = Object.entries(known).filter(([name, value]) => !VALUES[name]?.test(value));
  warnings.push(
    ...textWarnings(element),
    ...[...unknown, ...bad.map(([name]) => name)].map((name) => `${name} of <Prompt>`),
  );
  const step = STEPS.find((candidate) => candidate === known.for);
  const isForMatching = known.requireMatchingInputs === 'true';
  if (known.for === undefined) warnings.push('<Prompt> without "for"');
  if (isForMatching && step && !step.startsWith('bank-')) {
    warnings.push(`requireMatchingInputs of <Prompt for="${step}">`);
    return [];
  }
  if (!step || bad.length > 0) return [];
  return [
    {
      for: step,
      attempts: words(known.attempt)?.map(Number),
      cardTypes: words(known.cardType)?.map((type) => type.replace('master-card', 'mastercard')),
      errorTypes: words(known.errorType),
      isForMatching,
      sounds: soundsOf(element, parse, warnings),
    },
  ];
}

function soundsOf(
  element: Element,
  parse: (child: Element) => Verb | undefined,
  warnings: string[],
): readonly Sound[] {
  return element.children.flatMap((child) => {
    if (!['Say', 'Play', 'Pause'].includes(child.name)) {
      warnings.push(`<${child.name}> in <Prompt>`);
      return [];
    }
    assertSupported(child, '<Prompt>');
    const verb = parse(child);
    return verb && isSound(verb) ? [verb] : [];
  });
}

function words(value: string | undefined): readonly string[] | undefined {
  return value?.trim().split(/\s+/);
}

/** Twilio docs, `<Prompt>`, and the types of Twilio's library. */
const STEPS: readonly PayStepName[] = [
  'payment-card-number',
  'expiration-date',
  'postal-code',
  'security-code',
  'bank-routing-number',
  'bank-account-number',
  'payment-processing',
];
const CARD_TYPES =
  'visa mastercard master-card amex maestro discover optima jcb diners-club enroute unionpay';
const ERROR_TYPES =
  'timeout invalid-card-number invalid-card-type invalid-date invalid-security-code invalid-postal-code ' +
  'invalid-bank-routing-number invalid-bank-account-number input-matching-failed internal-error';

const VALUES: Readonly<Record<string, RegExp>> = {
  for: oneOf(STEPS.join(' ')),
  attempt: listOf('1 2 3 4 5 6 7 8 9 10'),
  cardType: listOf(CARD_TYPES),
  errorType: listOf(ERROR_TYPES),
  requireMatchingInputs: oneOf('true false'),
};

function oneOf(allowed: string): RegExp {
  return new RegExp(`^(?:${allowed.replaceAll(' ', '|')})$`);
}

function listOf(allowed: string): RegExp {
  const word = `(?:${allowed.replaceAll(' ', '|')})`;
  return new RegExp(`^\\s*${word}(?:\\s+${word})*\\s*$`);
}
