import { type ReadonlySignal, signal } from '@preact/signals';
import type { User, UserManager } from 'oidc-client-ts';
import { ApiError, type TokenSource } from '#web/src/api/client.ts';
import { openChannel } from '#web/src/platform/browser.ts';
import { browserClock, type Clock } from '#web/src/platform/clock.ts';
import { hasSignInResponse } from './manager.ts';
import { joinTabs, type TabChannel } from './other-tabs.ts';
import { readClaims, type SignedIn } from './read-claims.ts';
import { createRenewal, isRefusal, type Renewed } from './renewal.ts';
import { signInElsewhere } from './sign-in-window.ts';

export interface Auth extends TokenSource {
  readonly user: ReadonlySignal<SignedIn | undefined>;
  /** True when the sign-in has ended while the page is in use: ask for it again without leaving the page. */
  readonly ended: ReadonlySignal<boolean>;
  /** True while the sign-in service does not respond and the desk keeps trying to renew. */
  readonly renewing: ReadonlySignal<boolean>;
  /** Why signing in again did not work: the browser blocked its window, or somebody else signed in. */
  readonly problem: ReadonlySignal<'blocked' | 'otherPerson' | undefined>;
  signIn(): Promise<void>;
  /**
   * In a window of its own; where the browser blocks it and `mayLeave` is true, in this page. Somebody else who signs in
   * gets a new page where `mayLeave` is true, and nothing of this one.
   */
  signInAgain(mayLeave: boolean): Promise<void>;
  signOut(): Promise<void>;
}

export interface AuthOptions {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly channel?: TabChannel | undefined;
}

/** A token with less time left than this is not handed to another tab. */
const ENOUGH_SECONDS = 120;

/**
 * The sign-in of this page. Completes one whose response is in the address, renews one kept in the tab, or begins with
 * that of the tab whose link opened this one.
 * @throws Error when the response in the address is refused.
 */
export async function createAuth(
  manager: UserManager,
  window: Window & typeof globalThis,
  {
    clock = browserClock,
    random = Math.random,
    channel = openChannel(window, 'desk-tabs'),
  }: AuthOptions = {},
): Promise<Auth> {
  const user = signal<SignedIn | undefined>(undefined);
  const ended = signal(false);
  const problem = signal<'blocked' | 'otherPerson' | undefined>(undefined);
  const placeOf = ({ pathname, search }: Location) => pathname + search;
  const show = (found: User | null) => {
    user.value = found ? readClaims(found.access_token, found.profile) : undefined;
  };
  const adopt = (found: User | null) => {
    show(found?.expired ? null : found);
    if (user.value) ended.value = false;
  };
  const end = () => {
    ended.value = true;
  };

  const keep = async (found: User) => {
    await manager.storeUser(found);
    await manager.events.load(found);
  };
  const attempt = async (): Promise<Renewed> => {
    const kept = await manager.getUser();
    if (!kept) return 'refused';
    if (kept.refresh_token) {
      return manager.signinSilent().then(
        () => 'renewed',
        (error: unknown) => (isRefusal(error) ? 'refused' : 'later'),
      );
    }
    const handed = await tabs.again(kept.profile.sub);
    if (handed === undefined) return kept.expired ? 'refused' : 'later';
    if (handed !== 'later') await keep(handed);
    return handed === 'later' ? 'later' : 'renewed';
  };
  const renewal = createRenewal({ attempt, onRefused: end, window, clock, random });
  const tabs = joinTabs({
    window,
    channel,
    clock,
    current: () => manager.getUser(),
    async renewed() {
      const isShort = ((await manager.getUser())?.expires_in ?? 0) < ENOUGH_SECONDS;
      const outcome = isShort ? await renewal.now() : 'renewed';
      if (outcome === 'later') return 'later';
      return outcome === 'renewed' ? ((await manager.getUser()) ?? undefined) : undefined;
    },
    async onSignedOut(sub) {
      const kept = await manager.getUser();
      if (!kept || kept.refresh_token || kept.profile.sub !== sub) return;
      await manager.removeUser();
      end();
    },
  });
  manager.events.addUserLoaded(adopt);

  if (hasSignInResponse(window.location)) {
    const received = await manager.signinRedirectCallback();
    const returnTo = typeof received.state === 'string' ? received.state : '/';
    window.history.replaceState(null, '', returnTo);
    adopt(received);
  } else {
    const kept = await manager.getUser();
    adopt(kept);
    // Expired, and the service cannot be reached: the page is of use, and the API checks every request anyway.
    if (kept?.expired && (await renewal.now()) === 'later') show(kept);
    const handed = kept ? undefined : await tabs.begin(placeOf(window.location));
    if (handed) await keep(handed);
  }
  manager.events.addAccessTokenExpiring(() => void renewal.now());
  manager.events.addAccessTokenExpired(() => void renewal.now());

  const signIn = () => manager.signinRedirect({ state: placeOf(window.location) });
  return {
    user,
    ended,
    renewing: renewal.waiting,
    problem,
    accessToken: async () => (await manager.getUser())?.access_token,
    async renew() {
      const outcome = renewal.waiting.peek() ? 'later' : await renewal.now();
      if (outcome === 'later') throw unreachable();
      return outcome === 'renewed';
    },
    markEnded: end,
    signIn,
    async signInAgain(mayLeave) {
      const opened = signInElsewhere(window);
      problem.value = opened || mayLeave ? undefined : 'blocked';
      if (!opened) return mayLeave ? signIn() : undefined;
      const found = await opened;
      if (readClaims(found.access_token, found.profile).username === user.peek()?.username)
        return keep(found);
      // The phone, the payments and the form here are another person's: this one begins with a page of their own.
      if (!mayLeave) {
        problem.value = 'otherPerson';
        return;
      }
      await manager.storeUser(found);
      window.location.assign(`${window.location.origin}/`);
    },
    async signOut() {
      const kept = await manager.getUser();
      if (kept) tabs.signedOut(kept.profile.sub);
      const home = `${window.location.origin}/`;
      const leaving = { client_id: manager.settings.client_id, logout_uri: home };
      const hasPage = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
      if (hasPage) return manager.signoutRedirect({ extraQueryParams: leaving });
      await manager.removeUser();
      window.location.assign(home);
    },
  };
}

function unreachable(): ApiError {
  return new ApiError(401, {
    code: 'SIGN_IN_WAITING',
    message:
      'Failed to do that: the sign-in service does not respond. The desk keeps trying; try again in a moment.',
  });
}
