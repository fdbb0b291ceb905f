import { readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener } from 'node:http';
import { parse } from 'node:querystring';
import type { TLSSocket } from 'node:tls';
import { getMimeType } from 'hono/utils/mime';
import { failure, invoke } from './invoke.ts';
import { type Resource, readProject } from './project.ts';
import { contentOf, type Reply } from './response.ts';
import type { Runtime } from './runtime.ts';

export interface HostOptions {
  readonly directory: string;
  readonly authToken: string;
  readonly runtime: Runtime;
  /** Called with a line for each failure of a function. */
  readonly log: (line: string) => void;
  readonly limitMilliseconds?: number | undefined;
}

/** Serves a Functions project at the paths, and with the access, that it has once deployed. */
export function createHost(options: HostOptions): RequestListener {
  return async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const send = ({ status, headers, body: sent }: Reply) =>
      response.writeHead(status, headers as Record<string, string | string[]>).end(sent);
    // A function may choose a status or a header that cannot be sent.
    await respond(options, request, body)
      .then(send)
      .catch((error: unknown) => {
        options.log(`${request.url}: ${error instanceof Error ? error.stack : error}`);
        send(failure(error));
      });
  };
}

async function respond(options: HostOptions, request: IncomingMessage, body: string): Promise<Reply> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const path = decoded(pathname);
  const resource = readProject(options.directory).find((each) => each.path === (path === '/' ? INDEX : path));
  if (!resource) return { status: 404, ...contentOf(`Nothing of this project is at ${path}`) };
  if (request.method === 'OPTIONS') return PREFLIGHT;
  const form = parametersOf(body, request.headers['content-type']);
  if (resource.access === 'private')
    return { status: 403, ...contentOf('This is private to other functions') };
  if (resource.access === 'protected' && !isSigned(options, request, form)) {
    return { status: 403, ...contentOf('This needs a valid X-Twilio-Signature') };
  }
  if (resource.kind === 'asset') return asset(resource);
  const { handler } = options.runtime.load(resource.file);
  if (!handler) return failure(new Error(`${resource.file} exports no handler`));
  const event = { request: requestOf(request), ...parse(search.slice(1)), ...form };
  const reply = await invoke(handler, options.runtime.context(path), event, options.limitMilliseconds);
  if (reply.status >= 500) options.log(`${path} ${reply.status}: ${reply.body}`);
  return reply;
}

/** As it is when it is not encoded as addresses are: then nothing is there. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** An asset of this name is also what the bare address gives (serverless-toolkit, issue 371). */
const INDEX = '/index.html';

/** Twilio answers the question of a browser itself, for every function; other headers of CORS are the function's. */
const PREFLIGHT: Reply = {
  status: 204,
  headers: {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers':
      'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, User-Agent',
    'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
    'Access-Control-Expose-Headers': 'ETag',
    'Access-Control-Max-Age': '86400',
    'Access-Control-Allow-Credentials': 'true',
  },
  body: '',
};

async function asset({ file }: Resource): Promise<Reply> {
  const type = getMimeType(file) ?? 'application/octet-stream';
  return { status: 200, headers: { 'Content-Type': type }, body: await readFile(file) };
}

function parametersOf(body: string, type = ''): object {
  if (type.startsWith('application/x-www-form-urlencoded')) return { ...parse(body) };
  if (!type.startsWith('application/json') || body === '') return {};
  const value: unknown = JSON.parse(body);
  return typeof value === 'object' && value !== null ? value : {};
}

function isSigned({ runtime, authToken }: HostOptions, request: IncomingMessage, form: object): boolean {
  const { 'x-twilio-signature': signature, host } = request.headers;
  const scheme = (request.socket as Partial<TLSSocket>).encrypted ? 'https' : 'http';
  const url = `${scheme}://${host}${request.url}`;
  return runtime.twilio.validateRequest(authToken, String(signature ?? ''), url, form);
}

/** `event.request`: headers by name in lower case, without those that Twilio keeps to itself, and cookies. */
function requestOf({ headers }: IncomingMessage): object {
  const shown = Object.entries(headers).filter(([name]) => !HIDDEN_HEADER.test(name));
  const cookies = (headers.cookie ?? '').split(/; */).flatMap((pair) => {
    const [name, ...value] = pair.split('=');
    return name ? [[name, value.join('=')] as const] : [];
  });
  return { headers: Object.fromEntries(shown), cookies: Object.fromEntries(cookies) };
}

const HIDDEN_HEADER =
  /^((i-twilio|i-t|ot|x-amz|x-forwarded|x-accel)-.*|via|referer|transfer-encoding|proxy-(authorization|authenticate|connection)|x-real-ip|connection|expect|trailer|upgrade)$/;
