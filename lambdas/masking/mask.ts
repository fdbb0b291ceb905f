import { isNumeral, plainText } from './plain-text.ts';
import { holdsDigits, readings } from './readings.ts';

/** Replaces a captured security code wherever one is shown: the same for every length. */
export const SECURITY_CODE_MASK = 'xxx';
export const EXPIRY_MASK = 'xxxx';
export const POSTAL_CODE_MASK = 'xxxxx';

/** The longest number anybody keys in is 19 digits; a longer run of `x` is nonsense. */
const LONGEST = 32;

/**
 * A number in any of Twilio's mask forms ("xxxx-xxxxxx-x4001", "xxxxxxxxxxxx1111", "*******92") as one `x` per hidden
 * digit and at most `shown` clear digits at the end, whatever it showed before.
 */
export function maskNumber(value: string, shown: number): string {
  const characters = value.replace(/[^0-9xX*]/g, '').slice(-LONGEST);
  const hidden = Math.max(characters.length - shown, 0);
  const tail = characters.slice(hidden).replace(/[^0-9]/g, 'x');
  // A number no longer than what may be shown would be shown whole.
  return hidden === 0 ? 'x'.repeat(characters.length) : 'x'.repeat(hidden) + tail;
}

/** One `x` per key pressed so far, never a digit. */
export function maskTyped(value: string): string {
  return 'x'.repeat(Math.min(value.replace(/[^0-9A-Za-z*]/g, '').length, LONGEST));
}

/** No more than this is read of a processor's text; a sentence is far shorter. */
const LONGEST_PROSE = 2_000;
const KEPT_PROSE = 200;

/** A bank's response code: two digits (ISO 8583), with a letter before them where the bank transfer network names it. */
const RESPONSE_CODE = /^[A-Z]?\d\d?$/;

/**
 * A processor's sentence with every digit of every script written as `x`, and what may be an encoding left out: a
 * sentence that repeats the card must not become part of a record. A two-digit response code alone is kept.
 */
export function maskProse(text: string): string {
  if (RESPONSE_CODE.test(text)) return text;
  const words = mask(text.slice(0, LONGEST_PROSE), (sign) => isNumeral(sign) && !/\p{Nd}/u.test(sign))
    .normalize('NFKC')
    .replace(/[\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .replace(/[^\s"'(),]+/gu, (word) => (isEncoded(word) ? '…' : word));
  const plain = mask(words, isNumeral).replace(/[^\p{L}\p{M}\p{P}\p{Sc}\p{Zs}+=<>|]/gu, '');
  return [...plain].slice(0, KEPT_PROSE).join('');
}

function mask(text: string, isSecret: (sign: string) => boolean): string {
  return [...text].map((sign) => (isSecret(sign) ? 'x' : sign)).join('');
}

/** True for a word that shows digits only when decoded, and for one as long and mixed as an encoding. */
function isEncoded(word: string): boolean {
  if (/[A-Za-z0-9+/]{12,}/.test(word) && /\d/.test(word) && /[A-Za-z]/.test(word)) return true;
  const plain = plainText(word);
  return [...readings(word)].some((reading) => reading !== plain && holdsDigits(reading));
}
