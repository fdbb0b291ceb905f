import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCardInsideRun } from '#lambdas/masking/card-brands.ts';
import type { PayerEnds } from '#lambdas/masking/own-number.ts';
import { keepReference } from '#lambdas/masking/reference.ts';
import { anyCard } from './any-card.ts';

const UNKNOWN: PayerEnds = { isBankAccount: false, cards: [], accounts: [], routings: [] };
const visa: PayerEnds = { ...UNKNOWN, cards: ['1111'] };
const bank: PayerEnds = { ...UNKNOWN, isBankAccount: true, accounts: ['04'], routings: ['0021'] };
const CARD = '4111111111111111';
const OWN = '4539974328330806';
const own: PayerEnds = { ...UNKNOWN, cards: ['0806'] };

describe('keepReference', () => {
  it.each([
    ['a token that ends as the card does', '9441149619831111', visa],
    ['a number that passes Luhn', '1795835411129', visa],
    ['a longer one', '8515131751004932', visa],
    ['a date and a counter', '202611270002', { ...UNKNOWN, cards: ['0002'] }],
    ['another card’s number', '4012888888881881', visa],
    ['a Stripe charge', 'ch_3MmlLrLkdIwHu7ix0snN0B15', visa],
    ['a token with signs', 'tok_a.b:c-d', visa],
    ['a UUID', '550e8400-e29b-41d4-a716-446655440000', visa],
    ['a numeric confirmation beside a bank account', '1795835411129', bank],
  ] as const)('keeps %s', (_, value, ends) => {
    expect(keepReference(value, ends)).toBe(value);
  });

  it.each([
    ['the card', CARD, 'xxxxxxxxxxxx1111'],
    ['the card with letters between', '4111x1111x1111x1111', 'xxxxxxxxxxxxxxx1111'],
    ['the card behind a prefix', `ch_${CARD}`, 'xxxxxxxxxxxx1111'],
  ])('masks %s', (_, value, kept) => {
    expect(keepReference(value, visa)).toBe(kept);
  });

  it('shows no more of a bank account than two digits', () => {
    expect(keepReference('acct98765432104', bank)).toBe('xxxxxxxxx04');
    expect(keepReference('r021000021', bank)).toBe('xxxxxxx21');
  });

  it.each([
    ['what is longer than a reference, however it ends', 'a'.repeat(185) + CARD],
    ['words', `card ${CARD} cvv 917 exp 12/30`],
    ['digits of another script', '４１１１１１１１１１１１１１１１'],
    ['the card in base64', Buffer.from(CARD).toString('base64url')],
    ['the card in hexadecimal digits', Buffer.from(CARD).toString('hex')],
    ['the card backwards', `x${[...'4111111111111111'].reverse().join('')}`],
    ['nothing', ''],
  ])('keeps nothing of %s', (_, value) => {
    expect(keepReference(value, visa)).toBeUndefined();
  });

  it('masks whatever can be a number while the payer’s own is not known', () => {
    expect(keepReference('4012888888881881', UNKNOWN)).toBe('xxxxxxxxxxxx1881');
    expect(keepReference('9441149619831111', UNKNOWN)).toBe('9441149619831111');
    expect(keepReference('ref98765', { ...UNKNOWN, isBankAccount: true })).toBe('xxx65');
  });

  it.each([
    ['its last digit', OWN.slice(0, 15)],
    ['its last two digits', OWN.slice(0, 14)],
    ['its last four, which the mask shows', OWN.slice(0, 12)],
    ['its last digit, behind letters', 'X'.repeat(100) + OWN.slice(0, 15)],
    ['its last digit, within longer digits', `7${OWN.slice(0, 15)}9`],
    ['its last four, and another number follows', `${OWN.slice(0, 12)}-90806`],
    ['its last four, with letters between', '4539x9743x2833'],
    ['nothing, in two pieces the wrong way round', '28330806-45399743'],
    ['nothing, in letters', 'EFDJJHEDCIDDAIAG'],
    ['nothing, in letters that begin with A for one', 'DECIIGDCBHCCJHJF'],
    ['its last four, in letters', 'EFDJJHEDCIDD'],
  ])('keeps nothing of the card without %s', (_, value) => {
    expect(keepReference(value, own)).toBeUndefined();
  });

  it.each([
    ['4539974', ['328330806']],
    ['28330806', ['45399743']],
    ['45399743', ['28330806']],
    ['b-0806', ['453997', 'a-432833']],
    ['432833', ['453997']],
    ['453997', ['432833']],
  ])('keeps nothing of %s, which with %j makes up the card', (value, kept) => {
    expect(keepReference(value, own, kept)).toBeUndefined();
    expect(keepReference(value, own)).toBe(value);
    expect(keepReference(value, own, [value, 'cus_42'])).toBe(value);
  });

  it('keeps nothing of a bank account or a routing number without its end', () => {
    const ends = { ...bank, accounts: ['xxxxxxxxx04'] };
    for (const value of ['9876543210', 'a-9876543210', '0210000', '02100', '21-0210000']) {
      expect([value, keepReference(value, ends)]).toEqual([value, undefined]);
    }
    expect(keepReference('43210', ends)).toBe('43210');
    expect(keepReference('43210', ends, ['98765'])).toBeUndefined();
    expect(keepReference('9876543219', ends)).toBe('9876543219');
    expect(keepReference('0211000', ends)).toBe('0211000');
  });

  it('gives no payer’s own card away, whatever is around and between its digits', () => {
    fc.assert(
      fc.property(
        anyCard,
        fc.stringMatching(/^[a-z]{1,8}$/),
        fc.stringMatching(/^[a-z._:-]{0,3}$/),
        (card, before, between) => {
          const kept = keepReference(before + [...card].join(between), {
            ...UNKNOWN,
            cards: [card.slice(-4)],
          });
          return (kept ?? '').replace(/\D/g, '').length <= 4;
        },
      ),
    );
  });

  it.each([
    ['99 of 100', /^[0-9]{10,20}$/, 55],
    ['all but a few that are no shorter than a card', /^[0-9]{16,20}$/, 12],
  ])('keeps %s of 5,000 numeric references whole', (_, shape, most) => {
    let lost = 0;
    fc.assert(
      fc.property(fc.stringMatching(shape), (value) => {
        if (keepReference(value, visa) !== value) lost += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(lost).toBeLessThan(most);
  });

  it('lets nobody complete the card of any brand from a reference that lacks some of its last four', () => {
    fc.assert(
      fc.property(
        usualCard,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('', 'r', 'a-'),
        (card, cut, before) => {
          const ends = { ...UNKNOWN, cards: [card.slice(-4)] };
          return (keepReference(before + card.slice(0, -cut), ends) ?? '').replace(/\D/g, '').length <= 4;
        },
      ),
    );
  });
});

/** Of the lengths cards have today. */
const usualCard = anyCard.filter((card) => [14, 15, 16, 19].includes(card.length) && isCardInsideRun(card));
