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
  /** Keeps back what matches, as a slow network does: Twilio gets its response, the app gets nothing until the release. */
  hold(matches: (callback: TappedCallback) => boolean): HeldCallbacks;
  close(): Promise<void>;
}

export interface HeldCallbacks {
  /** What waits, in the order Twilio sent it. */
  readonly waiting: readonly TappedCallback[];
  /**
   * Holds no more and hands over what waits, each after the response to the one before it. Give `order` to hand over that
   * instead. Returns the app's statuses, undefined where none came.
   */
  release(order?: readonly TappedCallback[]): Promise<readonly (number | undefined)[]>;
}

interface Hold {
  readonly matches: (callback: TappedCallback) => boolean;
  readonly waiting: TappedCallback[];
}

const SIGNED = ['content-type', 'x-twilio-signature', 'i-twilio-idempotency-token', 'user-agent'];

/** A proxy between Twilio and the app that forwards and records callbacks. It outlives the app. */
export async function startCallbackTap(): Promise<CallbackTap> {
  let callbacks: TappedCallback[] = [];
  const holds = new Set<Hold>();

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

  const deliver = async (callback: TappedCallback) => {
    const at = Date.now();
    const answer = await pass(callback.path, callback.headers, Buffer.from(callback.body));
    const milliseconds = Date.now() - at;
    callbacks.push({ ...callback, at, milliseconds, ...(answer ? { status: answer.status } : {}) });
    return answer;
  };

  const { url, close } = await serve(async (incoming, response) => {
    const body = (await readAll(incoming)).toString('utf8');
    const headers = Object.fromEntries(
      SIGNED.flatMap((name) => (incoming.headers[name] ? [[name, String(incoming.headers[name])]] : [])),
    );
    const callback: TappedCallback = {
      path: incoming.url ?? '/',
      parameters: Object.fromEntries(new URLSearchParams(body)),
      headers,
      body,
      at: Date.now(),
      milliseconds: 0,
    };
    const hold = [...holds].find(({ matches }) => matches(callback));
    if (hold) {
      hold.waiting.push(callback);
      return response.writeHead(204).end();
    }
    const upstream = await deliver(callback);
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
    hold(matches) {
      const hold: Hold = { matches, waiting: [] };
      holds.add(hold);
      return {
        waiting: hold.waiting,
        async release(order) {
          holds.delete(hold);
          const statuses: (number | undefined)[] = [];
          for (const callback of order ?? hold.waiting) statuses.push((await deliver(callback))?.status);
          return statuses;
        },
      };
    },
    close,
  };
  return tap;
}
