import { User, type UserManager } from 'oidc-client-ts';
import { openChannel } from '#web/src/platform/browser.ts';
import { hasSignInResponse } from './manager.ts';

const CHANNEL = 'desk-sign-in';
const FLAG = 'desk.signInWindow';
const ADDRESS = '/?sign-in-window';

/**
 * Signs in again in a small window, so that the page with the call stays where it is. The windows talk over a
 * broadcast channel: a page isolated from other origins (`Cross-Origin-Opener-Policy`) loses its reference to any
 * window that has visited the sign-in page. Returns undefined when the browser has no channel or blocks the window.
 */
export function signInElsewhere(
  manager: UserManager,
  window: Window & typeof globalThis,
): Promise<User> | undefined {
  const channel = openChannel(window, CHANNEL);
  if (!channel || !window.open(ADDRESS, CHANNEL, 'popup,width=480,height=640')) {
    channel?.close();
    return undefined;
  }
  const signedIn = new Promise<User>((resolve) => {
    channel.onmessage = ({ data }) => resolve(User.fromStorageString(String(data)));
  });
  return signedIn.then(async (user) => {
    channel.close();
    await manager.storeUser(user);
    await manager.events.load(user);
    return user;
  });
}

/** Does the small window's part; resolves to true when this page is that window and has nothing else to do. */
export async function isSignInWindow(manager: UserManager, window: Window): Promise<boolean> {
  const { location, sessionStorage } = window;
  if (location.pathname + location.search === ADDRESS) {
    sessionStorage.setItem(FLAG, 'true');
    await manager.signinRedirect();
    return true;
  }
  if (sessionStorage.getItem(FLAG) === null || !hasSignInResponse(location)) return false;
  const user = await manager.signinRedirectCallback();
  new BroadcastChannel(CHANNEL).postMessage(user.toStorageString());
  await manager.removeUser();
  window.close();
  return true;
}
