import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { isLocalName, isLocalOrigin } from './local-origin.ts';

export type HandleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Serves an app and its sockets on one port.
 *
 * @throws Error with one readable line when the port is taken or not allowed.
 */
export async function listen(
  app: Hono,
  sockets: Readonly<Record<string, HandleUpgrade>>,
  where: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  // A web page could reach this machine through a foreign name that resolves to it (DNS rebinding). A simulator on a
  // public address has names of its own.
  const serves = (host: string | undefined) => !isLocalName(where.host) || isLocalName(host);
  const server = createAdaptorServer({
    // Node itself drains what a handler left unread. The adaptor would close the connection half a second later,
    // while the client may be sending its next request.
    autoCleanupIncoming: false,
    fetch: (request, environment: HttpBindings | Http2Bindings) =>
      serves(environment.incoming.headers.host)
        ? app.fetch(request, environment)
        : new Response('This host serves local names only\n', { status: 421 }),
  }) as Server;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const [path = '/'] = (request.url ?? '/').split('?');
    const handle = Object.hasOwn(sockets, path) ? sockets[path] : undefined;
    if (!serves(request.headers.host)) refuse(socket, '421 Misdirected Request');
    else if (!handle) refuse(socket, '404 Not Found');
    else if (!isLocalOrigin(request.headers)) refuse(socket, '403 Forbidden');
    else handle(request, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, where)));
    server.listen(where.port, where.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

function explain(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Error {
  const why = {
    EADDRINUSE: 'another program is listening there. Stop it, or set SIMULATOR_PORT to another port.',
    EACCES: 'you may not use that port. Set SIMULATOR_PORT to a port above 1023.',
    EADDRNOTAVAIL: 'this machine does not have that address. Set SIMULATOR_HOST to one it has.',
  }[error.code ?? ''];
  return new Error(`Failed to listen on ${host}:${port}: ${why ?? error.message}`, { cause: error });
}
