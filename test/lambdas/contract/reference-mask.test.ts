import { describe, expect, it } from '@jest/globals';
import { compileMask, exampleOf, readId } from '#lambdas/contract/reference-mask.ts';

const rule = (mask?: string, required = false) => ({ ...(mask === undefined ? {} : { mask }), required });

describe('a mask', () => {
  it.each([
    ['INV-999999', 'INV-204417', 'INV-204417'],
    ['INV-999999', '  inv-204417 ', 'INV-204417'],
    ['INV-999999', 'ＩＮＶ-２０４４１７', 'INV-204417'],
    ['INV-999999', 'INV-20\u200B4417', 'INV-204417'],
    ['AA-**9', 'xy-a10', 'XY-A10'],
    ['\\A\\9-9', 'a9-3', 'A9-3'],
    ['999|9999|\\A9', 'A7', 'A7'],
    ['999|9999|\\A9', '1234', '1234'],
    ['(9).[9]+9$', '(1).[2]+3$', '(1).[2]+3$'],
    ['9\\|9', '1|2', '1|2'],
    ['Ä9', 'ä1', 'Ä1'],
  ])('%s takes %s', (mask, text, value) => {
    expect(readId(text, rule(mask))).toEqual({ ok: true, value });
  });

  it.each([
    ['INV-999999', 'INV-20441'],
    ['INV-999999', 'INV-2044170'],
    ['INV-999999', 'xINV-204417'],
    ['INV-999999', 'INV-204417\nINV-204417'],
    ['INV-999999', 'INV-٢٠٤٤١٧'],
    ['A9', 'Ä1'],
    ['*', '-'],
    ['9.9', '1x2'],
    ['\\A9', 'B1'],
    ['9|99', '123'],
  ])('%s refuses %s', (mask, text) => {
    expect(readId(text, rule(mask))).toEqual({ ok: false, problem: 'shape' });
  });

  it.each(['', '-', 'INV', '9|', '|9', '9||9', '9\\', '9\n9', '9\u202E9', '9'.repeat(101)])(
    'is not %j',
    (mask) => {
      expect(compileMask(mask)).toBeUndefined();
    },
  );

  it.each([
    ['INV-999999', 'INV-123456'],
    ['AA-**9', 'AB-345'],
    ['\\A9|99', 'A1'],
    ['9'.repeat(12), '123456789012'],
  ])('%s is shown as %s, which it takes', (mask, example) => {
    expect(exampleOf(mask)).toBe(example);
    expect(readId(example, rule(mask))).toEqual({ ok: true, value: example });
  });

  it('reads the worst text in the time of its length', () => {
    const mask = Array.from({ length: 10 }, () => '*********').join('|');
    const pattern = compileMask(mask);
    const started = performance.now();
    for (let run = 0; run < 1_000; run += 1) pattern?.test(`${'A'.repeat(MANY)}!`);
    // A pattern that goes back would need more than the age of the universe.
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(String(pattern)).not.toMatch(/[+{]|(?<!\\)\*(?!\])/);
  });
});

const MANY = 100;

describe('an id without a mask', () => {
  it('is any text, as it was typed', () => {
    expect(readId(' order #7 ', rule())).toEqual({ ok: true, value: 'order #7' });
    expect(readId('x'.repeat(100), rule())).toMatchObject({ ok: true });
    expect(readId('x'.repeat(101), rule())).toEqual({ ok: false, problem: 'long' });
  });

  it.each([undefined, 'A9'])('with mask %s may be blank unless it is required', (mask) => {
    expect(readId('  ', rule(mask))).toEqual({ ok: true, value: undefined });
    expect(readId('  ', rule(mask, true))).toEqual({ ok: false, problem: 'missing' });
  });
});
