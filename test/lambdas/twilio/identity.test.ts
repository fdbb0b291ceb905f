import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentAt, identityOf } from '#lambdas/twilio/identity.ts';

describe('identityOf', () => {
  it.each([
    ['ana', 'ana'],
    ['zoë@example.com', 'zo_c3_ab_40example_2ecom'],
    ['a_b', 'a_5fb'],
    ['a'.repeat(128), 'a'.repeat(128)],
  ])('writes %s as %s', (username, identity) => {
    expect(identityOf(username)).toBe(identity);
  });

  it('holds only what the SDKs accept, for any name of 128 characters, and can be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }), (username) => {
        const identity = identityOf(username);
        expect(identity).toMatch(/^[A-Za-z0-9_]{1,256}$/);
        const others = [`${username}x`, username.slice(0, -1), identity];
        expect(agentAt(`client:${identity}`, [...others, username])).toBe(username);
      }),
    );
  });

  it.each(['ز', 'ก', '🦊', '@', '字'])(
    'tells names of 128 %s from each other by their last character',
    (letter) => {
      const [one, two] = ['1', '2'].map((last) => letter.repeat(127) + last) as [string, string];
      expect(identityOf(one)).not.toBe(identityOf(two));
      expect(agentAt(`client:${identityOf(two)}`, [one, two])).toBe(two);
      expect(agentAt(`client:${identityOf(two)}`, [one])).toBeUndefined();
    },
  );

  it.each(['a b', 'ana_', 'ana_zz', 'ana_61', '_ff', `_h${'0'.repeat(64)}`])(
    'does not read back %s, which no name produces',
    (identity) => {
      expect(agentAt(`client:${identity}`, ['ana'])).toBeUndefined();
    },
  );

  it('cannot be spelled as another name’s hash', () => {
    const hash = identityOf('🦊'.repeat(128));
    expect(hash).toMatch(/^_h[0-9a-f]{64}$/);
    expect(identityOf(hash)).not.toBe(hash);
  });
});
