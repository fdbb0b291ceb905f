import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keepReference, type PayerEnds } from '#lambdas/masking/reference.ts';
import { anyCard } from './any-card.ts';

const UNKNOWN: PayerEnds = { isBankAccount: false, cards: [], accounts: [], routings: [] };
const visa: PayerEnds = { ...UNKNOWN, cards: ['1111'] };
const bank: PayerEnds = { ...UNKNOWN, isBankAccount: true, accounts: ['04'], routings: ['0021'] };
const CARD = '4111111111111111';

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

  it('keeps all but a few of 5,000 numeric references whole', () => {
    let lost = 0;
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{10,20}$/), (value) => {
        if (keepReference(value, visa) !== value) lost += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(lost).toBeLessThan(3);
  });
});
