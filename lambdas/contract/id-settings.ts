import { ENV } from './environment.ts';
import { compileMask, type IdField, type IdRule, type IdRules } from './reference-mask.ts';
import { ID_RULE_NAMES, type IdSettingName } from './rule-names.ts';

/** What of a payment the processor can be told, and by the name of which parameter. */
export type ProcessorParameters = Readonly<Partial<Record<ToldField, string>>>;
export type ToldField = IdField | 'assistPayId';

const TOLD: readonly ToldField[] = ['assistPayId', 'reference', 'customer'];
/** The Generic Pay Connector passes parameters of any name on; others may not know these (Twilio docs). */
const USUAL_PARAMETERS: ProcessorParameters = { assistPayId: 'assistPayId', reference: 'reference' };

/** What is wrong with a setting as written, as a sentence's end; undefined when nothing is. */
export function problemOfIdSetting(name: IdSettingName, text: string): string | undefined {
  if (name.endsWith('_LABEL') && !/^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u.test(text))
    return 'must be at most 40 characters that can be seen.';
  if (name.endsWith('_MASK') && !compileMask(text))
    return 'must be at most 100 characters with A for a letter, 9 for a digit or * for either, such as INV-999999.';
  if (name.endsWith('_REQUIRED') && !/^(?:on|off)$/.test(text)) return 'must be on or off.';
  if (name === ENV.processorParameters && !parseParameters(text))
    return 'must be off, or names such as assistPayId=assistPayId,reference=order_id,customer=customer_id.';
  return undefined;
}

/** The rules as the environment sets them, checked before. */
export function readIdRules(environment: Readonly<Record<string, string | undefined>>): IdRules {
  const rule = (label: string, mask: string, required: string): IdRule => ({
    ...(environment[label] ? { label: environment[label] } : {}),
    ...(environment[mask] ? { mask: environment[mask] } : {}),
    required: environment[required] === 'on',
  });
  return {
    reference: rule(ENV.referenceLabel, ENV.referenceMask, ENV.referenceRequired),
    customer: rule(ENV.customerLabel, ENV.customerMask, ENV.customerRequired),
  };
}

/** What the page is told of them: nothing where they say nothing. */
export function idsOf(written: Readonly<Record<string, string | undefined>>): { readonly ids?: IdRules } {
  return ID_RULE_NAMES.some((name) => written[name]) ? { ids: readIdRules(written) } : {};
}

/** Which parameters tell the processor what a payment is. */
export function readProcessorParameters(
  environment: Readonly<Record<string, string | undefined>>,
): ProcessorParameters {
  const written = environment[ENV.processorParameters];
  return (written && parseParameters(written)) || USUAL_PARAMETERS;
}

function parseParameters(text: string): ProcessorParameters | undefined {
  if (text === 'off') return {};
  const pairs = text.split(',').map((pair) => pair.trim().split('='));
  const isRight = pairs.every(
    ([field = '', name = '', ...more]) =>
      (TOLD as readonly string[]).includes(field) && isFree(name) && more.length === 0,
  );
  const isTwice = [0, 1].some((at) => new Set(pairs.map((pair) => pair[at])).size < pairs.length);
  return isRight && !isTwice ? Object.fromEntries(pairs) : undefined;
}

/** A name a parameter may have: not that of the account holder's name, which Twilio itself reads. */
function isFree(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name) && name !== 'AVSName' && !(name in Object.prototype);
}
