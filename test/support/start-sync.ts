import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import twilio from 'twilio';
import { SyncClient } from 'twilio-sync';
import { systemChance } from '#simulator/chance.ts';
import { createManualClock } from '#simulator/clock.ts';
import { createFaults } from '#simulator/control/faults.ts';
import { createRestFaults } from '#simulator/http/rest-faults.ts';
import type { LogSdk } from '#simulator/log/sdk-entries.ts';
import type { Account } from '#simulator/services.ts';
import { DEFAULT_SETTINGS, type Settings } from '#simulator/settings.ts';
import { createSync } from '#simulator/sync/sync.ts';
import { shutDown } from './sync-events.ts';

export const ACCOUNT: Account = {
  accountSid: `AC${'0'.repeat(31)}1`,
  authToken: 'an-auth-token-for-the-tests',
  apiKeys: [{ sid: `SK${'0'.repeat(31)}1`, secret: 'an-api-key-secret-for-the-tests' }],
};
export const SERVICE_SID = `IS${'0'.repeat(31)}1`;

/** Sync alone on a free port, with the real clients pointed at it and a clock that the test moves. */
export async function startSync(settings: Partial<Settings> = {}) {
  const clock = createManualClock(new Date());
  const faults = createFaults();
  const lines: string[] = [];
  const asked: Parameters<LogSdk>[0][] = [];
  const sync = createSync({
    account: ACCOUNT,
    syncServiceSid: SERVICE_SID,
    clock,
    chance: systemChance,
    faults,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    failing: createRestFaults(faults, systemChance),
    log: (line) => lines.push(line),
    logSdk: (line) => asked.push(line),
  });
  const opened: SyncClient[] = [];
  let server = await listen(sync, 0);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  // A kept-alive connection would not outlive `restart`.
  const httpClient = new twilio.RequestClient({ keepAlive: false });
  const rest = twilio(ACCOUNT.accountSid, ACCOUNT.authToken, { httpClient });
  rest.sync.baseUrl = url;

  const tokenFor = (identity: string, ttl = 3600, serviceSid = SERVICE_SID) => {
    const { AccessToken } = twilio.jwt;
    const [key] = ACCOUNT.apiKeys;
    const token = new AccessToken(ACCOUNT.accountSid, key?.sid ?? '', key?.secret ?? '', { identity, ttl });
    token.addGrant(new AccessToken.SyncGrant({ serviceSid }));
    return token.toJwt();
  };

  return {
    url,
    socketUrl: `ws://127.0.0.1:${port}/v3/wsconnect`,
    clock,
    faults,
    sync,
    lines,
    /** What the request log shows of the socket. */
    asked,
    rest,
    service: rest.sync.v1.services(SERVICE_SID),
    tokenFor,
    /** A browser's client, quick to reconnect. */
    connect(token: string): SyncClient {
      const client = new SyncClient(token, {
        Twilsock: { uri: `ws://127.0.0.1:${port}/v3/wsconnect` },
        retryPolicy: { min: 20, max: 40, randomness: 0 },
        logLevel: 'silent',
      });
      opened.push(client);
      return client;
    },
    /** Resolves after the next attempt to open a socket. */
    async nextUpgrade(): Promise<void> {
      await once(server, 'upgrade');
    },
    /** The server leaves its port for a moment and returns with its state. `whileDown` runs in between. */
    async restart(whileDown: () => Promise<unknown> | undefined = () => undefined): Promise<void> {
      await stop(server);
      await whileDown();
      server = await listen(sync, port);
    },
    async close(): Promise<void> {
      await Promise.all(opened.map(shutDown));
      sync.close();
      await stop(server);
    },
  };
}

export type StartedSync = Awaited<ReturnType<typeof startSync>>;

async function listen(sync: ReturnType<typeof createSync>, port: number): Promise<Server> {
  const server = createServer(getRequestListener(sync.routes.fetch));
  server.on('upgrade', (request, socket, head) => sync.handleUpgrade(request, socket, head));
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  SOCKETS.set(server, sockets);
  return server;
}

/** `closeAllConnections` does not close an upgraded socket. */
const SOCKETS = new WeakMap<Server, Set<{ destroy(): void }>>();

async function stop(server: Server): Promise<void> {
  for (const socket of SOCKETS.get(server) ?? []) socket.destroy();
  server.close();
  await once(server, 'close');
}
