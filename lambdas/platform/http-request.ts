import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as it is, where there is no form. */
  readonly body?: string | Uint8Array;
  /** Longest wait for the whole response. */
  readonly timeoutMs: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The same as it came. */
  readonly bytes: Uint8Array;
}

/** Rejects when no complete response arrives in time. */
export type SendHttp = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/**
 * How long an idle connection is kept. A function that slept longer must not reuse one that Twilio has closed since. When it
 * wakes it mostly queries the database first, which leaves time to drop the connection. Digits do not; they are tried twice.
 */
const IDLE_MS = 4_000;

const agents = {
  http: /* @__PURE__ */ new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
  https: /* @__PURE__ */ new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
};

/**
 * Sends a request with Node's own client over a kept connection. Every digit passes through here: `fetch` copies each
 * body through a stream, which took a seventh of a digit's time, and has to be loaded at a cold start. Does not follow
 * redirects.
 */
export const sendHttp: SendHttp = (url, { method, headers, form, body: whole, timeoutMs }) =>
  new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const body = form ? new URLSearchParams(form).toString() : whole;
    const outgoing = (isSecure ? https : http).request(
      url,
      {
        method,
        agent: isSecure ? agents.https : agents.http,
        headers:
          body === undefined
            ? headers
            : { ...headers, ...(form ? FORM : {}), 'Content-Length': Buffer.byteLength(body) },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: bytes.toString('utf8'),
            bytes,
          });
        });
      },
    );
    outgoing.once('error', reject);
    // An AbortSignal of its own would cost each request as much as signing it does.
    const timer = setTimeout(() => outgoing.destroy(new Error('No response in time')), timeoutMs);
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.end(body);
  });

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' } as const;
