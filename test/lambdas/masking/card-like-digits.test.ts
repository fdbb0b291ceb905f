import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCardNumber } from '#lambdas/masking/card-brands.ts';
import { holdsCardLikeDigits } from '#lambdas/masking/card-like-digits.ts';
import { passesLuhn } from '#lambdas/masking/luhn.ts';
import { createRandom, type Random } from '#test/prove/random.ts';
import { anyCard, writeInScript } from './any-card.ts';

const CARD = '4111111111111111';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const percent = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '%$&');

describe('holdsCardLikeDigits', () => {
  it.each([
    ['plain', CARD],
    ['spaced', '4111 1111 1111 1111'],
    ['dashed', '4111-1111-1111-1111'],
    ['dotted and oddly grouped', '4.111111.111111.111'],
    ['pasted from a table', '4111     1111     1111     1111'],
    ['with dashes and spaces', '4111 -- 1111 -- 1111 -- 1111'],
    ['among words', 'please charge 378282246310005 for me'],
    ['followed by its expiry', '4111111111111111 12/28'],
    ['followed by expiry and code', '4111111111111111 1228 123'],
    ['followed by its expiry without a gap', '4111 1111 1111 11111228'],
    ['inside a longer run', '0000041111111111111110000'],
    ['in full-width digits', '４１１１１１１１１１１１１１１１'],
    ['in Arabic-Indic digits', '٤١١١١١١١١١١١١١١١'],
    ['a maestro number', '6771798021000008'],
    ['with letters between its groups', '4111 then 1111 then 1111 and last 1111'],
    ['with letters between its digits', '4x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1'],
    ['with most of a line between its groups', ['4111', '1111', '1111', '1111'].join(' '.repeat(60))],
    ['as dingbats', '➃➀➀➀ ❶❶❶❶ ➊➊➊➊ ①①①①'],
    ['in Chinese', '四一一一 壹壹壹壹 一一一一 一一一一'],
    ['in Roman numerals', 'ⅣⅠⅠⅠ ⅠⅠⅠⅠ ⅠⅠⅠⅠ ⅠⅠⅠⅠ'],
    ['as key caps', [...CARD].map((digit) => `${digit}\u{fe0f}\u{20e3}`).join('')],
    ['with fillers nobody sees', [...CARD].join('\u3164')],
    ['with marks of no width', [...CARD].join('\u200b\u2060')],
    ['with signs of direction', `\u202e${[...CARD].join('\u202d')}\u202c`],
    ['with marks on its digits', [...CARD].join('\u0301')],
    ['in tags nobody sees', [...CARD].map((digit) => String.fromCodePoint(0xe0030 + Number(digit))).join('')],
    ['with letters for digits', '4lll llll llll IIII'],
    ['with the letter O for nought', '4OOO OOOO OOOO OOO2'],
    ['in base64', base64(CARD)],
    ['in base64 inside a word', `ref:${base64(`card=${CARD};`)}`],
    ['in base64 cut up by blanks', base64(`card ${CARD}`).replace(/.{6}/g, '$& ')],
    ['in base64 on several lines', base64(CARD).replace(/.{5}/g, '$&\n')],
    ['with letters between and more digits', '5 4539x9743x2833x08065'],
    ['with letters between and digits before', 'inv12345399x7432x8330x806'],
    ['in base64 twice', base64(base64(CARD))],
    ['percent-encoded', percent('4111 1111 1111 1111')],
    ['percent-encoded twice', percent(percent(CARD))],
    ['percent-encoded in another script', percent('４１１１１１１１１１１１１１１１')],
    ['in character references', `&#52;&#x31;${'&#49;'.repeat(14)}`],
    ['in hexadecimal digits', Buffer.from(CARD).toString('hex')],
  ])('finds a card number %s', (_, text) => {
    expect(holdsCardLikeDigits(text)).toBe(true);
  });

  it.each([
    ['an order number', 'order 20260115'],
    ['a phone number', '+1 202 555 0142'],
    ['a phone number of a country with a 4', '+49 171 23456782'],
    ['two phone numbers', 'call 202 555 0142 or 415 555 0199'],
    ['sixteen digits that fail the check', '4111111111111112'],
    ['sixteen digits of no brand', '9441149619831111'],
    ['an amount and a date', '12.00 on 2026-01-15'],
    ['a parcel of UPS', 'parcel 1Z999AA10123456784'],
    ['a parcel of the US mail', '9400 1118 9922 3197 4281 53'],
    ['a parcel of FedEx', '9612019059803563050071'],
    ['a phone by its IMEI', 'IMEI 490154203237518'],
    ['an order by its UUID', 'order 550e8400-e29b-41d4-a716-446655440000'],
    ['sizes', '120x200x4539x120'],
    ['words', 'annual membership'],
    ['nothing', ''],
  ])('lets %s pass', (_, text) => {
    expect(holdsCardLikeDigits(text)).toBe(false);
  });

  it('finds every card of every brand in any grouping and any mix of scripts', () => {
    const gap = fc.constantFrom(
      '',
      ' ',
      '-',
      '.',
      ' / ',
      '\t',
      '\n',
      '\u00a0',
      '\u3164',
      '\u200b',
      '…',
      ' und ',
    );
    const group = fc.tuple(fc.integer({ min: 1, max: 5 }), gap, fc.integer({ min: 0, max: 200 }));
    fc.assert(
      fc.property(
        anyCard,
        fc.array(group, { minLength: 19, maxLength: 19 }),
        fc.constantFrom('', 'card ', 'x'),
        (card, groups, before) => {
          let rest = card;
          let text = before;
          for (const [size, separator, script] of groups) {
            text += writeInScript(rest.slice(0, size), script) + (rest.length > size ? separator : '');
            rest = rest.slice(size);
          }
          return holdsCardLikeDigits(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each<[string, (random: Random) => string]>([
    // The digits of a parcel number of UPS that follow its letters are too few for a card.
    ['parcels of UPS', (random) => `1Z${letters(random, 6)}${random.digits(10)}`],
    ['parcels of FedEx', (random) => `${random.pick(['7', '9', '1'])}${random.digits(11)}`],
    ['parcels of the US mail', uspsNumber],
    // Of the bodies that give out such numbers; 35 is Europe's, the others are older or Chinese.
    ['phones by their IMEI', (random) => withLuhn(random.pick(['35', '86', '01', '99']) + random.digits(12))],
    ['phone numbers', (random) => `+${random.int(1, 9)}${random.digits(random.int(7, 12))}`],
    ['phone numbers in groups', (random) => `(${random.digits(3)}) ${random.digits(3)}-${random.digits(4)}`],
    ['days and times', (random) => new Date(random.int(0, 2 ** 41)).toISOString()],
  ])('lets all %s pass', (_, make) => {
    const random = createRandom(20261128);
    const found = Array.from({ length: 2_000 }, () => make(random)).filter(holdsCardLikeDigits);
    expect(found).toEqual([]);
  });

  it('finds no card where there is none: nine of ten numbers of any brand fail the check', () => {
    const random = createRandom(5);
    const numbers = Array.from({ length: 2_000 }, () => `4${random.digits(15)}`);
    expect(numbers.filter(isCardNumber)).toEqual(numbers.filter(passesLuhn));
    expect(numbers.filter(holdsCardLikeDigits).length).toBeLessThan(numbers.length / 6);
  });
});

function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.pick([...'ABCDEFGHJKMNPQRSTUVWXYZ'])).join('');
}

function withLuhn(body: string): string {
  return Array.from({ length: 10 }, (_, check) => `${body}${check}`).find(passesLuhn) ?? '';
}

/** 22 digits that end in the mail's own check digit. */
function uspsNumber(random: Random): string {
  const body = `9${random.int(1, 5)}${random.digits(19)}`;
  const sum = [...body]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
