import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Clock } from '../services.ts';
import { isTwilioHost } from '../twilio-hosts.ts';
import { lookupLocal } from './lookup-local.ts';

export interface OutgoingRequest {
  /** `POST` by default. */
  readonly method?: 'GET' | 'POST';
  /** Absolute; a fragment is not sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectMilliseconds: number;
  /** From the start to the end of the response. */
  readonly totalMilliseconds: number;
}

export interface IncomingResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** From the start to the end of the response. */
  readonly milliseconds: number;
}

/** Why no response came. */
export interface RequestFailure {
  /**
   * No connection, no response in time, a connection that broke after it was established, or an address that is not
   * one of HTTP or is Twilio's own.
   */
  readonly failure: 'connect' | 'timeout' | 'broken' | 'address';
  /** Of a connection that did not come about, unless time was over: the code of the system, of Node or of OpenSSL. */
  readonly reason?: string;
  readonly milliseconds: number;
}

/** Sends one request. Never rejects. Adds no header to those given except `Host`, `Connection` and `Content-Length`. */
export type SendRequest = (request: OutgoingRequest) => Promise<IncomingResponse | RequestFailure>;

/** More than any response the simulator reads; the rest is dropped. */
const LARGEST_ANSWER_BYTES = 1024 * 1024;

/**
 * How long an idle connection is kept: well below the five seconds after which common servers close it, because a
 * request on a closing connection is lost.
 */
const IDLE_MS = 1_000;

/**
 * Creates a {@link SendRequest} on Node's own client, which unlike `fetch` adds no `Content-Type`. Connections are
 * reused; whether Twilio does so is unconfirmed.
 *
 * @param authority certificate (PEM) of an authority to trust beside the usual ones
 */
export function createSendRequest(clock: Clock, authority?: string): SendRequest {
  const plainAgent = new http.Agent({ keepAlive: true, timeout: IDLE_MS });
  // Made when first needed: reading all the authorities takes 50 ms.
  let secureAgent: https.Agent | undefined;
  const agentFor = (isSecure: boolean) => {
    if (!isSecure) return plainAgent;
    secureAgent ??= new https.Agent({
      keepAlive: true,
      timeout: IDLE_MS,
      ...(authority ? trusting(authority) : {}),
    });
    return secureAgent;
  };
  return ({ method = 'POST', url, headers, body, connectMilliseconds, totalMilliseconds }) =>
    new Promise((resolve) => {
      if (!isSendable(url)) return resolve({ failure: 'address', milliseconds: 0 });
      const startedAt = clock.now().getTime();
      const target = new URL(url);
      const isSecure = target.protocol === 'https:';
      const outgoing = (isSecure ? https : http).request(target, {
        method,
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
        lookup: lookupLocal,
        agent: agentFor(isSecure),
      });
      let connected = false;
      const settle = (result: Timeless<IncomingResponse> | Timeless<RequestFailure>) => {
        stopConnect();
        stopTotal();
        resolve({ ...result, milliseconds: clock.now().getTime() - startedAt });
        if ('failure' in result) outgoing.destroy();
      };
      const stopConnect = clock.setTimer(connectMilliseconds, () => {
        if (!connected) settle({ failure: 'connect' });
      });
      const stopTotal = clock.setTimer(totalMilliseconds, () => settle({ failure: 'timeout' }));

      outgoing.once('socket', (socket) => {
        connected = outgoing.reusedSocket;
        if (connected) return;
        socket.once(isSecure ? 'secureConnect' : 'connect', () => {
          connected = true;
        });
      });
      outgoing.once('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= LARGEST_ANSWER_BYTES) chunks.push(chunk);
        });
        response.once('end', () =>
          settle({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        response.once('error', () => settle({ failure: 'broken' }));
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        settle(
          connected ? { failure: 'broken' } : { failure: 'connect', reason: error.code ?? error.message },
        ),
      );
      outgoing.end(body);
    });
}

/** The option `ca` would take the place of the usual authorities; adding one loses only `NODE_EXTRA_CA_CERTS` (Node 20). */
function trusting(authority: string): { readonly secureContext: SecureContext } {
  const secureContext = createSecureContext();
  const { NODE_EXTRA_CA_CERTS: extra } = process.env;
  if (extra && existsSync(extra)) secureContext.context.addCACert(readFileSync(extra, 'utf8'));
  secureContext.context.addCACert(authority);
  return { secureContext };
}

type Timeless<T> = Omit<T, 'milliseconds'>;

/** False for a host of Twilio's, too: nothing goes to the real one. */
function isSendable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && !isTwilioHost(hostname);
}
