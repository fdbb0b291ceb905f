import fc from 'fast-check';
import { passesLuhn } from '#lambdas/masking/luhn.ts';

/** Brands by Twilio's card table, written down again: a slip in ours must not hide in the test. */
const BRANDS: readonly (readonly [prefixes: readonly string[], lengths: readonly number[]])[] = [
  [['4'], [13, 16, 19]], // visa
  [['51', '52', '53', '54', '55', '2221', '2300', '2699', '2719', '2720'], [16]], // mastercard
  [['34', '37'], [15]], // amex, and optima of old
  [
    ['6011', '64', '65'],
    [16, 17, 18, 19],
  ], // discover
  [
    ['6', '50', '56', '57', '58'],
    [12, 13, 14, 15, 16, 17, 18, 19],
  ], // maestro
  [
    ['3528', '3535', '3589'],
    [16, 17, 18, 19],
  ], // jcb
  [
    ['300', '304', '3095', '38', '39', '36'],
    [14, 16, 17, 18, 19],
  ], // diners club
  [['2014', '2149'], [15]], // enroute
];

/** A number any brand could have given out. */
export const anyCard: fc.Arbitrary<string> = fc
  .constantFrom(...BRANDS)
  .chain(([prefixes, lengths]) =>
    fc.tuple(fc.constantFrom(...prefixes), fc.constantFrom(...lengths), fc.stringMatching(/^[0-9]{19}$/)),
  )
  .map(([prefix, length, digits]) => {
    const body = (prefix + digits).slice(0, length - 1);
    return Array.from({ length: 10 }, (_, check) => `${body}${check}`).find(passesLuhn) as string;
  });

/** The zeros of all scripts that have decimal digits. */
const ZEROS = Array.from({ length: 0x1fbfa }, (_, code) => code).filter(
  (code) =>
    /\p{Nd}/u.test(String.fromCodePoint(code)) &&
    String.fromCodePoint(code).normalize('NFKC') !== '' &&
    isZero(code),
);

/** Digits as another script writes them; which one the number chooses. */
export function writeInScript(digits: string, script: number): string {
  const zero = ZEROS[script % ZEROS.length] ?? 0x30;
  return digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

/** Unicode keeps the ten digits of a script together: a zero is every tenth from where a series begins. */
function isZero(code: number): boolean {
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10 === 0;
}
