import { request } from 'node:http';
import { serve } from '#test/local/support/serve.ts';
import { readAll } from './read-all.ts';

export type TwilioOperation =
  | 'createPayment'
  | 'capture'
  | 'complete'
  | 'cancel'
  | 'createDocument'
  | 'updateDocument'
  | 'updatePermission'
  | 'other';

export type TwilioFailure =
  | 'too many requests'
  | 'server error'
  | 'unavailable'
  | 'no response'
  | 'reset'
  | 'half a response'
  | 'a web page'
  | 'slow';

export interface TwilioFault {
  readonly operation: TwilioOperation;
  readonly failure: TwilioFailure;
  /** Whether Twilio executed the request before it failed. */
  readonly when: 'before' | 'after';
  /** How many requests fail. */
  times: number;
  readonly retryAfterSeconds?: number;
}

/** One request of ours to Twilio. */
export interface TwilioRequestSeen {
  readonly operation: TwilioOperation;
  readonly callSid: string;
  readonly idempotencyKey: string;
  readonly body: string;
  readonly at: number;
  readonly failed: boolean;
  /** Set for a `createPayment` that worked. */
  paySid?: string;
}

export interface TwilioProxy {
  readonly url: string;
  target: string;
  /** By the call they apply to. */
  readonly faults: Map<string, TwilioFault>;
  readonly seen: TwilioRequestSeen[];
  close(): Promise<void>;
}

const SLOW_MS = 2_000;

/** A proxy between the app and Twilio's REST APIs that fails on demand, for the requests of one call at a time. */
export async function startTwilioProxy(): Promise<TwilioProxy> {
  const callOfDocument = new Map<string, string>();
  const { url, close } = await serve(async (incoming, response) => {
    const body = (await readAll(incoming)).toString('utf8');
    const form = new URLSearchParams(body);
    const path = incoming.url ?? '/';
    const operation = operationOf(incoming.method ?? '', path, form);
    const callSid = callOf(path, form, callOfDocument);
    const fault = proxy.faults.get(callSid);
    const strikes = fault?.operation === operation && fault.times > 0;
    if (strikes) fault.times -= 1;
    const seen: TwilioRequestSeen = {
      operation,
      callSid,
      idempotencyKey: form.get('IdempotencyKey') ?? '',
      body,
      at: Date.now(),
      failed: strikes,
    };
    if (operation !== 'other') proxy.seen.push(seen);
    if (strikes && fault.when === 'before' && fault.failure !== 'slow') return fail(fault);

    const outgoing = request(
      `${proxy.target}${path}`,
      { method: incoming.method, headers: incoming.headers },
      (upstream) => {
        readAll(upstream).then(
          async (content) => {
            if (operation === 'createPayment' && upstream.statusCode === 201) {
              seen.paySid = (JSON.parse(content.toString('utf8')) as { sid: string }).sid;
            }
            if (strikes && fault.failure !== 'slow') return fail(fault);
            if (strikes) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
            return response.writeHead(upstream.statusCode ?? 502, upstream.headers).end(content);
          },
          () => incoming.socket.resetAndDestroy(),
        );
      },
    );
    outgoing.on('error', () => incoming.socket.resetAndDestroy());
    return outgoing.end(body);

    function fail({ failure, retryAfterSeconds }: TwilioFault): unknown {
      const refuse = (status: number, code: number, headers: Record<string, string> = {}) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify({ code, message: 'by the campaign', more_info: '', status }));
      switch (failure) {
        case 'too many requests':
          return refuse(429, 20429, retryAfterSeconds ? { 'retry-after': String(retryAfterSeconds) } : {});
        case 'server error':
          return refuse(500, 20500);
        case 'unavailable':
          return refuse(503, 20503);
        case 'half a response':
          return response.writeHead(200, { 'content-type': 'application/json' }).end('{"sid": "');
        case 'a web page':
          return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
        case 'reset':
          return incoming.socket.resetAndDestroy();
        default:
          return undefined; // until the app gives up
      }
    }
  });
  const proxy: TwilioProxy = { url, target: '', faults: new Map(), seen: [], close };
  return proxy;
}

function operationOf(method: string, path: string, form: URLSearchParams): TwilioOperation {
  if (method !== 'POST') return 'other';
  if (/\/Payments\.json$/.test(path)) return 'createPayment';
  if (/\/Payments\/PK\w+\.json$/.test(path)) {
    return form.has('Capture') ? 'capture' : form.get('Status') === 'cancel' ? 'cancel' : 'complete';
  }
  if (/\/Documents$/.test(path)) return 'createDocument';
  if (/\/Permissions\//.test(path)) return 'updatePermission';
  return /\/Documents\/[^/]+$/.test(path) ? 'updateDocument' : 'other';
}

/** Sync's requests name a document, whose data contains the call. */
function callOf(path: string, form: URLSearchParams, callOfDocument: Map<string, string>): string {
  const inPath = /\/Calls\/(CA\w+)\//.exec(path)?.[1];
  if (inPath) return inPath;
  const name = form.get('UniqueName') ?? /\/Documents\/([^/]+)/.exec(path)?.[1] ?? '';
  const inData = /"callSid":"(CA\w+)"/.exec(form.get('Data') ?? '')?.[1];
  if (inData) callOfDocument.set(name, inData);
  return callOfDocument.get(name) ?? '';
}
