import { type AuditTrail, createAuditTrail } from './audit-trail.ts';
import { type CallRecords, createCallRecords } from './call-records.ts';
import { type Clock, systemClock } from './clock.ts';
import { createDynamo } from './dynamo.ts';
import { ENV, type EnvironmentName } from './environment.ts';
import { createLog, type Log } from './log.ts';
import { createPresenceStore, type PresenceStore } from './presence-store.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { createSessionListing, type SessionListing } from './session-list.ts';
import { createSessionsStore, type SessionsStore } from './sessions-store.ts';
import { createSyncDocuments, type SyncDocuments } from './sync-documents.ts';
import { createTransactionsStore, type TransactionsStore } from './transactions-store.ts';
import { createTwilioCalls, type TwilioCalls } from './twilio-calls.ts';
import { createTwilioPayments, type TwilioPayments } from './twilio-payments.ts';
import { BRISK, createTwilioSender, PATIENT } from './twilio-request.ts';

/** Plain settings a handler may need. */
export interface Settings {
  readonly publicBaseUrl: string;
  readonly accountSid: string;
  readonly syncServiceSid: string;
  readonly phoneNumber: string;
  readonly payConnectorName: string | undefined;
}

/** Everything an operation can depend on; each takes a `Pick` of what it uses. */
export interface Services {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly trail: AuditTrail;
  readonly sessions: SessionsStore;
  readonly listing: SessionListing;
  readonly calls: CallRecords;
  readonly presence: PresenceStore;
  readonly transactions: TransactionsStore;
  readonly payments: TwilioPayments;
  readonly twilioCalls: TwilioCalls;
  readonly documents: SyncDocuments;
}

/**
 * The one place that builds the real services, each at its first use, so that a handler needs only the settings and
 * rights of what it touches.
 */
export function createServices(environment: NodeJS.ProcessEnv = process.env): Services {
  const read = (name: EnvironmentName): string => {
    const value = environment[name];
    if (!value) throw new Error(`Failed to read the settings: ${name} is not set. Set it for this function.`);
    return value;
  };
  const clock = systemClock;
  const dynamo = once(createDynamo);
  const secrets = once(() => createSecrets(clock, environment));
  const stored = () => ({ clock, dynamo: dynamo() });
  const api = () => ({
    accountSid: read(ENV.twilioAccountSid),
    baseUrl: environment[ENV.twilioApiBaseUrl] || 'https://api.twilio.com',
  });
  const sender = (policy: typeof PATIENT) => createTwilioSender({ clock, secrets: secrets() }, policy);

  return lazily<Services>({
    clock: () => clock,
    log: () => createLog(),
    settings: () => ({
      get publicBaseUrl() {
        return read(ENV.publicBaseUrl);
      },
      get accountSid() {
        return read(ENV.twilioAccountSid);
      },
      get syncServiceSid() {
        return read(ENV.syncServiceSid);
      },
      get phoneNumber() {
        return read(ENV.phoneNumber);
      },
      payConnectorName: environment[ENV.payConnectorName],
    }),
    secrets,
    trail: () => createAuditTrail(stored(), read(ENV.auditTable)),
    sessions: () => createSessionsStore(dynamo(), read(ENV.sessionsTable)),
    listing: () => createSessionListing(dynamo(), read(ENV.sessionsTable)),
    calls: () => createCallRecords(stored(), read(ENV.sessionsTable)),
    presence: () => createPresenceStore(stored(), read(ENV.sessionsTable)),
    transactions: () => createTransactionsStore(stored(), read(ENV.sessionsTable)),
    payments: () => createTwilioPayments(sender(PATIENT), api(), `${read(ENV.publicBaseUrl)}/statusCallback`),
    twilioCalls: () => createTwilioCalls(sender(BRISK), api()),
    documents: () =>
      createSyncDocuments(sender(BRISK), {
        baseUrl: environment[ENV.twilioSyncBaseUrl] || 'https://sync.twilio.com',
        serviceSid: read(ENV.syncServiceSid),
      }),
  });
}

function lazily<T extends object>(build: { readonly [Name in keyof T]: () => T[Name] }): T {
  const built: Partial<T> = {};
  for (const name of Object.keys(build) as (keyof T)[]) {
    Object.defineProperty(built, name, { get: once(build[name]), enumerable: true });
  }
  return built as T;
}

function once<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
