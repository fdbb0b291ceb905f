import type { IncomingMessage, Server } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { SimulatorUnsupported, unsupportedBody } from './http/simulator-unsupported.ts';
import { isLocalName, isLocalOrigin } from './local-origin.ts';
import { isTwilioHost, readPrefix, servesPath } from './twilio-hosts.ts';

export type HandleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Where to listen. With `tls`, a second port serves the same over TLS. */
export interface Where {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly port: number; readonly options: ServerOptions };
}

/**
 * Serves an app and its sockets on one port, and over TLS on a second one when asked.
 *
 * @throws Error with one readable line when a port is taken or not allowed.
 */
export async function listen(
  app: Hono,
  sockets: Readonly<Record<string, HandleUpgrade>>,
  where: Where,
): Promise<{ readonly port: number; readonly tlsPort: number | undefined; close(): Promise<void> }> {
  const { host, port, tls } = where;
  // A web page could reach this machine through a foreign name that resolves to it (DNS rebinding). A simulator on a
  // public address has names of its own.
  const serves = (name: string | undefined) => !isLocalName(host) || isLocalName(name);
  const admit = (name: string | undefined, path: () => string): 'served' | 'unsupported' | 'foreign' => {
    if (name !== undefined && isTwilioHost(name)) return servesPath(name, path()) ? 'served' : 'unsupported';
    return serves(name) ? 'served' : 'foreign';
  };
  const create = (options: Partial<Options>) => {
    const server = createAdaptorServer({
      ...options,
      // Node itself drains what a handler left unread. The adaptor would close the connection half a second later,
      // while the client may be sending its next request.
      autoCleanupIncoming: false,
      fetch: (request, environment: HttpBindings | Http2Bindings) => {
        const { headers, method } = environment.incoming;
        const path = () => new URL(request.url).pathname;
        const verdict = admit(headers.host, path);
        if (verdict === 'served') return app.fetch(request, environment);
        if (verdict === 'foreign')
          return new Response('This host serves local names only\n', { status: 421 });
        const body = unsupportedBody(new SimulatorUnsupported(`${method} https://${headers.host}${path()}`));
        return new Response(body, { status: 501, headers: { 'Content-Type': 'application/json' } });
      },
    }) as Server;
    const nameHost = (request: IncomingMessage) => {
      const named = serves(request.headers.host) ? readPrefix(request.url ?? '') : undefined;
      if (named) [request.headers.host, request.url] = [named.host, named.url];
    };
    server.prependListener('request', nameHost).prependListener('upgrade', nameHost);
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const [path = '/'] = (request.url ?? '/').split('?');
      const verdict = admit(request.headers.host, () => path);
      const handle = Object.hasOwn(sockets, path) ? sockets[path] : undefined;
      if (verdict === 'foreign') refuse(socket, '421 Misdirected Request');
      else if (verdict === 'unsupported') refuse(socket, '501 Not Implemented');
      else if (!handle) refuse(socket, '404 Not Found');
      else if (!isLocalOrigin(request.headers)) refuse(socket, '403 Forbidden');
      else handle(request, socket, head);
    });
    return server;
  };
  const plain = await open(create({}), { host, port, variable: 'SIMULATOR_PORT' });
  const secure = tls && create({ createServer, serverOptions: tls.options });
  try {
    if (secure) await open(secure, { host, port: tls.port, variable: 'SIMULATOR_TLS_PORT' });
  } catch (error) {
    await close(plain);
    throw error;
  }
  return {
    port: portOf(plain),
    tlsPort: secure && portOf(secure),
    async close() {
      await Promise.all([plain, ...(secure ? [secure] : [])].map(close));
    },
  };
}

type Options = Parameters<typeof createAdaptorServer>[0];

interface Place {
  readonly host: string;
  readonly port: number;
  /** The setting that changes the port. */
  readonly variable: string;
}

async function open(server: Server, place: Place): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, place)));
    server.listen(place.port, place.host, resolve);
  });
  return server;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

function explain(error: NodeJS.ErrnoException, { host, port, variable }: Place): Error {
  const why = {
    EADDRINUSE: `another program is listening there. Stop it, or set ${variable} to another port.`,
    EACCES: `you may not use that port. Set ${variable} to a port above 1023.`,
    EADDRNOTAVAIL: 'this machine does not have that address. Set SIMULATOR_HOST to one it has.',
  }[error.code ?? ''];
  return new Error(`Failed to listen on ${host}:${port}: ${why ?? error.message}`, { cause: error });
}
