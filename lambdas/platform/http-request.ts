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

/** The part of `fetch` that requests to Twilio need. Rejects when no complete response arrives. */
export type SendHttp = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/**
 * How long an idle connection is kept. A function that slept longer must not reuse one that Twilio has closed since.
 * When it wakes it queries the database first, which leaves time to drop the connection.
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
        incoming.once('end', () => resolve(responseOf(incoming, Buffer.concat(chunks).toString('utf8'))));
      },
    );
    outgoing.once('error', reject);
    if (body) outgoing.setHeader('Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8');
    // The length is known here, so the body is sent in one piece.
    outgoing.end(body?.toString());
  });

function responseOf({ statusCode = 0, headers }: http.IncomingMessage, text: string): HttpResponse {
  return {
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    headers: { get: (name) => headers[name]?.toString() ?? null },
    text: async () => text,
  };
}
