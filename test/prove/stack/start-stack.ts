import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '#lambdas/contract/desk-api.ts';
import { CONNECTOR_NAME, PHONE_NUMBER } from '#local/handler-environment.ts';
import { loadTwilioCredentials, type TwilioCredentials } from '#local/twilio-credentials.ts';
import { createSeededChance } from '#simulator/chance.ts';
import { createSimulator } from '#simulator/index.ts';
import type { ConnectorConfig, Simulator, SimulatorOptions } from '#simulator/services.ts';
import { makeDataDir } from '#test/local/support/data-dir.ts';
import { Script, type StackAddresses } from '#test/local/support/script.ts';
import type { Random } from '../random.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { type CallbackTap, startCallbackTap } from './callback-tap.ts';
import { type DatabaseProxy, startDatabaseProxy } from './database-proxy.ts';
import { type Processor, startProcessor } from './processor.ts';
import { startTwilioProxy, type TwilioProxy } from './twilio-proxy.ts';

export interface StackOptions {
  /** Where the handlers' lines go; `file` by default. */
  readonly log?: 'file' | 'stdout';
  /** The app sends webhooks to itself, and `GET /dev/webhooks` lists them. */
  readonly tellsItself?: boolean;
  /** How many times as often as usual the app's jobs run; 1 by default. */
  readonly hurry?: number;
  /** A built page; by default one empty page. */
  readonly pageDirectory?: string;
  /**
   * Runs the simulator inside the app's process, without proxies, as in `npm start`. `practice` uses the stand-in
   * processor, `live` the campaign's own.
   */
  readonly inside?: 'practice' | 'live';
  /** The mode of the connector outside the app's process; LIVE by default. TEST accepts only published numbers. */
  readonly connectorMode?: ConnectorConfig['mode'];
  /** The unconfirmed settings of the simulator outside the app's process. */
  readonly settings?: SimulatorOptions['settings'];
}

/**
 * The app in a process of its own. This process has everything that outlives it: the stand-in Twilio (its connector in
 * LIVE mode by default), the processor, a tap on the callbacks, and proxies for the database and Twilio's REST APIs.
 */
export interface ProveStack extends StackAddresses {
  readonly dataDir: string;
  readonly credentials: TwilioCredentials;
  readonly simulator: Simulator;
  readonly processor: Processor;
  readonly callbacks: CallbackTap;
  readonly database: DatabaseProxy;
  readonly twilio: TwilioProxy;
  /** The app that runs now; a new one after `restart`. */
  app(): AppProcess;
  signIn(username: string, role?: Role): Promise<Script>;
  /** Everything the app processes of this stack have printed. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** Starts the app again on the same port and data, after `app().kill()` or instead of a running one. */
  restart(): Promise<void>;
  /** Stops the app and everything around it; the data folder stays. */
  close(): Promise<void>;
  /** Does what `close` does, and deletes the data. */
  remove(): Promise<void>;
}

export async function startStack(random: Random, options: StackOptions = {}): Promise<ProveStack> {
  const folder = await makeDataDir();
  const dataDir = join(folder.path, 'data');
  const pageDirectory = options.pageDirectory ?? (await emptyPage(folder.path));
  await mkdir(dataDir, { mode: 0o700 });
  const [credentials, processor, callbacks, database, twilio] = await Promise.all([
    loadTwilioCredentials(dataDir),
    startProcessor(),
    startCallbackTap(),
    startDatabaseProxy(random.fork('database')),
    startTwilioProxy(),
  ]);
  const simulator = await openSimulator(random, options, credentials, processor, callbacks.apiUrl);
  twilio.target = simulator.url;
  const ended: AppProcess[] = [];
  const start = async (port: number) => {
    const app = await startApp({
      port,
      dataDir,
      log: options.log ?? 'file',
      pageDirectory,
      tellsItself: options.tellsItself ?? false,
      hurry: options.hurry ?? 1,
      ...(options.inside === 'live' ? { connector: connectorOf(processor) } : {}),
      environment: options.inside
        ? {}
        : {
            PUBLIC_BASE_URL: callbacks.apiUrl,
            TWILIO_API_BASE_URL: twilio.url,
            TWILIO_SYNC_BASE_URL: twilio.url,
            AWS_ENDPOINT_URL_DYNAMODB: database.url,
          },
    });
    database.target = app.databaseEndpoint;
    callbacks.target = app.deskUrl;
    return app;
  };
  let app = await start(0);
  const addresses = { deskUrl: app.deskUrl, simulatorUrl: options.inside ? app.simulatorUrl : simulator.url };
  let closed: Promise<void> | undefined;
  const close = async () => {
    await app.close();
    await Promise.all([
      simulator.close(),
      processor.close(),
      callbacks.close(),
      database.close(),
      twilio.close(),
    ]);
  };

  return {
    ...addresses,
    dataDir,
    credentials,
    simulator,
    processor,
    callbacks,
    database,
    twilio,
    app: () => app,
    signIn: (username, role) => Script.signIn(addresses, username, role),
    output() {
      const all = [...ended, app].map((each) => each.output());
      return {
        stdout: all.map(({ stdout }) => stdout).join(''),
        stderr: all.map(({ stderr }) => stderr).join(''),
      };
    },
    async restart() {
      await app.close();
      ended.push(app);
      app = await start(Number(new URL(addresses.deskUrl).port));
    },
    close() {
      closed ??= close();
      return closed;
    },
    async remove() {
      closed ??= close();
      await closed;
      await folder.remove();
    },
  };
}

function openSimulator(
  random: Random,
  { settings, connectorMode = 'LIVE' }: StackOptions,
  credentials: TwilioCredentials,
  processor: Processor,
  apiUrl: string,
): Promise<Simulator> {
  return createSimulator({
    port: 0,
    account: {
      accountSid: credentials.accountSid,
      authToken: credentials.authToken,
      apiKeys: [{ sid: credentials.apiKeySid, secret: credentials.apiKeySecret }],
    },
    twimlAppSid: credentials.twimlAppSid,
    syncServiceSid: credentials.syncServiceSid,
    phoneNumbers: [{ phoneNumber: PHONE_NUMBER, voiceUrl: `${apiUrl}/twiml` }],
    connectors: [{ ...connectorOf(processor), mode: connectorMode }],
    chance: createSeededChance(random.fork('simulator').int(0, 2 ** 31)),
    ...(settings ? { settings } : {}),
  });
}

function connectorOf({ url: endpointUrl, username, password }: Processor): ConnectorConfig {
  return { uniqueName: CONNECTOR_NAME, endpointUrl, username, password, mode: 'LIVE' };
}

async function emptyPage(folder: string): Promise<string> {
  const page = join(folder, 'page');
  await mkdir(page);
  await writeFile(join(page, 'index.html'), '<!doctype html><html lang="en"><head></head></html>');
  return page;
}
