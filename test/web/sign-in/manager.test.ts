/** @jest-environment jsdom */
import { describe, expect, it } from '@jest/globals';
import { User } from 'oidc-client-ts';
import { createManager } from '#web/src/sign-in/manager.ts';

const OIDC = { authority: 'https://sign-in.example', clientId: 'desk', scope: 'openid' };

describe('the tokens of a sign-in', () => {
  it('lie in the tab’s own storage, which no other tab and no later visit reads', async () => {
    const user = new User({
      access_token: 'an access token',
      refresh_token: 'a refresh token',
      token_type: 'Bearer',
      profile: { sub: 'ana', iss: OIDC.authority, aud: 'desk', exp: 0, iat: 0 },
    });
    const manager = createManager(OIDC, window.sessionStorage, window.location.origin);
    await manager.storeUser(user);
    expect(JSON.stringify({ ...window.sessionStorage })).toContain('an access token');
    expect({ ...window.localStorage }).toEqual({});
    expect(document.cookie).toBe('');
    expect((await manager.getUser())?.refresh_token).toBe('a refresh token');
  });

  it('and what a sign-in under way must remember lies there too', async () => {
    const { stateStore } = createManager(OIDC, window.sessionStorage, window.location.origin).settings;
    await stateStore?.set('a state', 'a verifier');
    expect(JSON.stringify({ ...window.sessionStorage })).toContain('a verifier');
    expect({ ...window.localStorage }).toEqual({});
  });
});
