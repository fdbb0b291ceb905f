import { maskNumber } from './mask.ts';
import {
  holdsOwnCard,
  holdsOwnCardButOne,
  holdsOwnNumber,
  isOwnNumber,
  type PayerEnds,
} from './own-number.ts';
import { readings } from './readings.ts';

/** No processor we know of uses a longer or stranger reference. */
const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/**
 * What may be kept of a processor's reference or token: all of it, or its last digits where it can be the payer's own
 * number, or nothing where it is not a reference at all. The whole value is judged. With no known number to compare
 * with, anything that could be one is masked.
 *
 * @param kept references of the same session that were kept: with one of them it may make up the number
 */
export function keepReference(
  value: string,
  ends: PayerEnds,
  kept: readonly string[] = [],
): string | undefined {
  if (!SHAPE.test(value)) return undefined;
  if (holdsOwnNumber(digitsOf(value), ends)) return maskNumber(value, ends.isBankAccount ? 2 : 4);
  // Of these no last four can be told, or a mask would show four digits more of the number.
  return isCutOff(value, ends) || isInPieces(value, kept, ends) || isHidden(value, ends) ? undefined : value;
}

/** Short of its end, which the callback shows beside it. */
function isCutOff(value: string, ends: PayerEnds): boolean {
  return (
    holdsOwnCardButOne(digitsOf(value), ends) || piecesOf(value).some((piece) => isOwnNumber(piece, ends))
  );
}

/** In several references one after the other, or in two pieces in any order. */
function isInPieces(value: string, kept: readonly string[], ends: PayerEnds): boolean {
  const others = kept.filter((other) => other !== value && !isMask(other));
  const pairs = pairsOf(piecesOf(value), [value, ...others].flatMap(piecesOf));
  const numeric = pairsOf([value].filter(isNumeric), others.filter(isNumeric));
  return (
    pairs.some((digits) => isOwnNumber(digits, ends, [4])) ||
    numeric.some((digits) => isOwnNumber(digits, ends)) ||
    (others.length > 0 && ends.cards.length > 0 && holdsOwnCard(digitsOf([...others, value].join('')), ends))
  );
}

function pairsOf(left: readonly string[], right: readonly string[]): readonly string[] {
  return left.flatMap((one) =>
    right.filter((other) => other !== one).flatMap((other) => [one + other, other + one].map(digitsOf)),
  );
}

function isNumeric(text: string): boolean {
  return !/[a-z]/i.test(text);
}

/** Behind an encoding, backwards, or in letters. */
function isHidden(value: string, ends: PayerEnds): boolean {
  const isNumber = (digits: string) => holdsOwnNumber(digits, ends) || isOwnNumber(digits, ends);
  return (
    spelledIn(value).some(isNumber) ||
    [...readings(value)].some((reading) => {
      const digits = digitsOf(reading);
      return holdsOwnNumber(digits, ends) || holdsOwnNumber([...digits].reverse().join(''), ends);
    })
  );
}

/** Long words of the first ten letters, A for nought or A for one. */
function spelledIn(value: string): readonly string[] {
  const words = value.toLowerCase().match(/[a-j]{8,}/g) ?? [];
  return words.flatMap((word) =>
    [0, 1].map((first) => word.replace(/./g, (letter) => String((letter.charCodeAt(0) - 97 + first) % 10))),
  );
}

/** The digits of a text, all and by group, where there are enough to tell; letters between them hide nothing. */
function piecesOf(text: string): readonly string[] {
  return [...new Set([digitsOf(text), ...(text.match(/\d+/g) ?? [])])].filter(({ length }) => length >= 3);
}

function isMask(text: string): boolean {
  return /^x+\d{0,4}$/.test(text);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
