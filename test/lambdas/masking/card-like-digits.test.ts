import { describe, expect, it } from '@jest/globals';
import { holdsCardLikeDigits } from '#lambdas/masking/card-like-digits.ts';

describe('holdsCardLikeDigits', () => {
  it.each([
    ['plain', '4111111111111111'],
    ['spaced', '4111 1111 1111 1111'],
    ['dashed', '4111-1111-1111-1111'],
    ['dotted and oddly grouped', '4.111111.111111.111'],
    ['pasted from a table', '4111     1111     1111     1111'],
    ['with dashes and spaces', '4111 -- 1111 -- 1111 -- 1111'],
    ['among words', 'please charge 378282246310005 for me'],
    ['followed by its expiry', '4111111111111111 12/28'],
    ['followed by expiry and code', '4111111111111111 1228 123'],
    ['inside a longer run', '0000041111111111111110000'],
    ['in full-width digits', '４１１１１１１１１１１１１１１１'],
    ['in Arabic-Indic digits', '٤١١١١١١١١١١١١١١١'],
    ['a maestro number', '6771798021000008'],
  ])('finds a card number %s', (_, text) => {
    expect(holdsCardLikeDigits(text)).toBe(true);
  });

  it.each([
    ['an order number', 'order 20260115'],
    ['a phone number', '+1 202 555 0142'],
    ['sixteen digits that fail the check', '4111111111111112'],
    ['an amount and a date', '12.00 on 2026-01-15'],
    ['words', 'annual membership'],
    ['nothing', ''],
  ])('lets %s pass', (_, text) => {
    expect(holdsCardLikeDigits(text)).toBe(false);
  });
});
