import { holdsCardLikeDigits } from '#lambdas/masking/card-like-digits.ts';
import { holdsSecretBesideWord } from '#lambdas/masking/secret-words.ts';

/**
 * A name or a SID somebody looked for, as the access log keeps it: whole, or as `given` where it could be a card number
 * or a code in disguise. What is typed into a search is anybody's text until it has found something.
 *
 * @param rows how many the search found
 */
export function notedName(name: string, rows: number): string {
  return rows === 0 && (holdsCardLikeDigits(name) || holdsSecretBesideWord(name)) ? 'given' : name;
}
