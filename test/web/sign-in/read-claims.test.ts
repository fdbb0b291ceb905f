import { describe, expect, it } from '@jest/globals';
import { readClaims } from '#web/src/sign-in/read-claims.ts';

const token = (claims: object) =>
  `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

describe('readClaims', () => {
  it.each([
    [
      ['agent', 'supervisor'],
      ['agent', 'supervisor'],
    ],
    ['agent,supervisor', ['agent', 'supervisor']],
    ['somebody-else', []],
    [undefined, []],
  ])('reads the groups %j as %j', (groups, roles) => {
    expect(readClaims(token({ username: 'ana', 'cognito:groups': groups }), {})).toEqual({
      username: 'ana',
      roles,
    });
  });

  it('reads names beyond ASCII', () => {
    expect(readClaims(token({ username: 'josé' }), {}).username).toBe('josé');
  });

  it('falls back to the profile when the access token is opaque', () => {
    expect(readClaims('opaque', { preferred_username: 'ana', 'cognito:groups': ['agent'] })).toEqual({
      username: 'ana',
      roles: ['agent'],
    });
  });
});
