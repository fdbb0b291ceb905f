/** What to do with a request by the `Host` it names. */
export type HostVerdict = 'serve' | 'redirect' | 'refuse';

/**
 * Serves only this machine's own names: a web page from elsewhere could reach this server through a foreign name that
 * resolves to the loopback address (DNS rebinding), and `/dev/session` hands out tokens. Requests for pages on
 * `localhost` are redirected to `127.0.0.1`, because the sign-in knows one origin.
 */
export function judgeHost(host: string | undefined, port: number, isPage: boolean): HostVerdict {
  if (host === `127.0.0.1:${port}` || (port === 80 && host === '127.0.0.1')) return 'serve';
  if (host === `localhost:${port}` || (port === 80 && host === 'localhost'))
    return isPage ? 'redirect' : 'serve';
  return 'refuse';
}
