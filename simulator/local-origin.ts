import type { IncomingHttpHeaders } from 'node:http';

/**
 * True unless the request comes from a web page of another site. The simulator has no sign-in, so a page that the
 * developer merely visits must not be able to place calls through their browser.
 */
export function isLocalOrigin({ origin, host }: Pick<IncomingHttpHeaders, 'origin' | 'host'>): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.host === host || LOOPBACK.test(from.hostname);
}

/** True for a name or address of this machine, with or without a port. */
export function isLocalName(host: string | undefined): boolean {
  return host === '::1' || LOOPBACK.test(host?.toLowerCase().replace(/:\d{1,5}$/, '') ?? '');
}

/** A host name of this machine, in lower case and without a port. */
export const LOOPBACK = /^(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
