import type { ErrorResponse } from '#lambdas/contract/desk-api.ts';

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly authorization: string | null;
}

type Reply =
  | {
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'no response';
type Route = (request: SentRequest) => Reply | Promise<Reply>;

/** A `fetch` that responds by method and path, remembers every request and refuses any it was not told about. */
export interface FakeApi {
  readonly fetch: typeof fetch;
  readonly sent: SentRequest[];
  on(route: string, reply: Reply | Route): void;
  sentTo(route: string): readonly SentRequest[];
}

export function fakeApi(): FakeApi {
  const routes = new Map<string, Route>();
  const sent: SentRequest[] = [];
  const load = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input), 'http://desk.test');
    const path = url.pathname.replace(/^\/api/, '') + url.search;
    const request: SentRequest = {
      method: init.method ?? 'GET',
      path,
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
      authorization: new Headers(init.headers).get('authorization'),
    };
    sent.push(request);
    const route =
      routes.get(`${request.method} ${path}`) ?? routes.get(`${request.method} ${path.replace(/\?.*/, '')}`);
    if (!route) throw new Error(`The test expected no ${request.method} ${path}.`);
    const reply = await route(request);
    if (reply === 'no response') throw new TypeError('Failed to fetch');
    return responseOf(reply);
  };
  return {
    fetch: load as typeof fetch,
    sent,
    on: (route, reply) => void routes.set(route, typeof reply === 'function' ? reply : () => reply),
    sentTo: (route) => sent.filter(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}` === route),
  };
}

export function refusal(status: number, error: Partial<ErrorResponse['error']> = {}): Reply {
  const body = {
    error: { code: `E${status}`, message: 'Failed to do it.', requestId: 'req-7f3a', ...error },
  };
  return { status, body };
}

/** jsdom has no `Response`; this is the part of one that the desk reads. */
function responseOf({ status = 200, body = {}, headers = {} }: Exclude<Reply, string>): Response {
  return {
    ok: status < 400,
    status,
    headers: new Headers(headers),
    json: async () => body,
    blob: async () => new Blob([String(body)]),
  } as Response;
}
