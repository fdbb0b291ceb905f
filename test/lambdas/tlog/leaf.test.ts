import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeLeaf, type Leaf, loggedName, parseLeaf } from '#lambdas/tlog/leaf.ts';
import { hostileText } from '#test/security/hostile-values.ts';

const AT = '2026-11-29T12:31:07.123Z';
const CHAIN = `PK${'0f'.repeat(16)}`;
const HASH = 'ab'.repeat(32);
const HEAD = `{"at":"${AT}","chain":"${CHAIN}","events":4,"hash":"${HASH}","v":1}`;

describe('a leaf of the log', () => {
  it.each<[string, Leaf, string]>([
    ['a head', { v: 1, hash: HASH, events: 4, chain: CHAIN, at: AT }, HEAD],
    [
      'a late head',
      { v: 1, hash: HASH, events: 4, chain: CHAIN, at: AT, late: true },
      HEAD.replace(',"v"', ',"late":true,"v"'),
    ],
    ['a tick', { tick: true, at: AT, v: 1 }, `{"at":"${AT}","tick":true,"v":1}`],
    [
      'a tick while catching up',
      { tick: true, catchingUp: true, at: AT, v: 1 },
      `{"at":"${AT}","catchingUp":true,"tick":true,"v":1}`,
    ],
    [
      'a change',
      { at: AT, chain: 'ACCESS#2026-11-29#07', change: 'REMOVE', sequence: 9, v: 1 },
      `{"at":"${AT}","chain":"ACCESS#2026-11-29#07","change":"REMOVE","sequence":9,"v":1}`,
    ],
  ])('that is %s has one form', (_, leaf, text) => {
    expect(Buffer.from(encodeLeaf(leaf)).toString()).toBe(text);
    expect(parseLeaf(Buffer.from(text))).toEqual(leaf);
  });

  const refusal = 'Failed to read the log: it has an entry of another kind.';
  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', `[${HEAD}]`],
    ['another version', HEAD.replace('"v":1', '"v":2')],
    ['a member more', HEAD.replace('}', ',"x":1}')],
    ['a member less', HEAD.replace('"events":4,', '')],
    ['a member twice', HEAD.replace('"events":4', '"events":3,"events":4')],
    ['members in another order', HEAD.replace('"events":4,', '').replace('}', ',"events":4}')],
    ['a blank', HEAD.replace(':', ': ')],
    ['a line feed behind', `${HEAD}\n`],
    ['a byte order mark', `\ufeff${HEAD}`],
    ['an escape', HEAD.replace('PK', '\\u0050K')],
    ['a number written otherwise', HEAD.replace(':4', ':4.0')],
    ['a broken count', HEAD.replace(':4', ':4.5')],
    ['a negative count', HEAD.replace(':4', ':-4')],
    ['a count that numbers cannot hold', HEAD.replace(':4', ':9007199254740993')],
    ['a hash in capitals', HEAD.replace(HASH, HASH.toUpperCase())],
    ['a short hash', HEAD.replace(HASH, HASH.slice(1))],
    ['a time of another zone', HEAD.replace('Z', '+00:00')],
    ['a time without milliseconds', HEAD.replace('.123Z', 'Z')],
    ['a time that never is', HEAD.replace('11-29', '13-41')],
    ['a name that could hold anything', HEAD.replace(CHAIN, '4111111111111111')],
    ['a name with more behind it', HEAD.replace(CHAIN, `${CHAIN}\\n`)],
    ['late, but not', HEAD.replace(',"v"', ',"late":false,"v"')],
  ])('with %s is refused', (_, text) => {
    expect(() => parseLeaf(Buffer.from(text))).toThrow(refusal);
  });

  it('that is no text is refused', () => {
    expect(() => parseLeaf(Buffer.from(HEAD).fill(0xff, 5, 6))).toThrow(refusal);
  });

  it('that nobody could read is not appended', () => {
    const leaf = { at: AT, chain: 'what Ana said', events: 1, hash: HASH, v: 1 } as const;
    expect(() => encodeLeaf(leaf)).toThrow(/^Failed to append to the log: an entry is of another kind\.$/);
  });
});

describe('the name of a chain', () => {
  it.each([CHAIN, 'ACCESS#2026-11-29', 'ACCESS#2026-11-29#07', 'CLOSE#2026-11', 'CLOSE#2026-11#rows'])(
    'stands when it is of ours: %s',
    (name) => {
      expect(loggedName(name)).toBe(name);
    },
  );

  it.each(['', `${CHAIN}\n`, `${CHAIN}0`, `x${CHAIN}`, CHAIN.toUpperCase(), 'ACCESS#', `sha256:${HASH}`])(
    'is hashed when it is not: %j',
    (name) => {
      expect(loggedName(name)).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(loggedName(name)).not.toBe(name);
    },
  );

  it('never holds what somebody wrote, and fits into a leaf', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        expect(loggedName(name)).toMatch(/^sha256:[0-9a-f]{64}$/);
        const leaf: Leaf = { at: AT, chain: loggedName(name), events: 1, hash: HASH, v: 1 };
        expect(parseLeaf(encodeLeaf(leaf))).toEqual(leaf);
      }),
      { numRuns: 200 },
    );
  });
});
