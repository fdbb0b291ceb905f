import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../services.ts';

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
}

/** Why no response came: no connection, no response in time, or a connection that broke after it was established. */
export type RequestFailure = 'connect' | 'timeout' | 'broken';

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
 */
export function createSendRequest(clock: Clock): SendRequest {
  const agents = {
    http: new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
    https: new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
  };
  return ({ method = 'POST', url, headers, body, connectMilliseconds, totalMilliseconds }) =>
    new Promise((resolve) => {
      const target = new URL(url);
      const isSecure = target.protocol === 'https:';
      const outgoing = (isSecure ? https : http).request(target, {
        method,
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
        agent: isSecure ? agents.https : agents.http,
      });
      let connected = false;
      const settle = (result: IncomingResponse | RequestFailure) => {
        stopConnect();
        stopTotal();
        resolve(result);
        if (typeof result === 'string') outgoing.destroy();
      };
      const stopConnect = clock.setTimer(connectMilliseconds, () => {
        if (!connected) settle('connect');
      });
      const stopTotal = clock.setTimer(totalMilliseconds, () => settle('timeout'));

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
        response.once('error', () => settle('broken'));
      });
      outgoing.on('error', () => settle(connected ? 'broken' : 'connect'));
      outgoing.end(body);
    });
}
