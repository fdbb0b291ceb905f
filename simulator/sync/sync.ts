import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Hono, MiddlewareHandler } from 'hono';
import { WebSocketServer } from 'ws';
import type { LogSdk } from '../log/sdk-entries.ts';
import type { Account, Chance, Clock, Faults } from '../services.ts';
import type { Settings } from '../settings.ts';
import { restRoutes } from './rest-routes.ts';
import { Connection } from './socket/connection.ts';
import { SyncState } from './sync-state.ts';

/** Path of the socket for `twilio-sync`: `Twilsock.uri`. */
export const SYNC_SOCKET_PATH = '/v3/wsconnect';

export interface SyncOptions {
  /** Read at every request, so keys may change: pass `apiKeys` as a getter for that. */
  readonly account: Account;
  /** The service that exists from the start, with its ACL on; it is also called `default`. */
  readonly syncServiceSid: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly settings: Settings;
  /** What `createRestFaults` returns; one for the whole simulator, so that its counts cover everything. */
  readonly failing: (operation: string) => MiddlewareHandler;
  readonly log?: (line: string) => void;
  readonly logSdk?: LogSdk;
}

/** Sync as the rest of the simulator sees it. */
export interface Sync {
  /** `/v1/Services…`, authentication and error bodies included: mount with `app.route('/', sync.routes)`. */
  readonly routes: Hono;
  /** For `server.on('upgrade')` when the path is {@link SYNC_SOCKET_PATH}. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Every object as it stands. */
  list(): readonly object[];
  /** Removes documents, permissions and created services, and drops the sockets so that clients notice. */
  reset(): void;
  /** Drops the sockets and stops every timer. */
  close(): void;
}

/** Creates Sync: services, documents and permissions over REST, live documents over the socket. */
export function createSync(options: SyncOptions): Sync {
  const { account, faults } = options;
  const log = options.log ?? (() => {});
  const state = new SyncState(options);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES });
  const dropSockets = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  const stopListening = faults.onChange(() => {
    if (faults.current.syncDown) dropSockets();
  });

  return {
    routes: restRoutes({ state, account, failing: options.failing, log }),
    handleUpgrade(request, socket, head) {
      if (faults.current.syncDown) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        new Connection(opened, { ...options, state, log });
      });
    },
    list: () =>
      state.services
        .list()
        .flatMap(({ sid }) => state.documents.list(sid))
        .map(({ serviceSid, sid, uniqueName, revision, data }) => ({
          kind: 'document',
          serviceSid,
          sid,
          uniqueName,
          revision,
          data,
        })),
    reset() {
      state.reset();
      dropSockets();
    },
    close() {
      stopListening();
      dropSockets();
      sockets.close();
      state.documents.clear();
    },
  };
}

/** Many times the size of a 16 KiB document with its escapes and its header. */
const LARGEST_MESSAGE_BYTES = 1024 * 1024;
