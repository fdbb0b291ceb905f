import { describe, expect, it } from '@jest/globals';
import { maskData, maskLongNumbers } from '#simulator/log/mask-digits.ts';

describe('a long number', () => {
  it.each([
    ['4111111111111111', 'xxxxxxxxxxxx1111'],
    ['n=4111111111111111&m', 'n=xxxxxxxxxxxx1111&m'],
    ['4111 1111 1111 1111', 'xxxx xxxx xxxx 1111'],
    ['4111-1111-1111-1111', 'xxxx-xxxx-xxxx-1111'],
    ['<Say>4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2</Say>', '<Say>x, x, x, x, x, x, x, x, 1, 1, 1, 2</Say>'],
    ['card4111111111111111x', 'cardxxxxxxxxxxxx1111x'],
    ['+4111111111111111', '+xxxxxxxxxxxx1111'],
    ['/Calls/4111111111111111.json', '/Calls/xxxxxxxxxxxx1111.json'],
    ['?n=4111%201111%201111%201111', '?n=xxxx%20xxxx%20xxxx%201111'],
    ['?n=4111+1111+1111+1111', '?n=xxxx+xxxx+xxxx+1111'],
    ['4111_1111\n1111\u00a01111', 'xxxx_xxxx\nxxxx\u00a01111'],
  ])('in %s shows only its last four', (text, shown) => {
    expect(maskLongNumbers(text)).toBe(shown);
  });

  it.each([
    '+14155550132',
    '+493090182012345',
    '4 +14155550132',
    `CA${'1'.repeat(32)}`,
    '2026-01-15T10:00:00.123Z',
    '12.00',
    '12345678901',
  ])('is not %s', (text) => {
    expect(maskLongNumbers(text)).toBe(text);
  });

  it('is found anywhere in data', () => {
    const data = { a: ['4111111111111111', 7, null, true], '4111111111111111': { n: 4111111111111111 } };
    expect(maskData(data)).toEqual({
      a: ['xxxxxxxxxxxx1111', 7, null, true],
      xxxxxxxxxxxx1111: { n: 'xxxxxxxxxxxx1111' },
    });
  });
});
