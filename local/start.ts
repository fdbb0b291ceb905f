import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Role } from '#lambdas/contract/desk-api.ts';
import { framingOrigins, parseEmbedClients, parseEmbedOrigins } from '#lambdas/contract/embed-clients.ts';
import { DELIVER, SWEEP } from '#lambdas/contract/jobs.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { pickRules } from '#lambdas/contract/rule-names.ts';
import { TABLES } from '#lambdas/contract/tables.ts';
import { parseWebhooks } from '#lambdas/contract/webhooks.ts';
import { websocketShim } from '#simulator/browser/websocket-shim.ts';
import type { Simulator } from '#simulator/services.ts';
import { createAuthorizer } from './api-host/authorizer.ts';
import { createApp } from './app.ts';
import { prepareDataDir } from './data-file.ts';
import { createMissingTables } from './database/create-tables.ts';
import { openDatabase } from './database/database.ts';
import { deskConfig } from './desk/desk-config.ts';
import { readLogo } from './desk/logo.ts';
import { openPage } from './desk/open-page.ts';
import { securityHeaders } from './desk/security-headers.ts';
import { createDevClient, createDevSession } from './dev-endpoints.ts';
import { openEventBus } from './event-bus.ts';
import { applyEnvironment, handlerEnvironment, type LocalEvents } from './handler-environment.ts';
import { openHandlerLog } from './handler-log.ts';
import { hostHandlers } from './host-handlers.ts';
import { listen } from './listen.ts';
import type { LocalOptions } from './local-options.ts';
import { failureLine, simulatorLine } from './log-lines.ts';
import { closeParts, type Parts } from './parts.ts';
import { sealAudit } from './seal-audit.ts';
import { CLIENT_ID } from './sign-in/access-token.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { startSimulator } from './start-simulator.ts';
import { sweepEveryMinute } from './sweep-every-minute.ts';
import { prepareTlog } from './tlog-key.ts';
import { loadTwilioCredentials } from './twilio-credentials.ts';
import { createReceiver, OWN_ENDPOINT, RECEIVER_PATH, webhookSecrets } from './webhooks.ts';

/** Everything on one machine, running. */
export interface LocalStack {
  /** `http://127.0.0.1:3000` */
  readonly deskUrl: string;
  /** `http://127.0.0.1:3000/api`: also the address the simulator signs. */
  readonly apiUrl: string;
  /** The caller's phone: `http://127.0.0.1:3001/phone`. */
  readonly phoneUrl: string;
  readonly simulator: Simulator;
  /** Returns what `POST /dev/session` does; an agent by default. */
  devSession(username: string, role?: Role): Promise<string>;
  /** Ends requests under way and stops; recorded data stays in the data folder. */
  close(): Promise<void>;
}

/**
 * Starts the desk, its API, the sign-in, the database engine and the simulator in this process, and resolves when all
 * of them respond. Handlers read `process.env`, so run one stack at a time in a process.
 *
 * @throws {@link StartError} with a sentence to show when a port, a folder or the page is not usable.
 */
export async function startLocal(options: LocalOptions): Promise<LocalStack> {
  // Node 20 works; the AWS SDK's warning that it will need 22 next year does not concern the user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const server = createServer();
  const parts: Parts = {};
  try {
    return await assemble(options, server, parts);
  } catch (error) {
    await closeParts(server, parts);
    throw error;
  }
}

async function assemble(options: LocalOptions, server: Server, parts: Parts): Promise<LocalStack> {
  const { dataDir, warn = () => {} } = options;
  const starting = (_: unknown, response: { writeHead(status: number): { end(): void } }) =>
    response.writeHead(503).end();
  server.on('request', starting);
  const port = await listen(server, options.port, 'PORT');
  const deskUrl = `http://127.0.0.1:${port}`;
  const apiUrl = `${deskUrl}/api`;

  const clients = parseEmbedClients(options.embedClients ?? '') ?? [];
  await prepareDataDir(dataDir);
  const log = openHandlerLog(options.log === 'stdout' ? 'stdout' : { file: join(dataDir, 'log.jsonl') });
  parts.log = log;
  const records: DynamoDBRecord[] = [];
  const opening = {
    database: openDatabase(join(dataDir, 'database'), (record) => records.push(record)).then(
      async (database) => {
        parts.database = database;
        await createMissingTables(database.endpoint, TABLES);
        return database;
      },
    ),
    twilio: loadTwilioCredentials(dataDir).then(async (credentials) => {
      const say = (message: string) => log.write(simulatorLine(message));
      const simulator = await startSimulator(options, credentials, { deskUrl, apiUrl }, say);
      parts.simulator = simulator;
      return { credentials, simulator };
    }),
    signIn: createSignIn(deskUrl, dataDir, clients).then((signIn) => {
      parts.signIn = signIn;
      return signIn;
    }),
    page: openPage(server, options).then((page) => {
      parts.page = page;
      return page;
    }),
  };
  // Wait for all of them, even when one fails: every part that opened must be known so that it can be closed.
  await Promise.allSettled(Object.values(opening));
  const database = await opening.database;
  const { credentials, simulator } = await opening.twilio;
  const signIn = await opening.signIn;
  const page = await opening.page;
  // Not before all of it opened: a key without a log would say that the log is gone.
  const tlog = await prepareTlog(dataDir);

  const { loadHandler } = page;
  const endpoints = [
    ...(options.tellsItself ? [{ name: OWN_ENDPOINT, url: deskUrl + RECEIVER_PATH }] : []),
    ...(parseWebhooks(options.webhooks ?? '', true) ?? []).filter(({ name }) => name !== OWN_ENDPOINT),
  ];
  let events: LocalEvents | undefined;
  if (endpoints.length > 0) {
    parts.bus = await openEventBus(loadHandler, log);
    events = { busUrl: parts.bus.url, endpoints, secrets: await webhookSecrets(dataDir, endpoints) };
  }

  const { url: simulatorUrl } = simulator;
  parts.restoreEnvironment = applyEnvironment(
    handlerEnvironment({
      apiUrl,
      simulatorUrl,
      databaseEndpoint: database.endpoint,
      credentials,
      tlog,
      rules: options.rules,
      ids: options.ids,
      embedClients: options.embedClients,
      events,
    }),
  );
  const app = createApp({
    port,
    api: await hostHandlers({
      routes: ROUTES,
      loadHandler,
      authorize: createAuthorizer({ issuer: signIn.issuer, clientId: CLIENT_ID, keys: signIn.publicKeys }),
      log,
      warn,
    }),
    signIn: signIn.handle,
    devSession: createDevSession(signIn),
    devClient: createDevClient(signIn),
    receiver: options.tellsItself ? createReceiver(events?.secrets[OWN_ENDPOINT] ?? '') : undefined,
    page: page.page,
    config: deskConfig(
      deskUrl,
      simulatorUrl,
      options.rules ?? pickRules({}),
      options.ids,
      events !== undefined,
      options.look,
    ),
    logo: options.look?.BRAND_LOGO ? readLogo(options.look.BRAND_LOGO).logo : undefined,
    shim: websocketShim(new URL(simulatorUrl).host),
    headers: securityHeaders({
      simulatorUrl,
      dev: options.dev ?? false,
      framedBy: framingOrigins(clients, parseEmbedOrigins(options.embedOrigins ?? '') ?? []),
    }),
    onError: (error) => log.write(failureLine('Request failed', error)),
  });
  server.off('request', starting);
  server.on('request', app);
  parts.sweep = sweepEveryMinute({
    jobs: events ? [SWEEP, DELIVER] : [SWEEP],
    loadHandler,
    log,
    ...(options.repeat ? { repeat: options.repeat } : {}),
  });
  parts.seal = sealAudit({
    records,
    unsealed: join(dataDir, 'unsealed'),
    loadHandler,
    log,
    warn,
    repeat: options.repeat,
  });

  return {
    deskUrl,
    apiUrl,
    phoneUrl: `${simulatorUrl}/phone`,
    simulator,
    devSession: (username, role = 'agent') => signIn.mint({ username, name: username, groups: [role] }),
    close: () => closeParts(server, parts),
  };
}
