/**
 * The grant behind `#` of the panel's address, for a plain frame. It leaves the address at once: a reload, a copied link
 * and the history then hold none.
 */
export function takeGrant({ location, history }: Pick<Window, 'location' | 'history'>): string | undefined {
  const grant = new URLSearchParams(location.hash.slice(1)).get('grant') ?? undefined;
  if (location.hash) history.replaceState(null, '', location.pathname);
  return grant;
}
