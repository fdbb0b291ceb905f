import * as v from 'valibot';
import type { ErrorCode } from '#lambdas/contract/errors.ts';
import { holdsCardLikeDigits } from '#lambdas/masking/card-like-digits.ts';
import { holdsSecretBesideWord } from '#lambdas/masking/secret-words.ts';

/** Text people type, or names with such texts. */
type Typed = string | Readonly<Record<string, string>>;

/**
 * For the schema of a field people type into: refuses card numbers, words like "cvv" beside digits, and half
 * characters. A field without it is checked by its own shape alone: a name, a time or a SID may hold any digits. The
 * issue's message is an error code, which `validate` turns into that error.
 */
export function freeText<Value extends Typed>() {
  return v.rawCheck<Value>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const lines = typeof value === 'string' ? [value] : Object.entries(value).map((pair) => pair.join(' '));
    const refusal = lines.map(refusalOf).find((code) => code !== undefined);
    if (refusal) addIssue({ message: refusal });
  });
}

/** Why a typed text must be refused, or undefined. */
function refusalOf(text: string): ErrorCode | undefined {
  if (/\p{Surrogate}/u.test(text)) return 'BROKEN_TEXT';
  if (holdsCardLikeDigits(text)) return 'CARD_DIGITS';
  return holdsSecretBesideWord(text) ? 'SECRET_DIGITS' : undefined;
}
