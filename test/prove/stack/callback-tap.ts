import { request } from 'node:http';
import { serve } from '#test/local/support/serve.ts';
import { readAll } from './read-all.ts';

/** One callback as Twilio sent it and as the app answered it. Lives in memory only: parameters may hold digits. */
export interface TappedCallback {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: number;
  /** The app's answer; absent when none came. */
  readonly status?: number;
  readonly milliseconds: number;
}

export interface CallbackTap {
  /** Public address of the API: what Twilio signs. */
  readonly apiUrl: string;
  /** The app's own address; callbacks are passed on to it. */
  target: string;
  /** Every callback since the last `forget`, in the order they were answered. */
  list(): readonly TappedCallback[];
  forget(): void;
  /** Sends a recorded callback again, byte for byte. Answers the status, or undefined without an answer. */
  replay(callback: TappedCallback): Promise<number | undefined>;
  close(): Promise<void>;
}

const SIGNED = ['content-type', 'x-twilio-signature', 'i-twilio-idempotency-token', 'user-agent'];

/** Stands between Twilio and the app, passes on and remembers: it outlives the app. */
export async function startCallbackTap(): Promise<CallbackTap> {
  let callbacks: TappedCallback[] = [];

  const pass = (path: string, headers: Readonly<Record<string, string>>, body: Buffer) =>
    new Promise<{ status: number; type: string; content: Buffer } | undefined>((resolve) => {
      const outgoing = request(
        `${tap.target}${path}`,
        { method: 'POST', headers: { ...headers, 'content-length': String(body.length) } },
        (answer) =>
          readAll(answer).then(
            (content) =>
              resolve({
                status: answer.statusCode ?? 0,
                type: String(answer.headers['content-type'] ?? ''),
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
    const answer = await pass(path, headers, body);
    callbacks.push({
      path,
      parameters: Object.fromEntries(new URLSearchParams(body.toString('utf8'))),
      headers,
      body: body.toString('utf8'),
      at,
      ...(answer ? { status: answer.status } : {}),
      milliseconds: Date.now() - at,
    });
    if (!answer) return incoming.socket.destroy();
    return response
      .writeHead(answer.status, answer.type ? { 'content-type': answer.type } : {})
      .end(answer.content);
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
