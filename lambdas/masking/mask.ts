import { plainDigits } from './card-like-digits.ts';

/** Stands for a captured security code wherever one is shown: the same for every length. */
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

/** Text from a processor with every run of nine or more digits, also spaced or dashed, written as `x`. */
export function redactDigits(text: string): string {
  return plainDigits(text).replace(/\d(?:[^0-9A-Za-z]{0,8}\d){8,}/g, (run) => run.replace(/\d/g, 'x'));
}
