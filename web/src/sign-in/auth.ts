import { type ReadonlySignal, signal } from '@preact/signals';
import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { DeskConfig, Role } from '../../../lambdas/shared/contract.ts';
import type { TokenSource } from '../api/client.ts';
import { readClaims } from './read-claims.ts';

/** Who is signed in, as far as the page needs to know; what they may do is the API's to decide. */
export interface SignedIn {
  readonly username: string;
  readonly roles: readonly Role[];
}

export interface Auth extends TokenSource {
  readonly user: ReadonlySignal<SignedIn | undefined>;
  /** True when the sign-in has ended while the page is in use: ask for it again without leaving the page. */
  readonly ended: ReadonlySignal<boolean>;
  signIn(): Promise<void>;
  /** Signs in again in a small window, so that a call on this page stays up. */
  signInAgain(): Promise<void>;
  signOut(): Promise<void>;
}

/**
 * Sign-in by OpenID Connect: authorisation code with PKCE, back to `/`, tokens in the tab's storage only, renewed
 * with the refresh token. Finishes a sign-in that is under way in the address.
 * @throws Error when the answer in the address is refused.
 */
export async function createAuth(oidc: DeskConfig['oidc'], window: Window): Promise<Auth> {
  const store = new WebStorageStateStore({ store: window.sessionStorage });
  const home = `${window.location.origin}/`;
  const manager = new UserManager({
    authority: oidc.authority,
    client_id: oidc.clientId,
    scope: oidc.scope,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    response_type: 'code',
    userStore: store,
    stateStore: store,
    automaticSilentRenew: true,
    loadUserInfo: false,
    monitorSession: false,
  });
  const user = signal<SignedIn | undefined>(undefined);
  const ended = signal(false);
  const adopt = (found: User | null) => {
    user.value = found && !found.expired ? readClaims(found.access_token, found.profile) : undefined;
    if (user.value) ended.value = false;
  };

  if (isAnswer(window.location)) {
    const answered = await manager.signinRedirectCallback();
    const returnTo = typeof answered.state === 'string' ? answered.state : '/';
    window.history.replaceState(null, '', returnTo);
    adopt(answered);
  } else {
    const kept = await manager.getUser();
    adopt(kept?.expired && kept.refresh_token ? await manager.signinSilent().catch(() => null) : kept);
  }
  manager.events.addUserLoaded(adopt);
  manager.events.addAccessTokenExpired(() => {
    ended.value = true;
  });

  return {
    user,
    ended,
    accessToken: async () => (await manager.getUser())?.access_token,
    renew: async () => {
      const renewed = await manager.signinSilent().catch(() => null);
      return renewed !== null;
    },
    markEnded: () => {
      ended.value = true;
    },
    signIn: () => manager.signinRedirect({ state: window.location.pathname + window.location.search }),
    signInAgain: async () => adopt(await manager.signinPopup()),
    async signOut() {
      const leaving = { client_id: oidc.clientId, logout_uri: home };
      const hasPage = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
      if (hasPage) return manager.signoutRedirect({ extraQueryParams: leaving });
      await manager.removeUser();
      window.location.assign(home);
    },
  };
}

/** In the small window of `signInAgain`: hands the answer to the page that opened it. True when that is what we are. */
export async function answerOpener(window: Window): Promise<boolean> {
  if (!window.opener || !isAnswer(window.location)) return false;
  await new UserManager({ authority: '', client_id: '', redirect_uri: '' }).signinPopupCallback();
  return true;
}

function isAnswer(location: Location): boolean {
  const query = new URLSearchParams(location.search);
  return query.has('state') && (query.has('code') || query.has('error'));
}
