import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams;
  readonly signal: AbortSignal;
}

/** The part of a `Response` that is read here. */
export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** What of `fetch` requests to Twilio need. Rejects when no whole answer came. */
export type SendHttp = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/**
 * For how long a connection that carries nothing is kept. A function that slept longer must not find one that Twilio has
 * closed meanwhile; it asks the database first when it wakes, which leaves the time to let go of it.
 */
const IDLE_MS = 4_000;

const agents = {
  http: /* @__PURE__ */ new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
  https: /* @__PURE__ */ new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
};

/**
 * Sends a request on Node's own client and a connection that is kept. Every digit passes here: `fetch` copies each body
 * through a stream, which took a seventh of a digit's time, and has to be loaded at a cold start. Follows no redirect.
 */
export const sendHttp: SendHttp = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const outgoing = (isSecure ? https : http).request(
      url,
      { method, signal, headers, agent: isSecure ? agents.https : agents.http },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => resolve(answerOf(incoming, Buffer.concat(chunks).toString('utf8'))));
      },
    );
    outgoing.once('error', reject);
    if (body) outgoing.setHeader('Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8');
    // Its length is known, so that it is sent in one piece.
    outgoing.end(body?.toString());
  });

function answerOf({ statusCode = 0, headers }: http.IncomingMessage, text: string): HttpResponse {
  return {
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    headers: { get: (name) => headers[name]?.toString() ?? null },
    text: async () => text,
  };
}
