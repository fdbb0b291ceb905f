import type { IncomingHttpHeaders } from 'node:http';

/**
 * True unless a web page from somewhere else is asking. The simulator has no sign-in of its own, so a page the developer
 * merely visits must not be able to place calls through their browser.
 */
export function isLocalOrigin({ origin, host }: Pick<IncomingHttpHeaders, 'origin' | 'host'>): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.host === host || LOOPBACK.test(from.hostname);
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
