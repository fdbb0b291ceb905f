import type { IncomingMessage, Server } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
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
  const plain = await open(serverOf(app, sockets, host, {}), { host, port, variable: 'SIMULATOR_PORT' });
  const secure = tls && serverOf(app, sockets, host, { createServer, serverOptions: tls.options });
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

function serverOf(
  app: Hono,
  sockets: Readonly<Record<string, HandleUpgrade>>,
  host: string,
  options: Partial<Parameters<typeof createAdaptorServer>[0]>,
): Server {
  // A web page could reach this machine through a foreign name that resolves to it (DNS rebinding); it cannot have a
  // name of Twilio's. A simulator on a public address has names of its own.
  const isOurs = (name: string | undefined) => !isLocalName(host) || isLocalName(name);
  const serves = (name: string | undefined) => isOurs(name) || isTwilioHost(name);
  const server = createAdaptorServer({
    ...options,
    // Node itself drains what a handler left unread. The adaptor would close the connection half a second later,
    // while the client may be sending its next request.
    autoCleanupIncoming: false,
    fetch: (request, environment: HttpBindings | Http2Bindings) =>
      serves(environment.incoming.headers.host)
        ? app.fetch(request, environment)
        : new Response('This host serves local names only\n', { status: 421 }),
  }) as Server;
  const readHost = (request: IncomingMessage) => {
    const named = isOurs(request.headers.host) ? readPrefix(request.url ?? '') : undefined;
    if (named) [request.headers.host, request.url] = [named.host, named.url];
  };
  server.prependListener('request', readHost).prependListener('upgrade', readHost);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const [path = '/'] = (request.url ?? '/').split('?');
    const { host: name } = request.headers;
    const handle = Object.hasOwn(sockets, path) ? sockets[path] : undefined;
    if (!serves(name)) refuse(socket, '421 Misdirected Request');
    else if (isTwilioHost(name) && !servesPath(name, path)) refuse(socket, '501 Not Implemented');
    else if (!handle) refuse(socket, '404 Not Found');
    else if (!isLocalOrigin(request.headers)) refuse(socket, '403 Forbidden');
    else handle(request, socket, head);
  });
  return server;
}

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
