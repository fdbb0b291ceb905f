import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ProcessorParameters, ToldField } from '#lambdas/contract/id-settings.ts';
import {
  exampleOf,
  ID_FIELDS,
  type IdField,
  type IdProblem,
  type IdRule,
  type IdRules,
  MOST_ID,
  readId,
} from '#lambdas/contract/reference-mask.ts';
import { freeText } from '#lambdas/edge/free-text.ts';
import { invalid, must } from '#lambdas/edge/validate.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';

/** One of the business's own ids, before its own rule is applied. */
export const idText = must(
  `must be text of at most ${MOST_ID} characters`,
  v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MOST_ID), freeText()),
);

/**
 * The same request with its ids as the business writes them.
 *
 * @throws {@link AppError} `INVALID_REQUEST`, with the field and what it must be
 */
export function withIds<Request extends Readonly<Partial<Record<IdField, string>>>>(
  request: Request,
  rules: IdRules,
): Request {
  const ids = ID_FIELDS.map((field) => {
    const read = readId(request[field] ?? '', rules[field]);
    if (!read.ok) throw invalid(field, idMust(read.problem, rules[field]));
    return [field, read.value] as const;
  });
  return { ...request, ...definedOnly(Object.fromEntries(ids)) };
}

/** The mask is told, and what was sent is not. */
function idMust(problem: IdProblem, { mask = '' }: IdRule): string {
  return {
    missing: 'must be given',
    long: `must be text of at most ${MOST_ID} characters`,
    shape: `must be written like ${exampleOf(mask)}`,
  }[problem];
}

/**
 * By which the processor can know a start: 16 letters, the same for the same start, which exist before Twilio is asked. Short
 * enough for the order number of every processor we know of, and without digits, so that nobody takes it for a card number.
 *
 * @param number of the start on its call, from 1
 */
export function assistPayIdOf(callSid: string, number: number): string {
  const hash = createHash('sha256').update(`${callSid}-${number}`).digest('hex');
  return hash.slice(0, 16).replace(/./g, (digit) => CONSONANTS.charAt(Number.parseInt(digit, 16)));
}

/** One for each hexadecimal digit; without vowels they make no words. */
const CONSONANTS = 'bcdfghjkmnpqrstv';

/** The parameters that tell the processor which payment it is, of what is known of it. */
export function toldOf(
  facts: Readonly<Partial<Record<ToldField, string>>>,
  names: ProcessorParameters,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([field, name]) => {
      const value = facts[field as ToldField];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
