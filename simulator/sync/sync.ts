import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Hono, MiddlewareHandler } from 'hono';
import { WebSocketServer } from 'ws';
import type { LogSdk } from '../log/sdk-entries.ts';
import type { Account, Chance, Clock, Faults } from '../services.ts';
import type { Settings } from '../settings.ts';
import { restRoutes } from './rest-routes.ts';
import { Connection } from './socket/connection.ts';
import type { SyncObject } from './sync-object.ts';
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

/** One object, for those who look at the simulator from outside. */
export interface SyncSummary
  extends Pick<SyncObject, 'kind' | 'serviceSid' | 'sid' | 'uniqueName' | 'revision'> {
  /** A document's. */
  readonly data?: SyncObject['data'];
  /** How many a map or list has. */
  readonly items?: number;
}

/** Sync as the rest of the simulator sees it. */
export interface Sync {
  /** `/v1/Services…`, authentication and error bodies included: mount with `app.route('/', sync.routes)`. */
  readonly routes: Hono;
  /** For `server.on('upgrade')` when the path is {@link SYNC_SOCKET_PATH}. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Every object as it stands, oldest first. */
  list(): readonly SyncSummary[];
  /** Removes objects, permissions and created services, and drops the sockets so that clients notice. */
  reset(): void;
  /** Drops the sockets and stops every timer. */
  close(): void;
}

/** Creates Sync: services, documents, maps, lists and permissions over REST, live objects over the socket. */
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
      state.objects.list().map(({ kind, serviceSid, sid, uniqueName, revision, data }) => {
        const items = state.objects.itemCount(sid);
        const content = items === undefined ? { data } : { items };
        return { kind, serviceSid, sid, uniqueName, revision, ...content };
      }),
    reset() {
      state.reset();
      dropSockets();
    },
    close() {
      stopListening();
      dropSockets();
      sockets.close();
      state.objects.clear();
    },
  };
}

/** Many times the size of a 16 KiB document with its escapes and its header. */
const LARGEST_MESSAGE_BYTES = 1024 * 1024;
