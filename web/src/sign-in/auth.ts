import { type ReadonlySignal, signal } from '@preact/signals';
import type { User, UserManager } from 'oidc-client-ts';
import type { TokenSource } from '#web/src/api/client.ts';
import { hasSignInResponse } from './manager.ts';
import { readClaims, type SignedIn } from './read-claims.ts';
import { signInElsewhere } from './sign-in-window.ts';

export interface Auth extends TokenSource {
  readonly user: ReadonlySignal<SignedIn | undefined>;
  /** True when the sign-in has ended while the page is in use: ask for it again without leaving the page. */
  readonly ended: ReadonlySignal<boolean>;
  signIn(): Promise<void>;
  signInAgain(): Promise<void>;
  signOut(): Promise<void>;
}

/**
 * The sign-in of this page. Completes one whose response is in the address, or renews one kept in the tab.
 * @throws Error when the response in the address is refused.
 */
export async function createAuth(manager: UserManager, window: Window): Promise<Auth> {
  const user = signal<SignedIn | undefined>(undefined);
  const ended = signal(false);
  const adopt = (found: User | null) => {
    user.value = found && !found.expired ? readClaims(found.access_token, found.profile) : undefined;
    if (user.value) ended.value = false;
  };

  if (hasSignInResponse(window.location)) {
    const received = await manager.signinRedirectCallback();
    const returnTo = typeof received.state === 'string' ? received.state : '/';
    window.history.replaceState(null, '', returnTo);
    adopt(received);
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
    signInAgain: async () => adopt(await signInElsewhere(manager, window)),
    async signOut() {
      const home = `${window.location.origin}/`;
      const leaving = { client_id: manager.settings.client_id, logout_uri: home };
      const hasPage = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
      if (hasPage) return manager.signoutRedirect({ extraQueryParams: leaving });
      await manager.removeUser();
      window.location.assign(home);
    },
  };
}
