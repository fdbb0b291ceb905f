import { Hono } from 'hono';
import { browserRoutes } from './browser/browser-routes.ts';
import { callRoutes } from './calls/call-routes.ts';
import { createCalls } from './calls/calls.ts';
import { systemChance } from './chance.ts';
import { createControlledClock, systemClock } from './clock.ts';
import { conferenceLine, isRunning } from './conferences/conference.ts';
import { conferenceRoutes } from './conferences/conference-routes.ts';
import { participantRoutes } from './conferences/participant-routes.ts';
import { createConnectorClient } from './connector/connector-client.ts';
import { consoleRoutes } from './console/console-routes.ts';
import { controlApp } from './control/app.ts';
import { describe } from './control/calls.ts';
import { createFaults } from './control/faults.ts';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_PHONE_NUMBER,
  DEFAULT_SYNC_SERVICE_SID,
  DEFAULT_TWIML_APP_SID,
} from './defaults.ts';
import { basicAuth } from './http/basic-auth.ts';
import { respondToErrors } from './http/error-responses.ts';
import { ownProductOnly } from './http/own-product-only.ts';
import { createRestFaults } from './http/rest-faults.ts';
import { createSendRequest } from './http/send-request.ts';
import { createTraffic } from './http/traffic.ts';
import { listen } from './listen.ts';
import { createRequestLog } from './log/request-log.ts';
import { logRest } from './log/rest-entries.ts';
import { createLogSdk } from './log/sdk-entries.ts';
import { partyForAddress, partyForNoun } from './parties.ts';
import { createPayments } from './pay/payments.ts';
import { createCustomers } from './phone/customers.ts';
import { createPhoneSite, PHONE_SOCKET_PATH } from './phone/phone-site.ts';
import { PROFILES } from './profiles.ts';
import { createProvisioning } from './provisioning/provisioning.ts';
import { queueRoutes } from './queues/queue-routes.ts';
import { createQueues, queueLine } from './queues/queues.ts';
import type { Simulator, SimulatorOptions } from './services.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { createSync, SYNC_SOCKET_PATH } from './sync/sync.ts';
import { createVoice, SIGNAL_SOCKET_PATH } from './voice/voice.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

/**
 * Starts a stand-in Twilio on one port: REST, Voice SDK and Sync SDK sockets, the caller's phone page, the control
 * API. The only place that connects the parts.
 *
 * @throws Error with one readable line when it cannot listen.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  const syncServiceSid = options.syncServiceSid ?? DEFAULT_SYNC_SERVICE_SID;
  const log = options.log ?? (() => {});
  const controlled = options.clock ? undefined : createControlledClock();
  const clock = options.clock ?? controlled ?? systemClock;
  // Time limits of real connections stay real while the simulator's time stands still.
  const network = options.clock ?? systemClock;
  const chance = options.chance ?? systemChance;
  const settings = { ...DEFAULT_SETTINGS, ...PROFILES[options.profile ?? 'observed'], ...options.settings };
  const requests = createRequestLog();
  const logSdk = createLogSdk(requests, clock);
  requests.onAdd(({ kind, problem }) => problem && kind !== 'rest' && log(`${kind}: ${problem}`));
  const faults = createFaults();
  const failing = createRestFaults(faults, chance);
  const provisioning = createProvisioning({
    account: options.account ?? DEFAULT_ACCOUNT,
    twimlAppSid: options.twimlAppSid ?? DEFAULT_TWIML_APP_SID,
    phoneNumbers: options.phoneNumbers ?? [DEFAULT_PHONE_NUMBER],
    connectors: options.connectors ?? [],
    clock,
    chance,
    settings,
    failing,
    log,
  });
  const { account, phoneNumbers, sidOfNumber, leadOfApp } = provisioning;
  const isOurNumber = (number: string) => phoneNumbers().some(({ phoneNumber }) => phoneNumber === number);
  const shared = { account, clock, chance, settings, requests, logSdk, faults, failing, log };
  // Loaded and made only when asked for: most starts have no use for it.
  const tls =
    options.tlsPort === undefined ? undefined : (await import('./tls/tls-options.ts')).createTls(new Date());
  const { send, settled } = createTraffic(createSendRequest(network, tls?.certificate));
  const webhooks = createWebhooks({ ...shared, send });
  const payments = createPayments({
    ...shared,
    webhooks,
    askConnector: createConnectorClient({ ...shared, send }),
    findCall: (sid) => calls.find(sid),
    findConnector: (name) => provisioning.connectors().find(({ uniqueName }) => uniqueName === name),
  });

  const lateCalls = () => calls;
  const voice = createVoice({ ...shared, calls: lateCalls, leadOfApp });
  const phones = createPhoneSite({ clock, calls: lateCalls, phoneNumbers });
  const customers = createCustomers();
  const everybody = { voice, phones, customers };
  const sync = createSync({ ...shared, syncServiceSid });
  const queues = createQueues(shared);
  const calls = createCalls({
    ...shared,
    webhooks,
    queues,
    isOurNumber,
    partyFor: (noun, root) => partyForNoun(noun, root, everybody),
    takePayment: payments.takePayment,
    keyPressed: (callSid, key) => payments.pressKey(callSid, key),
    ended: (callSid) => payments.callEnded(callSid),
  });

  const reset = () => {
    payments.reset();
    calls.reset();
    queues.clear();
    customers.clear();
    webhooks.reset();
    sync.reset();
    provisioning.reset();
    faults.clear();
    requests.clear();
  };

  const rest = new Hono();
  respondToErrors(rest, log);
  for (const path of [
    'Calls.json',
    'Calls/:file',
    'Queues.json',
    'Queues/*',
    'Conferences.json',
    'Conferences/*',
  ]) {
    rest.use(`/2010-04-01/Accounts/:accountSid/${path}`, basicAuth(account));
  }
  const partyFor = (to: string) => partyForAddress(to, everybody);
  rest.route('/', callRoutes({ ...shared, calls, isOurNumber, sidOfNumber, partyFor, leadOfApp }));
  rest.route('/', queueRoutes({ ...shared, calls, queues }));
  rest.route('/', conferenceRoutes({ ...shared, calls }));
  rest.route('/', participantRoutes({ ...shared, calls, isOurNumber, partyFor }));

  const app = new Hono();
  respondToErrors(app, log);
  // First: what the Voice SDK loads is no request to the REST API.
  app.route('/', browserRoutes());
  app.use(logRest({ requests, clock, network }));
  app.use(ownProductOnly);
  const state = {
    calls: () => calls.list().map(describe),
    payments: payments.list,
    queues: () => queues.list().map(queueLine),
    conferences: () => calls.conferences.list().filter(isRunning).map(conferenceLine),
    sync: sync.list,
  };
  const control = { clock, controlled, settled, requests, faults, settings, state };
  app.route('/', controlApp({ ...control, calls, phoneNumbers, customers, reset }));
  app.route('/', consoleRoutes(options.appUrl));
  app.route('/', phones.routes);
  app.route('/', rest);
  app.route('/', payments.routes);
  app.route('/', sync.routes);
  app.route('/', provisioning.routes);

  const { port, tlsPort, close } = await listen(
    app,
    {
      [SIGNAL_SOCKET_PATH]: voice.handleUpgrade,
      [SYNC_SOCKET_PATH]: sync.handleUpgrade,
      [PHONE_SOCKET_PATH]: phones.handleUpgrade,
    },
    {
      host,
      port: options.port ?? 3001,
      ...(tls ? { tls: { port: options.tlsPort ?? 0, options: tls.options } } : {}),
    },
  );

  return {
    url: `http://${host}:${port}`,
    port,
    ...(tls && tlsPort
      ? { tls: { port: tlsPort, certificate: tls.certificate, identity: tls.identity } }
      : {}),
    account,
    syncServiceSid,
    calls,
    requests,
    faults,
    configure: provisioning.configure,
    reset,
    async close() {
      payments.reset();
      calls.reset();
      webhooks.reset();
      voice.close();
      phones.close();
      sync.close();
      await close();
    },
  };
}
