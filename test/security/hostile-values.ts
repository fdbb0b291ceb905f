import fc from 'fast-check';

/** Part of every hostile value: wherever it appears in a result, a value was repeated. */
export const MARK = 'ZQ7-mark';

/** Seeds that once found something, or that cover much. Each runs as a regression test, next to a fresh seed. */
export const SEEDS: readonly number[] = [1, 20_261_122, -1_358_231_029, 1_964_185_200, -683_349_776];

/** Names that a careless look-up finds on every object. */
export const POISONED_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toJSON',
  'then',
  'length',
];

/** Text nobody sends by mistake. Contains {@link MARK}. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constant(''),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      '4111 1111 1111 1111',
      '４１１１１１１１１１１１１１１１',
      '../../etc/passwd',
      '%00',
      '\r\nSet-Cookie: a=b',
      '<script>',
      '=1+1',
      "' OR 1=1 --",
      '{{7*7}}',
      '\ud800',
      '1e999',
      '-0',
      'NaN',
      '9'.repeat(400),
      'true',
      '2026-13-45',
      '+275760-09-13T00:00:00.001Z',
      `PK${'0'.repeat(32)}\n`,
      ...POISONED_NAMES,
    ),
  )
  .map((text) => text + MARK);

/** A value of any JSON type. Its strings contain {@link MARK}. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    hostileText,
    fc.constantFrom(null, true, false, 0, -1, 1.5, Number.MAX_SAFE_INTEGER, 1e308),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...POISONED_NAMES), hostileText), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;

/** An object with some of these names, each with a valid or a hostile value, and some unknown names. */
export function hostileObject(
  known: Readonly<Record<string, readonly unknown[]>>,
): fc.Arbitrary<Record<string, unknown>> {
  const right = fc.record(
    Object.fromEntries(
      Object.entries(known).map(([name, values]) => [
        name,
        fc.oneof(
          { weight: 12, arbitrary: fc.constantFrom(...values) },
          { weight: 1, arbitrary: hostileJson },
        ),
      ]),
    ),
    { requiredKeys: [] },
  );
  const strange = fc.dictionary(fc.oneof(fc.constantFrom(...POISONED_NAMES), hostileText), hostileJson, {
    maxKeys: 2,
    noNullPrototype: true,
  });
  return fc
    .tuple(right, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: strange }))
    .map(([fields, more]) => ({ ...fields, ...more }));
}

/** A body: an object as JSON, other JSON, broken JSON, or no JSON at all. */
export function hostileBody(object: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: object.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: object.map((value) => JSON.stringify(value).slice(0, -1)) },
    { weight: 1, arbitrary: hostileText },
  );
}
