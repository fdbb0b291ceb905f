import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { DeliveryTry } from '#lambdas/contract/webhooks.ts';
import { isPublicAddress } from './public-address.ts';

export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it; `retryAfter` is the response's header. */
export type WebhookResponse = Pick<DeliveryTry, 'status' | 'problem'> & { readonly retryAfter?: string };

/** Never rejects: a try that fails is a result too. */
export type SendWebhook = (post: WebhookPost) => Promise<WebhookResponse>;

export interface SendWebhookOptions {
  /** Lets requests go to this machine over HTTP: a developer's only. */
  readonly here?: boolean;
  /** For tests. */
  readonly resolve?: (
    host: string,
  ) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  /** For tests: a certificate to trust, a port and an address to connect to instead. */
  readonly connect?: https.RequestOptions;
  readonly timeoutMs?: number;
}

/** Receivers answer first and work later; from the look at the name on, the whole response must be there by then. */
const TIMEOUT_MS = 10_000;
/** Bytes of a response that are read: nobody looks at them. */
const MOST_BYTES = 1_024;

/**
 * Posts to addresses that somebody set, from within our account. So the host is resolved here, every address it leads to must
 * be on the public internet, and the connection goes to one that was looked at, not to what the name means a moment later.
 * Redirects are a failure, and nothing of a response is kept but its status.
 */
export function createSendWebhook({
  here = false,
  resolve = (host) => lookup(host, { all: true, verbatim: true }),
  connect = {},
  timeoutMs = TIMEOUT_MS,
}: SendWebhookOptions = {}): SendWebhook {
  return async ({ url, headers, body }) => {
    const { hostname, protocol } = new URL(url);
    const isHere = here && protocol === 'http:' && hostname === '127.0.0.1';
    if (protocol !== 'https:' && !isHere) return { problem: 'address' };
    const late = AbortSignal.timeout(timeoutMs);
    const found = isHere
      ? [{ address: hostname, family: 4 }]
      : await Promise.race([resolve(hostname).catch(() => []), once(late, 'abort').then(() => [])]);
    if (late.aborted) return { problem: 'timeout' };
    const [first] = found;
    if (!first) return { problem: 'connection' };
    if (!isHere && !found.every(({ address }) => isPublicAddress(address))) return { problem: 'address' };
    const pinned: LookupFunction = (_host, options, done) =>
      options.all ? done(null, [first]) : done(null, first.address, first.family);

    return new Promise<WebhookResponse>((settle) => {
      const outgoing = (isHere ? http : https).request(
        url,
        {
          method: 'POST',
          headers: {
            ...headers,
            'content-length': Buffer.byteLength(body),
            'user-agent': 'agent-assist-pay',
          },
          agent: false,
          lookup: pinned,
          ...connect,
        },
        (incoming) => {
          const retryAfter = incoming.headers['retry-after'];
          const result = {
            status: incoming.statusCode ?? 0,
            ...(retryAfter === undefined ? {} : { retryAfter }),
          };
          let read = 0;
          incoming.on('data', (chunk: Buffer) => {
            read += chunk.length;
            if (read > MOST_BYTES) incoming.destroy();
          });
          // Cut off or broken off: its status has been said.
          incoming.once('close', () => settle(result));
          incoming.once('error', () => settle(result));
        },
      );
      late.addEventListener('abort', () => {
        settle({ problem: 'timeout' });
        outgoing.destroy();
      });
      // Node says no more of a response that changes the protocol: without this the try would never end.
      outgoing.once('upgrade', ({ statusCode = 0 }, socket) => {
        socket.destroy();
        settle({ status: statusCode });
      });
      outgoing.once('error', () => settle({ problem: 'connection' }));
      outgoing.end(body);
    });
  };
}
