import { User, type UserManager } from 'oidc-client-ts';
import { openChannel } from '#web/src/platform/browser.ts';
import { hasSignInResponse } from './manager.ts';

const CHANNEL = 'desk-sign-in';
const FLAG = 'desk.signInWindow';
const PARAMETER = 'sign-in-window';

/**
 * Signs in again in a small window, so that the page with the call stays where it is. The windows talk over a
 * broadcast channel: a page isolated from other origins (`Cross-Origin-Opener-Policy`) loses its reference to any
 * window that has visited the sign-in page. Each window has a channel of its own: what it brings reaches the page that
 * opened it, and no other tab that waits. Returns undefined when the browser has no channel or blocks the window.
 */
export function signInElsewhere(window: Window & typeof globalThis): Promise<User> | undefined {
  const id = Math.random().toString(36).slice(2);
  const channel = openChannel(window, `${CHANNEL}.${id}`);
  if (!channel || !window.open(`/?${PARAMETER}=${id}`, CHANNEL, 'popup,width=480,height=640')) {
    channel?.close();
    return undefined;
  }
  return new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      channel.close();
      resolve(User.fromStorageString(String(data)));
    };
  });
}

/** Does the small window's part; resolves to true when this page is that window and has nothing else to do. */
export async function isSignInWindow(manager: UserManager, window: Window): Promise<boolean> {
  const { location, sessionStorage } = window;
  const asked = new URLSearchParams(location.search).get(PARAMETER);
  if (location.pathname === '/' && asked) {
    sessionStorage.setItem(FLAG, asked);
    await manager.signinRedirect();
    return true;
  }
  const id = sessionStorage.getItem(FLAG);
  if (id === null || !hasSignInResponse(location)) return false;
  const user = await manager.signinRedirectCallback();
  new BroadcastChannel(`${CHANNEL}.${id}`).postMessage(user.toStorageString());
  await manager.removeUser();
  window.close();
  return true;
}
