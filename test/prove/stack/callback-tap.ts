import { request } from 'node:http';
import { serve } from '#test/local/support/serve.ts';
import { readAll } from './read-all.ts';

/** One callback as Twilio sent it, with the app's response. Kept in memory only: parameters may contain digits. */
export interface TappedCallback {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: number;
  /** The app's response; absent if there was none. */
  readonly status?: number;
  readonly milliseconds: number;
}

export interface CallbackTap {
  /** Public address of the API: what Twilio signs. */
  readonly apiUrl: string;
  /** The app's own address, to which callbacks are forwarded. */
  target: string;
  /** Every callback since the last `forget`, in the order of their responses. */
  list(): readonly TappedCallback[];
  forget(): void;
  /** Sends a recorded callback again, byte for byte. Returns the status, or undefined without a response. */
  replay(callback: TappedCallback): Promise<number | undefined>;
  close(): Promise<void>;
}

const SIGNED = ['content-type', 'x-twilio-signature', 'i-twilio-idempotency-token', 'user-agent'];

/** A proxy between Twilio and the app that forwards and records callbacks. It outlives the app. */
export async function startCallbackTap(): Promise<CallbackTap> {
  let callbacks: TappedCallback[] = [];

  const pass = (path: string, headers: Readonly<Record<string, string>>, body: Buffer) =>
    new Promise<{ status: number; type: string; content: Buffer } | undefined>((resolve) => {
      const outgoing = request(
        `${tap.target}${path}`,
        { method: 'POST', headers: { ...headers, 'content-length': String(body.length) } },
        (upstream) =>
          readAll(upstream).then(
            (content) =>
              resolve({
                status: upstream.statusCode ?? 0,
                type: String(upstream.headers['content-type'] ?? ''),
                content,
              }),
            () => resolve(undefined),
          ),
      );
      outgoing.on('error', () => resolve(undefined));
      outgoing.end(body);
    });

  const { url, close } = await serve(async (incoming, response) => {
    const body = await readAll(incoming);
    const path = incoming.url ?? '/';
    const headers = Object.fromEntries(
      SIGNED.flatMap((name) => (incoming.headers[name] ? [[name, String(incoming.headers[name])]] : [])),
    );
    const at = Date.now();
    const upstream = await pass(path, headers, body);
    callbacks.push({
      path,
      parameters: Object.fromEntries(new URLSearchParams(body.toString('utf8'))),
      headers,
      body: body.toString('utf8'),
      at,
      ...(upstream ? { status: upstream.status } : {}),
      milliseconds: Date.now() - at,
    });
    if (!upstream) return incoming.socket.destroy();
    return response
      .writeHead(upstream.status, upstream.type ? { 'content-type': upstream.type } : {})
      .end(upstream.content);
  });

  const tap: CallbackTap = {
    apiUrl: `${url}/api`,
    target: '',
    list: () => callbacks,
    forget() {
      callbacks = [];
    },
    replay: async ({ path, headers, body }) => (await pass(path, headers, Buffer.from(body)))?.status,
    close,
  };
  return tap;
}
