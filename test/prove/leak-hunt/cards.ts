import type { CardBrand } from '#lambdas/contract/desk-api.ts';
import { passesLuhn } from '#lambdas/masking/luhn.ts';
import type { Random } from '../random.ts';

/** Everything the caller of one session keys in. Exists in memory only and is never printed. */
export interface Payer {
  readonly brand: CardBrand | 'bank-account';
  readonly number: string;
  readonly expiry: string;
  readonly securityCode: string;
  readonly postalCode: string;
  readonly routingNumber: string;
  readonly accountNumber: string;
}

interface Shape {
  readonly brand: CardBrand;
  readonly prefixes: readonly string[];
  readonly lengths: readonly number[];
  /** The length at which the stand-in Twilio ends a number by itself when its check digit is valid. */
  readonly usual: number;
}

/** One row per brand that has a rule (Twilio docs, `<Pay>`, card table). */
export const SHAPES: readonly Shape[] = [
  { brand: 'visa', prefixes: ['4'], lengths: [13, 16, 19], usual: 16 },
  { brand: 'mastercard', prefixes: ['51', '53', '55', '2221', '2720'], lengths: [16], usual: 16 },
  { brand: 'amex', prefixes: ['34', '37'], lengths: [15], usual: 15 },
  { brand: 'discover', prefixes: ['6011', '64', '65'], lengths: [16, 19], usual: 16 },
  { brand: 'maestro', prefixes: ['50', '56', '58', '67'], lengths: [12, 14, 16, 19], usual: 16 },
  { brand: 'jcb', prefixes: ['3528', '3589'], lengths: [16, 19], usual: 16 },
  { brand: 'diners-club', prefixes: ['36'], lengths: [14, 16], usual: 14 },
  { brand: 'enroute', prefixes: ['2014', '2149'], lengths: [15], usual: 15 },
];

/** The caller of session `index`: brands take turns, and numbers are Luhn-valid and never repeat. */
export function makePayer(random: Random, index: number): Payer {
  const shape = SHAPES[index % SHAPES.length] as Shape;
  return {
    brand: shape.brand,
    number: cardNumber(random, shape),
    expiry: `${String(random.int(1, 12)).padStart(2, '0')}${random.int(40, 79)}`,
    securityCode: `${random.int(1, 9)}${random.digits(shape.brand === 'amex' ? 3 : 2)}`,
    postalCode: `9${random.digits(8)}`,
    routingNumber: routingNumber(random),
    accountNumber: `7${random.digits(random.int(11, 15))}`,
  };
}

/** Published test numbers (Twilio docs, "Generic Pay Connector"): the numbers a connector in TEST mode accepts. */
const PUBLISHED: readonly (readonly [CardBrand, string])[] = [
  ['visa', '4111111111111111'],
  ['mastercard', '5555555555554444'],
  ['amex', '378282246310005'],
  ['discover', '6011111111111117'],
  ['jcb', '3566002020360505'],
];

/** A caller with a published card or bank account, for a connector in TEST mode. */
export function makeTestPayer(random: Random, index: number): Payer {
  const [brand, number] = random.pick(PUBLISHED);
  const securityCode = `${random.int(1, 9)}${random.digits(brand === 'amex' ? 3 : 2)}`;
  return { ...makePayer(random, index), brand, number, securityCode, accountNumber: '123456789' };
}

/** The number with a wrong check digit, as a caller might mistype it. */
export function mistype(number: string): string {
  return number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
}

function cardNumber(random: Random, { prefixes, lengths, usual }: Shape): string {
  const length = random.pick(lengths);
  for (;;) {
    const body = random.pick(prefixes) + random.digits(length);
    const number = withCheckDigit(body.slice(0, length - 1));
    // A longer number that starts with a complete one would be cut off there.
    if (length <= usual || !passesLuhn(number.slice(0, usual))) return number;
  }
}

function withCheckDigit(digits: string): string {
  return Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`).find(passesLuhn) ?? digits;
}

function routingNumber(random: Random): string {
  for (;;) {
    const digits = `0${random.int(1, 9)}${random.digits(7)}`;
    const sum = [...digits].reduce(
      (total, digit, place) => total + Number(digit) * ([3, 7, 1][place % 3] ?? 0),
      0,
    );
    if (sum % 10 === 0) return digits;
  }
}
