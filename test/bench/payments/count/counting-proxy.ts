import { type RawResponse, type Served, send, serve } from '#test/local/support/serve.ts';
import { readAll } from '#test/prove/stack/read-all.ts';

export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request to the server behind the proxy. */
export type Forward = (passing: Passing) => Promise<RawResponse>;

/** A proxy on loopback: `pass` looks at every request and forwards it. */
export function startCountingProxy(
  target: string,
  pass: (passing: Passing, forward: Forward) => Promise<RawResponse>,
): Promise<Served> {
  const { host, port } = new URL(target);
  const forward: Forward = ({ method, path, headers, body }) =>
    send(Number(port), method, path, { ...headers, host }, body);
  return serve(async (request, response) => {
    const { method = '', url: path = '' } = request;
    const headers = request.headers as Record<string, string>;
    const body = (await readAll(request)).toString();
    const { status, headers: returned, body: content } = await pass({ method, path, headers, body }, forward);
    response.writeHead(status, returned).end(content);
  });
}
