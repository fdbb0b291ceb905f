import { createHmac, hash } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { HttpResponse, SendHttp } from './http-request.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** How many signing keys are kept: of some services, yesterday's and those of former credentials included. */
const MOST_KEYS = 10;

/** What is asked of a service of AWS. */
export interface AwsRequest {
  /** @defaultValue POST */
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** @defaultValue its root; without characters that need encoding */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @defaultValue none */
  readonly body?: string | Uint8Array;
}

/** Where it is asked. */
export interface AwsPlace {
  readonly region: string;
  readonly service: string;
}

/** Signs a request and sends it, once. Rejects when no complete response arrives in time. */
export type SendToAws = (request: AwsRequest, timeoutMs: number) => Promise<HttpResponse>;

/** Sends to one service, such as `https://events.eu-west-1.amazonaws.com`. */
export function createAwsSender(
  {
    clock,
    send,
    credentials,
  }: { readonly clock: Clock; readonly send: SendHttp; readonly credentials: () => Credentials },
  { baseUrl, ...place }: AwsPlace & { readonly baseUrl: string },
): SendToAws {
  const { host } = new URL(baseUrl);
  return (request, timeoutMs) => {
    const { method = 'POST', path = '/', query = {}, body } = request;
    const headers = signedHeaders({ ...place, ...request, host }, credentials(), clock.now());
    const search = queryText(query);
    const url = baseUrl + path + (search && `?${search}`);
    return send(url, { method, headers, timeoutMs, ...(body === undefined ? {} : { body }) });
  };
}

/**
 * Headers that sign a request for AWS (AWS docs: Signature Version 4). Of most services a handler asks so little that a client of the SDK
 * would weigh more than all of that. DynamoDB has a client, but its signer takes three times as long.
 */
export function signedHeaders(
  {
    method = 'POST',
    host,
    path = '/',
    query = {},
    region,
    service,
    headers = {},
    body = '',
  }: AwsRequest & AwsPlace & { readonly host: string },
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  now: Date,
): Readonly<Record<string, string>> {
  const time = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const all: Readonly<Record<string, string>> = {
    ...headers,
    host,
    'x-amz-date': time,
    ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
  };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    path,
    queryText(query),
    ...names.map((name) => `${name}:${all[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = keyOf(secretAccessKey, scope);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...all, authorization };
}

const keys = new Map<string, Buffer>();

/** A key is the same all day for one service. */
function keyOf(secret: string, scope: string): Buffer {
  const of = `${secret} ${scope}`;
  const known = keys.get(of);
  if (known) return known;
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer;
  if (keys.size === MOST_KEYS) keys.clear();
  keys.set(of, key);
  return key;
}

/** In the order and with the encoding that the signature asks for (RFC 3986). */
function queryText(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map((pair) => pair.map(encoded).join('='));
  return pairs.sort().join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function sha256(content: string | Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string {
  return hash('sha256', content, encoding);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
