import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAwsVerifier } from './aws-verifier.ts';

export const REGION = 'eu-west-1';

/**
 * What becomes of the next request. `lost`: carried out, and no response. `never`: neither. `silent`: the connection stays open.
 * `truncated`: half the response. A number: this status, and nothing done.
 */
export type S3Script = 'lost' | 'never' | 'silent' | 'truncated' | 'usual' | number;

/** A versioned bucket with Object Lock, as far as the log uses one (AWS docs, S3 API). */
export interface FakeS3 {
  readonly url: string;
  /** Newest version of each object; undefined is a delete marker. */
  readonly objects: Map<string, Buffer | undefined>;
  /** Whether the next request gets no response, so that nobody need wait for it long. */
  readonly isSilentNext: boolean;
  next(...scripts: readonly S3Script[]): void;
  close(): Promise<void>;
}

export async function startFakeS3(): Promise<FakeS3> {
  const objects = new Map<string, Buffer | undefined>();
  const scripts: S3Script[] = [];
  const isSigned = createAwsVerifier('s3', REGION);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const script = scripts.shift() ?? 'usual';
    if (script === 'never') return request.socket.destroy();
    if (typeof script === 'number') return response.writeHead(script).end('<Error/>');
    const {
      status,
      headers = {},
      content = '',
    } = (await isSigned(request, body)) ? carryOut(objects, request, body) : { status: 403 };
    if (script === 'lost') return request.socket.destroy();
    if (script === 'silent') return undefined;
    if (script === 'truncated') return sendHalf(response, status, headers, Buffer.from(content));
    return response.writeHead(status, headers).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    get isSilentNext() {
      return scripts[0] === 'silent';
    },
    next: (...given) => {
      scripts.push(...given);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: string | Buffer;
}

function carryOut(
  objects: Map<string, Buffer | undefined>,
  { method, url = '', headers }: IncomingMessage,
  body: Buffer,
): Answer {
  const { pathname, searchParams } = new URL(url, 'http://host');
  const name = decodeURIComponent(pathname.slice(1));
  if (name === '') return searchParams.has('versions') ? versions(objects) : list(objects, searchParams);
  const there = objects.get(name);
  if (method === 'GET')
    return there ? { status: 200, headers: { etag: etagOf(there) }, content: there } : { status: 404 };
  // Object Lock asks for a checksum; the bucket's policy for a condition.
  if (headers['x-amz-checksum-sha256'] !== hash(body, 'sha256', 'base64')) return { status: 400 };
  if (headers['if-none-match'] === '*') {
    if (there) return { status: 412 };
  } else if (!headers['if-match']) return { status: 403 };
  else if (!there) return { status: 404 };
  else if (headers['if-match'] !== etagOf(there)) return { status: 412 };
  objects.set(name, body);
  return { status: 200, headers: { etag: etagOf(body) } };
}

function list(objects: Map<string, Buffer | undefined>, query: URLSearchParams): Answer {
  const most = Math.min(1_000, Number(query.get('max-keys')));
  const names = [...objects]
    .filter(([name, bytes]) => bytes && name.startsWith(query.get('prefix') ?? ''))
    .map(([name]) => name)
    .filter((name) => name > (query.get('start-after') ?? ''))
    .sort();
  const shown = names.slice(0, most).map((name) => `<Contents><Key>${written(name)}</Key></Contents>`);
  const isMore = `<IsTruncated>${names.length > most}</IsTruncated>`;
  return {
    status: 200,
    content: `<?xml version="1.0"?>\n<ListBucketResult>${isMore}${shown.join('')}</ListBucketResult>`,
  };
}

function versions(objects: Map<string, Buffer | undefined>): Answer {
  const [first] = objects.values();
  const tag = first ? 'Version' : 'DeleteMarker';
  const content = objects.size > 0 ? `<${tag}><Key>state</Key></${tag}>` : '';
  return { status: 200, content: `<ListVersionsResult>${content}</ListVersionsResult>` };
}

/** As with `encoding-type=url`. */
function written(name: string): string {
  return encodeURIComponent(name).replaceAll('%20', '+').replaceAll('%2F', '/');
}

function sendHalf(response: ServerResponse, status: number, headers: object, content: Buffer): void {
  response.writeHead(status, { ...headers, 'content-length': content.length });
  response.write(content.subarray(0, content.length / 2), () => response.destroy());
}

function etagOf(bytes: Buffer): string {
  return `"${hash(bytes, 'md5', 'hex')}"`;
}

function hash(bytes: Buffer, algorithm: string, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(bytes).digest(encoding);
}
