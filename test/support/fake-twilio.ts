import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TwilioCall {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string;
}

export interface TwilioReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A scripted response; `hang` sends none, `reset` breaks the connection. */
export type Script = TwilioReply | 'hang' | 'reset';

export interface FakeTwilio {
  readonly url: string;
  /** Every request, oldest first. */
  readonly calls: readonly TwilioCall[];
  /** Payments requests only. */
  payments(): readonly TwilioCall[];
  /** The documents as last written, by name. */
  readonly documents: ReadonlyMap<string, unknown>;
  /** Everything written into documents, oldest first. */
  readonly pushed: readonly unknown[];
  /** Gives the next requests whose path matches these scripted responses, one each. */
  next(path: RegExp, ...scripts: readonly Script[]): void;
  /** Runs before the response to the next request whose path matches. */
  before(path: RegExp, run: () => Promise<unknown>): void;
  /** Legs the Calls resource reports as in progress, and which call a leg belongs to when asked for it alone. */
  legs: readonly {
    readonly sid: string;
    readonly to: string;
    readonly status: string;
    readonly parent_call_sid?: string;
  }[];
  forget(): void;
  close(): Promise<void>;
}

/** The few Twilio resources the handlers use. They respond as documented, fail on demand and check nothing. */
export async function startFakeTwilio(): Promise<FakeTwilio> {
  const calls: TwilioCall[] = [];
  const documents = new Map<string, unknown>();
  const pushed: unknown[] = [];
  let scripts: { path: RegExp; script: Script }[] = [];
  let hooks: { path: RegExp; run: () => Promise<unknown> }[] = [];
  const replays = new Map<string, TwilioReply>();
  let sessions = 0;

  const fake: FakeTwilio = {
    url: '',
    calls,
    documents,
    pushed,
    legs: [],
    payments: () => calls.filter(({ path }) => path.includes('/Payments')),
    next: (path, ...given) => {
      scripts.push(...given.map((script) => ({ path, script })));
    },
    before: (path, run) => {
      hooks.push({ path, run });
    },
    forget: () => {
      calls.length = 0;
      pushed.length = 0;
      scripts = [];
      hooks = [];
      fake.legs = [];
    },
    close: () => closeServer(server),
  };

  const server = createServer(async (request, response) => {
    const call = await read(request);
    calls.push(call);
    const hook = hooks.find(({ path }) => path.test(call.path));
    if (hook) {
      hooks = hooks.filter((other) => other !== hook);
      await hook.run();
    }
    const scripted = scripts.find(({ path }) => path.test(call.path));
    if (scripted) scripts = scripts.filter((other) => other !== scripted);
    if (scripted?.script === 'hang') return;
    if (scripted?.script === 'reset') {
      request.socket.destroy();
      return;
    }
    const reply = scripted?.script ?? documentedReply(call);
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

  function documentedReply(call: TwilioCall): TwilioReply {
    const { method, path, form } = call;
    if (path.endsWith('/Payments.json')) {
      const key = form.IdempotencyKey ?? '';
      const reply = replays.get(key) ?? { status: 201, body: { sid: paymentSid(++sessions) } };
      replays.set(key, reply);
      return reply;
    }
    if (path.includes('/Payments/')) return { status: 202, body: { sid: 'PK' } };
    if (path.includes('/Calls.json')) return { status: 200, body: { calls: fake.legs } };
    const leg = /\/Calls\/(CA\w+)\.json$/.exec(path)?.[1];
    // Told to go on elsewhere: the call is up.
    if (leg && method === 'POST') return { status: 200, body: { sid: leg, status: 'in-progress' } };
    if (leg) {
      const found = fake.legs.find(({ sid }) => sid === leg);
      return found ? { status: 200, body: found } : refusal(404, 20404);
    }
    if (path.includes('/Permissions/')) return { status: 200, body: {} };
    if (path.endsWith('/Documents')) return write(form.UniqueName ?? '', form, true);
    const name = path.split('/').at(-1) ?? '';
    if (method === 'POST') return write(name, form, false);
    if (!documents.has(name)) return refusal(404, 20404);
    if (method === 'GET') return { status: 200, body: { unique_name: name, data: documents.get(name) } };
    documents.delete(name);
    return { status: 204 };
  }

  function write(name: string, form: TwilioCall['form'], creates: boolean): TwilioReply {
    if (creates && documents.has(name)) return refusal(409, 54301);
    if (!creates && !documents.has(name)) return refusal(404, 20404);
    const data: unknown = JSON.parse(form.Data ?? 'null');
    documents.set(name, data);
    pushed.push(data);
    return { status: creates ? 201 : 200, body: { unique_name: name } };
  }
}

/** An error as Twilio's API returns it. */
export function refusal(status: number, code: number): TwilioReply {
  return { status, body: { code, message: 'refused', more_info: '', status } };
}

/** Makes the SIDs of a fake's sessions differ from one process to the next. */
const SALT = process.hrtime.bigint().toString(16).padStart(16, '0').slice(-16);
function paymentSid(session: number): string {
  return `PK${SALT}${session.toString(16).padStart(16, '0')}`;
}

async function read(request: IncomingMessage): Promise<TwilioCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8'))),
    authorization: request.headers.authorization ?? '',
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
