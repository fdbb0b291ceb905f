import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskProse } from '#lambdas/masking/mask.ts';
import { plainText } from '#lambdas/masking/plain-text.ts';
import { readings } from '#lambdas/masking/readings.ts';
import { writeInScript } from './any-card.ts';

const CARD = '4111111111111111';
/** Whether any reading of a text shows the digits, whatever else is between them. */
const tells = (text: string, digits: string) =>
  [...readings(text)].some((reading) => reading.replace(/\D/g, '').includes(digits));

describe('maskProse', () => {
  it.each([
    ['a sentence', 'The card was declined.'],
    ['a code', 'card_declined'],
    ['a longer code', 'insufficient_funds'],
    ['accents', 'Tarjeta rechazada: código no válido'],
    ['another script', 'カードが拒否されました'],
    ['a code of two digits', '51'],
    ['a code of the bank transfer network', 'R01'],
  ])('keeps %s', (_, text) => {
    expect(maskProse(text)).toBe(text);
  });

  it.each([
    [
      'a card with code and expiry',
      `card ${CARD} cvv 917 exp 12/30`,
      `card ${'x'.repeat(16)} cvv xxx exp xx/xx`,
    ],
    ['a bank account', 'acct 98765432104 routing 021000021', 'acct xxxxxxxxxxx routing xxxxxxxxx'],
    ['dingbats', '➃➀➀➀ ❶❶', 'xxxx xx'],
    ['Chinese numerals', '四一一一', 'xxxx'],
    ['Roman numerals', 'ⅣⅠ', 'xx'],
    ['a code alone', '917', 'xxx'],
    ['base64', `see ${Buffer.from(CARD).toString('base64')} now`, 'see … now'],
    ['base64 of a code', Buffer.from('917').toString('base64'), '…'],
    ['percent signs', '%34%31%31%31', '…'],
    ['percent signs of percent signs', '%2534%2531%2531', '…'],
    ['character references', '&#52;&#49;&#49;', '…'],
    ['what nobody sees', '9\u200b1\u31647', 'xxx'],
    ['a broken character', 'a\ud800b', 'ab'],
  ])('lets no digit of %s through', (_, text, kept) => {
    expect(maskProse(text)).toBe(kept);
  });

  it('cuts after it has masked, and never in the middle of a character', () => {
    expect(maskProse(`${'a'.repeat(185)} ${CARD}`)).toBe(`${'a'.repeat(185)} ${'x'.repeat(14)}`);
    expect([...maskProse('𠀀'.repeat(300))]).toHaveLength(200);
  });

  it('lets no digit of any script through, whatever is around it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.stringMatching(/^[0-9]{6,19}$/),
        fc.nat(200),
        (around, digits, script) => {
          const kept = maskProse(`${around} ${writeInScript(digits, script)} ${around}`);
          return !/\p{N}/u.test(kept) && !/\d/.test(plainText(kept)) && !tells(kept, digits);
        },
      ),
      { numRuns: 500 },
    );
  });
});
