/** Only digits, as many as a card number has: not a name. */
const ONLY_DIGITS = /^(?:[^\p{L}\p{N}]*\p{N}){12,}[^\p{L}\p{N}]*$/u;

/**
 * True for what can be a signed-in person's name: in any script, without blanks, as in Cognito. It is checked by its
 * shape, not as free text: `Google_104111111111111111122` is a name, whatever its digits look like.
 */
export function isUserName(text: string): boolean {
  return /^[^\s\p{C}]{1,128}$/u.test(text) && !ONLY_DIGITS.test(text);
}
