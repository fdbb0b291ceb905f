/** What to do with a request by the `Host` it names. */
export type HostVerdict = 'serve' | 'redirect' | 'refuse';

/**
 * Only this machine's own names are served: a foreign name that resolves to the loopback address is how a web page
 * elsewhere would reach in (DNS rebinding), and `/dev/session` gives tokens away. Pages asked for as `localhost`
 * move to `127.0.0.1`, because the sign-in knows one origin.
 */
export function judgeHost(host: string | undefined, port: number, isPage: boolean): HostVerdict {
  if (host === `127.0.0.1:${port}` || (port === 80 && host === '127.0.0.1')) return 'serve';
  if (host === `localhost:${port}` || (port === 80 && host === 'localhost'))
    return isPage ? 'redirect' : 'serve';
  return 'refuse';
}
