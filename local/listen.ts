import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explainListenError } from './start-error.ts';

/**
 * Listens on the loopback address and returns the port; 0 picks a free one.
 *
 * @throws {@link StartError} naming the setting when the port is not available.
 */
export function listen(server: Server, port: number, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explainListenError(error, port, setting)));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Gives responses under way a moment to finish, then ends every connection. */
export async function stopListening(server: Server, graceMs = 2000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A kept-alive connection counts as open: end each when it becomes idle, and the rest when time is up.
  const sweeping = setInterval(() => server.closeIdleConnections(), 20);
  const giveUp = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweeping);
  clearTimeout(giveUp);
}
