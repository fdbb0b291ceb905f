import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { SHIM_PATH } from './desk/inject-shim.ts';
import type { Logo } from './desk/logo.ts';
import type { PageHandler } from './desk/static-page.ts';
import { judgeHost } from './host-name.ts';
import { STYLESHEET, STYLESHEET_PATH } from './sign-in/pages.ts';
import { RECEIVER_PATH } from './webhooks.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The parts that share the desk's port. */
export interface AppParts {
  readonly port: number;
  readonly api: Handle;
  readonly signIn: Handle;
  readonly devSession: Handle;
  readonly devClient: Handle;
  /** Absent where this machine receives no webhooks. */
  readonly receiver?: Handle | undefined;
  readonly page: PageHandler;
  readonly config: DeskConfig;
  /** The business's own picture, where one is set. */
  readonly logo?: Logo | undefined;
  /** Text of the WebSocket shim. */
  readonly shim: string;
  /** Sent with everything but the API's responses, which have their own; by path. */
  readonly headers: (path: string) => Readonly<Record<string, string>>;
  /** Called when a request fails through our own fault. */
  readonly onError: (error: unknown) => void;
}

/** One port, one origin: routes each request to the part its path names. */
export function createApp(parts: AppParts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    dispatch(parts, request, response).catch((error: unknown) => {
      // A client that disconnects while sending is not a failure.
      if (!request.complete) return;
      parts.onError(error);
      if (!response.headersSent) text(response, 500, 'text/plain', 'Internal error\n');
      else response.destroy();
    });
  };
}

async function dispatch(parts: AppParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = request.url ?? '/';
  const [path = '/'] = address.split('?');
  if (!address.startsWith('/')) return text(response, 400, 'text/plain', 'Bad request\n');

  const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  const verdict = judgeHost(request.headers.host, parts.port, isPage);
  if (verdict === 'refuse') return text(response, 421, 'text/plain', 'This host serves 127.0.0.1 only\n');
  if (verdict === 'redirect') {
    response.writeHead(307, { Location: `http://127.0.0.1:${parts.port}${address}` }).end();
    return;
  }

  if (under(path, '/api')) return parts.api(request, response);
  for (const [name, value] of Object.entries(parts.headers(path))) response.setHeader(name, value);
  if (under(path, '/oidc')) return parts.signIn(request, response);
  if (path === '/dev/session') return parts.devSession(request, response);
  if (path === '/dev/client') return parts.devClient(request, response);
  if (path === RECEIVER_PATH && parts.receiver) return parts.receiver(request, response);

  const small = smallResponse(path, parts);
  if (small) return text(response, 200, small.type, small.body);
  if (path === parts.logo?.path) return send(response, parts.logo.type, parts.logo.body);
  // The page itself says that it does not know an address, as it does where nothing decodes one.
  const file = decodePath(path) ?? (isPage ? '/' : undefined);
  if (file === undefined) return text(response, 400, 'text/plain', 'Bad request\n');
  if (file !== PANEL) return parts.page(request, response, file);
  request.url = PANEL_FILE;
  await parts.page(request, response, PANEL_FILE);
}

/** The panel's address, and the page that is served there and nowhere else. */
const PANEL = '/panel';
const PANEL_FILE = '/panel.html';

function smallResponse(path: string, { config, shim }: AppParts): { type: string; body: string } | undefined {
  if (path === '/healthz') return { type: 'application/json', body: '{"status":"ok"}' };
  if (path === '/config.json') return { type: 'application/json', body: JSON.stringify(config) };
  if (path === SHIM_PATH) return { type: 'text/javascript', body: shim };
  if (path === STYLESHEET_PATH) return { type: 'text/css', body: STYLESHEET };
  return undefined;
}

function under(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function text(response: ServerResponse, status: number, type: string, body: string): void {
  response.statusCode = status;
  send(response, `${type}; charset=utf-8`, body);
}

function send(response: ServerResponse, type: string, body: string | Uint8Array): void {
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', 'no-store');
  response.end(body);
}
