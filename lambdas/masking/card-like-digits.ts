import { CARD_LENGTHS, isCardInsideRun, isCardNumber, LENGTHS_INSIDE_RUN } from './card-brands.ts';
import { readings } from './readings.ts';

/**
 * True when free text holds what can be a card number (issuer prefix, length and Luhn): in digits of any script, with
 * anything between its groups, encoded, or without a gap inside a longer run.
 */
export function holdsCardLikeDigits(text: string): boolean {
  return [...readings(text)].some(
    (reading) => holdsCardInGroups(reading) || holdsCardInRun(reading) || holdsCardInWord(reading),
  );
}

/** Looks at whole groups of digits, whatever is between them. */
function holdsCardInGroups(text: string): boolean {
  const groups = [...text.matchAll(/\d+/g)];
  return groups.some(({ index }, start) => {
    const isPhone = text[index - 1] === '+';
    let digits = '';
    for (const [group] of groups.slice(start)) {
      digits += group;
      if (digits.length > CARD_LENGTHS.most) return false;
      // The longest phone numbers in use have 13 digits.
      if (isCardNumber(digits) && !(isPhone && digits.length <= 13)) return true;
    }
    return false;
  });
}

/**
 * Looks for numbers that begin or end in the middle of a group, because an expiry or a counter was written without a
 * gap. Allows no letters in between, and only the usual lengths: anything wider finds a card in every other list of
 * numbers.
 */
function holdsCardInRun(text: string): boolean {
  return [...text.matchAll(/\d+(?:[^\p{L}\d]*\d+)*/gu)].some(([run]) => {
    const groups = run.split(/\D+/);
    const digits = groups.join('');
    if (isParcelNumber(digits)) return false;
    const edges = new Set([0]);
    for (const group of groups) edges.add(Math.max(...edges) + group.length);
    const groupAt = groups.flatMap((group, index) => Array.from(group, () => index));
    for (let start = 0; start < digits.length; start += 1) {
      for (const length of LENGTHS_INSIDE_RUN) {
        const end = start + length;
        const isNeat = edges.has(start) || edges.has(end) || groupAt[start] === groupAt[end - 1];
        if (end <= digits.length && isNeat && isCardInsideRun(digits.slice(start, end))) return true;
      }
    }
    return false;
  });
}

/** The same with a letter or two between its groups, where a blank would be: no list of numbers is written like that. */
function holdsCardInWord(text: string): boolean {
  const words = text.match(/\d{3,}(?:\p{L}{1,2}\d{3,}){2,}/gu) ?? [];
  return words.some((word) => holdsCardInRun(word.replace(/\D/g, ' ')));
}

/** A tracking number of the US mail: 20 to 22 digits from 91 to 95, the last a check digit (USPS publication 199). */
function isParcelNumber(digits: string): boolean {
  if (!/^9[1-5]\d{18}(?:\d\d)?$/.test(digits)) return false;
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}
