import type { CardBrand } from '#lambdas/contract/desk-api.ts';
import { passesLuhn } from './luhn.ts';

interface CardRule {
  readonly brand: CardBrand;
  readonly prefixes: RegExp;
  readonly lengths: readonly number[];
  /** What is looked for inside a longer run of digits, where a wider net would catch every other tracking number. */
  readonly inside?: { readonly prefixes: RegExp; readonly lengths: readonly number[] };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, step) => from + step);

/**
 * Issuer prefixes and lengths of every brand Twilio takes (Twilio docs, `<Pay>`, card table; Visa's 15 there is read as
 * 16). Optima has no row there: its cards are American Express's. Diners Club's have 14 digits outside that table.
 */
const CARD_RULES: readonly CardRule[] = [
  { brand: 'visa', prefixes: /^4/, lengths: [13, 16, 19] },
  { brand: 'mastercard', prefixes: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { brand: 'amex', prefixes: /^3[47]/, lengths: [15] },
  { brand: 'optima', prefixes: /^37/, lengths: [15] },
  { brand: 'discover', prefixes: /^(?:6011|64|65)/, lengths: range(16, 19) },
  {
    brand: 'maestro',
    prefixes: /^(?:6|5[0678])/,
    lengths: range(12, 19),
    inside: { prefixes: /^(?:5[0678]|62|67)/, lengths: [16] },
  },
  { brand: 'jcb', prefixes: /^35(?:2[89]|[3-8])/, lengths: range(16, 19) },
  { brand: 'diners-club', prefixes: /^(?:30[0-5]|3095|36|38|39)/, lengths: range(14, 19) },
  { brand: 'enroute', prefixes: /^(?:2014|2149)/, lengths: [15] },
];

/** The longest and the shortest number of any brand. */
export const CARD_LENGTHS = { least: 12, most: 19 } as const;

/** True for digits that are a card number: a brand's length, one of its issuer prefixes, Luhn's check digit. */
export function isCardNumber(digits: string): boolean {
  return (
    CARD_RULES.some(({ prefixes, lengths }) => lengths.includes(digits.length) && prefixes.test(digits)) &&
    passesLuhn(digits)
  );
}

/** The same inside a longer run of digits: each brand at the lengths its cards really have. */
export function isCardInsideRun(digits: string): boolean {
  return INSIDE.some(({ prefixes, lengths }) => lengths.includes(digits.length) && prefixes.test(digits))
    ? passesLuhn(digits)
    : false;
}

/** Lengths worth trying inside a longer run; no Visa card has had 13 digits for a long time. */
export const LENGTHS_INSIDE_RUN: readonly number[] = [14, 15, 16, 19];

const INSIDE = CARD_RULES.map(({ prefixes, lengths, inside }) => ({
  prefixes: inside?.prefixes ?? prefixes,
  lengths: (inside?.lengths ?? lengths).filter((length) => LENGTHS_INSIDE_RUN.includes(length)),
}));
