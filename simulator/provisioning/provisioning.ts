import { Hono, type MiddlewareHandler } from 'hono';
import { type Lead, leadOf } from '../calls/lead.ts';
import { basicAuth } from '../http/basic-auth.ts';
import { respondToErrors } from '../http/error-responses.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { Account, ConnectorConfig, PhoneNumberConfig, SimulatorOptions } from '../services.ts';
import { fetchAccount } from './account.ts';
import {
  createApplication,
  deleteApplication,
  fetchApplication,
  listApplications,
  updateApplication,
} from './applications.ts';
import { fetchInstalledAddOn, listInstalledAddOns } from './installed-add-ons.ts';
import { createKey, deleteKey, fetchKey, listKeys, updateKey } from './keys.ts';
import type { Operation } from './operation.ts';
import { fetchPhoneNumber, listPhoneNumbers, updatePhoneNumber } from './phone-numbers.ts';
import { configOf, ProvisioningState, type StateOptions } from './state.ts';

export interface ProvisioningOptions extends StateOptions {
  /** What `createRestFaults` returns. */
  readonly failing: (operation: string) => MiddlewareHandler;
  readonly log: (line: string) => void;
}

/** The account's resources, as the rest of the simulator sees them. */
export interface Provisioning {
  /** Numbers, applications, keys, account and installed add-ons; authentication and error bodies included. */
  readonly routes: Hono;
  /** The account with its current API keys: pass it to everything that checks credentials. */
  readonly account: Account;
  /** The numbers and where calls to them go now; an empty `voiceUrl` means nowhere. */
  phoneNumbers(): readonly PhoneNumberConfig[];
  /** `PN…` of one of the account's numbers. */
  sidOfNumber(phoneNumber: string): string | undefined;
  /** The Pay Connectors currently installed. */
  connectors(): readonly ConnectorConfig[];
  /** Where a browser's `device.connect` goes; undefined when there is no such application, or it has no address. */
  leadOfApp(applicationSid: string): Lead | undefined;
  configure(changes: Pick<SimulatorOptions, 'phoneNumbers' | 'connectors'>): void;
  reset(): void;
}

/** Creates the part of Twilio that a deployment talks to. */
export function createProvisioning(options: ProvisioningOptions): Provisioning {
  const state = new ProvisioningState(options);
  const account: Account = {
    accountSid: options.account.accountSid,
    authToken: options.account.authToken,
    get apiKeys() {
      return [...state.keys.values()];
    },
  };
  const routes = new Hono();
  respondToErrors(routes, options.log);
  for (const [name, method, path, operation] of OPERATIONS) {
    const guards = MAIN_CREDENTIALS_ONLY.has(operation) ? [mainCredentials(account)] : [];
    routes.on(method, path, basicAuth(account), ...guards, options.failing(name), operation(state));
  }
  return {
    routes,
    account,
    phoneNumbers: () => [...state.numbers.values()].map((number) => state.leadOf(number)),
    sidOfNumber: (asked) => [...state.numbers.values()].find(({ phoneNumber }) => phoneNumber === asked)?.sid,
    connectors: () => state.connectors,
    leadOfApp(sid) {
      const application = state.applications.get(sid);
      return application && leadOf(configOf(application));
    },
    configure: ({ phoneNumbers, connectors }) => state.configure(phoneNumbers, connectors),
    reset: () => state.reset(),
  };
}

const ACCOUNT = '/2010-04-01/Accounts/:accountSid';
const ADD_ONS = '/v1/InstalledAddOns';

const OPERATIONS: readonly (readonly [name: string, method: string, path: string, Operation])[] = [
  ['fetchAccount', 'GET', '/2010-04-01/Accounts/:file', fetchAccount],
  ['listPhoneNumbers', 'GET', `${ACCOUNT}/IncomingPhoneNumbers.json`, listPhoneNumbers],
  ['fetchPhoneNumber', 'GET', `${ACCOUNT}/IncomingPhoneNumbers/:file`, fetchPhoneNumber],
  ['updatePhoneNumber', 'POST', `${ACCOUNT}/IncomingPhoneNumbers/:file`, updatePhoneNumber],
  ['createApplication', 'POST', `${ACCOUNT}/Applications.json`, createApplication],
  ['listApplications', 'GET', `${ACCOUNT}/Applications.json`, listApplications],
  ['fetchApplication', 'GET', `${ACCOUNT}/Applications/:file`, fetchApplication],
  ['updateApplication', 'POST', `${ACCOUNT}/Applications/:file`, updateApplication],
  ['deleteApplication', 'DELETE', `${ACCOUNT}/Applications/:file`, deleteApplication],
  ['createKey', 'POST', `${ACCOUNT}/Keys.json`, createKey],
  ['listKeys', 'GET', `${ACCOUNT}/Keys.json`, listKeys],
  ['fetchKey', 'GET', `${ACCOUNT}/Keys/:file`, fetchKey],
  ['updateKey', 'POST', `${ACCOUNT}/Keys/:file`, updateKey],
  ['deleteKey', 'DELETE', `${ACCOUNT}/Keys/:file`, deleteKey],
  ['listInstalledAddOns', 'GET', ADD_ONS, listInstalledAddOns],
  ['fetchInstalledAddOn', 'GET', `${ADD_ONS}/:sid`, fetchInstalledAddOn],
];

/** A standard API key may not touch the account or its keys (Twilio docs, error 20003). */
const MAIN_CREDENTIALS_ONLY: ReadonlySet<Operation> = new Set([
  fetchAccount,
  createKey,
  listKeys,
  fetchKey,
  updateKey,
  deleteKey,
]);

function mainCredentials({ accountSid }: Account): MiddlewareHandler {
  return async (context, next) => {
    const [, encoded = ''] = (context.req.header('authorization') ?? '').split(' ');
    if (!Buffer.from(encoded, 'base64').toString('utf8').startsWith(`${accountSid}:`))
      throw twilioError(401, 20003, 'Authenticate', { 'WWW-Authenticate': 'Basic realm="Twilio API"' });
    await next();
  };
}
