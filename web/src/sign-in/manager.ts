import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';

/**
 * Sign-in by OpenID Connect: authorisation code with PKCE, back to `/`, tokens in the tab's storage only, renewed
 * with the refresh token.
 */
export function createManager(oidc: DeskConfig['oidc'], storage: Storage, origin: string): UserManager {
  const store = new WebStorageStateStore({ store: storage });
  const home = `${origin}/`;
  return new UserManager({
    authority: oidc.authority,
    client_id: oidc.clientId,
    scope: oidc.scope,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    response_type: 'code',
    userStore: store,
    stateStore: store,
    // `createRenewal` does it: the library gives up after the first failure.
    automaticSilentRenew: false,
    loadUserInfo: false,
    monitorSession: false,
  });
}

/** True when the address carries the sign-in page's response. */
export function hasSignInResponse({ search }: Pick<Location, 'search'>): boolean {
  const query = new URLSearchParams(search);
  return query.has('state') && (query.has('code') || query.has('error'));
}
