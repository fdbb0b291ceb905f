import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../services.ts';

export interface OutgoingRequest {
  /** Absolute; a fragment is not sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectMilliseconds: number;
  /** From the start to the end of the answer. */
  readonly totalMilliseconds: number;
}

export interface IncomingAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Why no answer came: no connection, none in time, or a connection that broke after it stood. */
export type RequestFailure = 'connect' | 'timeout' | 'broken';

/** Sends one POST. Never rejects, and sends no header it was not told to but `Host` and `Content-Length`. */
export type SendRequest = (request: OutgoingRequest) => Promise<IncomingAnswer | RequestFailure>;

/** More than any answer the simulator reads; the rest is dropped. */
const LARGEST_ANSWER_BYTES = 1024 * 1024;

/** Makes a {@link SendRequest} on Node's own client, which unlike `fetch` adds no `Content-Type`. */
export function createSendRequest(clock: Clock): SendRequest {
  return ({ url, headers, body, connectMilliseconds, totalMilliseconds }) =>
    new Promise((resolve) => {
      const target = new URL(url);
      const { request } = target.protocol === 'https:' ? https : http;
      const outgoing = request(target, {
        method: 'POST',
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
        agent: false,
      });
      let connected = false;
      const settle = (result: IncomingAnswer | RequestFailure) => {
        stopConnect();
        stopTotal();
        resolve(result);
        outgoing.destroy();
      };
      const stopConnect = clock.setTimer(connectMilliseconds, () => {
        if (!connected) settle('connect');
      });
      const stopTotal = clock.setTimer(totalMilliseconds, () => settle('timeout'));

      outgoing.once('socket', (socket) =>
        socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          connected = true;
        }),
      );
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
