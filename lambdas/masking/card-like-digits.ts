/**
 * True when text holds what looks like a card number: 12 to 19 digits passing the Luhn check, also spaced, dashed or
 * written with full-width digits; inside a longer run, at lengths and prefixes a card brand uses.
 */
export function holdsCardLikeDigits(text: string): boolean {
  for (const [run] of plainDigits(text).matchAll(/\d(?:[^0-9\p{L}]{0,8}\d){11,}/gu)) {
    const groups = run.split(/[^0-9]+/);
    if (holdsCardInGroups(groups) || holdsBrandedWindow(groups.join(''))) return true;
  }
  return false;
}

/** Luhn's check digit (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let position = 0; position < digits.length; position += 1) {
    const digit = Number(digits[digits.length - 1 - position]);
    const doubled = digit * 2;
    sum += position % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Every decimal digit of every script as 0-9: somebody may paste what a keyboard of another language wrote. */
export function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(valueOfDigit(digit)));
}

function valueOfDigit(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) return code - 0x30;
  // Unicode keeps the ten digits of a script together and in order: count back to the zero.
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return value;
}

function holdsCardInGroups(groups: readonly string[]): boolean {
  return groups.some((_, start) => {
    let digits = '';
    return groups.slice(start).some((group) => {
      digits += group;
      return digits.length >= 12 && digits.length <= 19 && passesLuhn(digits);
    });
  });
}

const BRAND_SHAPES: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]|2[2-7])\d{14}$/,
  /^3[47]\d{13}$/,
  /^(?:6011|64\d\d|65\d\d|35\d\d|62\d\d)\d{12}$/,
  /^3[0689]\d{12}$/,
];

function holdsBrandedWindow(digits: string): boolean {
  for (let start = 0; start + 13 <= digits.length; start += 1) {
    for (const length of [13, 14, 15, 16, 19]) {
      const window = digits.slice(start, start + length);
      if (
        window.length === length &&
        BRAND_SHAPES.some((shape) => shape.test(window)) &&
        passesLuhn(window)
      ) {
        return true;
      }
    }
  }
  return false;
}
