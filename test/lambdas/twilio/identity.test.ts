import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { identityOf, usernameOf } from '#lambdas/twilio/identity.ts';

describe('identityOf', () => {
  it.each([
    ['ana', 'ana'],
    ['zoë@example.com', 'zo_c3_ab_40example_2ecom'],
    ['a_b', 'a_5fb'],
  ])('writes %s as %s', (username, identity) => {
    expect(identityOf(username)).toBe(identity);
  });

  it('can be read back for any name, and holds only what the SDKs accept', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (username) => {
        expect(identityOf(username)).toMatch(/^[A-Za-z0-9_]*$/);
        expect(usernameOf(identityOf(username))).toBe(username);
      }),
    );
  });

  it.each(['a b', 'ana_', 'ana_zz', 'ana_61', '_ff'])(
    'does not read back %s, which no name produces',
    (identity) => {
      expect(usernameOf(identity)).toBeUndefined();
    },
  );
});
