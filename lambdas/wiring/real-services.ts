/**
 * The one place that builds the real services. Each is a function of its own, built at its first use, so that a handler
 * is bundled with, and needs the settings and rights of, only what it names.
 */

import { readCallRules } from '#lambdas/contract/call-rules.ts';
import { ENV, type EnvironmentName } from '#lambdas/contract/environment.ts';
import { readIdRules, readProcessorParameters } from '#lambdas/contract/id-settings.ts';
import { partitionsAt, USUAL_PAYMENTS_PER_SECOND } from '#lambdas/contract/partitions.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import { createAwsSender } from '#lambdas/platform/aws-signature.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { credentialsFromEnvironment } from '#lambdas/platform/environment-credentials.ts';
import { sendHttp } from '#lambdas/platform/http-request.ts';
import { createAccessLog } from '#lambdas/stores/access-log-store.ts';
import { createAddressStore } from '#lambdas/stores/address-store.ts';
import { createAuditSlices } from '#lambdas/stores/audit-slices.ts';
import { createAuditTrail } from '#lambdas/stores/audit-trail.ts';
import { createCallQueue } from '#lambdas/stores/call-queue.ts';
import { createCallRecords } from '#lambdas/stores/call-records.ts';
import { createCeilingStore } from '#lambdas/stores/ceiling-store.ts';
import { createCloseStore } from '#lambdas/stores/close-store.ts';
import { createDeliveriesStore } from '#lambdas/stores/deliveries-store.ts';
import { createEventBus, NO_BUS } from '#lambdas/stores/event-bus.ts';
import { createGrantStore } from '#lambdas/stores/grant-store.ts';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { createS3Objects } from '#lambdas/stores/log-objects-s3.ts';
import { createFileSigner } from '#lambdas/stores/log-signer-file.ts';
import { createKmsSigner } from '#lambdas/stores/log-signer-kms.ts';
import { createOpenSessions } from '#lambdas/stores/open-sessions.ts';
import { createOutbox } from '#lambdas/stores/outbox.ts';
import { createPresenceStore } from '#lambdas/stores/presence-store.ts';
import { createReferenceStore } from '#lambdas/stores/reference-store.ts';
import { createSealReader } from '#lambdas/stores/sealed.ts';
import { createSecrets } from '#lambdas/stores/secrets.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { createSessionsStore, KEEP_MONTHS } from '#lambdas/stores/sessions-store.ts';
import { createTransparencyLog } from '#lambdas/stores/tlog-store.ts';
import { createTotalsCounting } from '#lambdas/stores/totals-counting.ts';
import { createTotals } from '#lambdas/stores/totals-store.ts';
import { createTransactionsStore } from '#lambdas/stores/transactions-store.ts';
import { createWebhookSecrets } from '#lambdas/stores/webhook-secrets.ts';
import { createSyncDocuments } from '#lambdas/twilio/sync-documents.ts';
import { createTwilioCalls } from '#lambdas/twilio/twilio-calls.ts';
import { createTwilioPayments } from '#lambdas/twilio/twilio-payments.ts';
import {
  BRISK,
  createTwilioSender,
  HASTY,
  PATIENT,
  type RetryPolicy,
} from '#lambdas/twilio/twilio-request.ts';
import type { Services, Settings } from './services.ts';

/** Builders of the services an operation needs. */
export type Builders<Needs> = { readonly [Name in keyof Needs]: () => Needs[Name] };

export const clock = () => systemClock;

export const secrets = /* @__PURE__ */ once(() => createSecrets(systemClock, process.env));

export const trail = /* @__PURE__ */ once(() =>
  createAuditTrail(stored(), setting(ENV.auditTable), keepTrail()),
);

export const access = /* @__PURE__ */ once(() =>
  createAccessLog(stored(), setting(ENV.auditTable), keepTrail()),
);

export const sessions = /* @__PURE__ */ once(() =>
  createSessionsStore(stored(), setting(ENV.sessionsTable), {
    shards: partitions().shards,
    keepMonths: Number(process.env[ENV.keepSessionsMonths] || KEEP_MONTHS),
  }),
);

export const listing = /* @__PURE__ */ once(() =>
  createSessionListing({ ...stored(), totals: totals() }, setting(ENV.sessionsTable), partitions().shards),
);

export const totals = /* @__PURE__ */ once(() =>
  createTotals(stored(), setting(ENV.sessionsTable), { shards: partitions().shards }),
);

export const counting = /* @__PURE__ */ once(() =>
  createTotalsCounting(stored(), setting(ENV.sessionsTable), { shards: partitions().shards }),
);

export const auditSlices = /* @__PURE__ */ once(() => createAuditSlices(stored(), setting(ENV.auditTable)));

export const logObjects = /* @__PURE__ */ once(() => {
  const bucket = process.env[ENV.tlogBucket];
  if (!bucket) return createFolderObjects(setting(ENV.tlogFolder));
  return createS3Objects({
    clock: systemClock,
    send: aws('s3', `https://${bucket}.s3.${region()}.amazonaws.com`),
  });
});

export const tlog = /* @__PURE__ */ once(() =>
  createTransparencyLog({ clock: systemClock, objects: logObjects(), signer: logSigner() }),
);

export const seals = /* @__PURE__ */ once(() => createSealReader(logObjects()));

export const closes = /* @__PURE__ */ once(() => createCloseStore(stored(), setting(ENV.auditTable)));

export const calls = /* @__PURE__ */ once(() => createCallRecords(stored(), setting(ENV.sessionsTable)));

export const rules = /* @__PURE__ */ once(() => readCallRules(process.env));

export const queue = /* @__PURE__ */ once(() =>
  createCallQueue(stored(), setting(ENV.sessionsTable), rules()),
);

export const idRules = () => readIdRules(process.env);

export const processorParameters = () => readProcessorParameters(process.env);

export const references = /* @__PURE__ */ once(() =>
  createReferenceStore(stored(), setting(ENV.sessionsTable)),
);

export const grants = /* @__PURE__ */ once(() => createGrantStore(stored(), setting(ENV.sessionsTable)));

export const ceilings = /* @__PURE__ */ once(() => createCeilingStore(stored(), setting(ENV.sessionsTable)));

export const open = /* @__PURE__ */ once(() => createOpenSessions(stored(), setting(ENV.sessionsTable)));

export const outbox = /* @__PURE__ */ once(() => createOutbox(stored(), setting(ENV.sessionsTable)));

export const bus = /* @__PURE__ */ once(() => {
  const name = process.env[ENV.eventBus];
  if (!name) return NO_BUS;
  const send = aws('events', process.env[ENV.eventsBaseUrl]);
  return createEventBus(send, { name, deskUrl: process.env[ENV.deskUrl] });
});

export const deliveries = /* @__PURE__ */ once(() =>
  createDeliveriesStore(stored(), setting(ENV.sessionsTable)),
);

export const webhookSecrets = /* @__PURE__ */ once(() => createWebhookSecrets(systemClock, process.env));

export const presence = /* @__PURE__ */ once(() =>
  createPresenceStore(stored(), setting(ENV.sessionsTable), partitions().agentShards),
);

export const addresses = /* @__PURE__ */ once(() => createAddressStore(stored(), setting(ENV.sessionsTable)));

export const transactions = /* @__PURE__ */ once(() =>
  createTransactionsStore(stored(), setting(ENV.sessionsTable)),
);

export const payments = /* @__PURE__ */ once(() =>
  createTwilioPayments(sender(PATIENT), twilioApi(), callbackUrl()),
);

export const twilioCalls = /* @__PURE__ */ once(() => createTwilioCalls(sender(BRISK), twilioApi()));

export const documents = /* @__PURE__ */ once(() =>
  createSyncDocuments(
    { clock: systemClock, send: sender(BRISK), sendHastily: sender(HASTY) },
    {
      baseUrl: process.env[ENV.twilioSyncBaseUrl] || 'https://sync.twilio.com',
      serviceSid: setting(ENV.syncServiceSid),
    },
  ),
);

/** Read on demand: a handler that does not use it does not need the variable. */
export const settings = (): Settings => ({
  get publicBaseUrl() {
    return setting(ENV.publicBaseUrl);
  },
  get accountSid() {
    return setting(ENV.twilioAccountSid);
  },
  get syncServiceSid() {
    return setting(ENV.syncServiceSid);
  },
  get twimlAppSid() {
    return setting(ENV.twimlAppSid);
  },
  get phoneNumber() {
    return setting(ENV.phoneNumber);
  },
  get payConnectorName() {
    return process.env[ENV.payConnectorName];
  },
  get deskUrl() {
    return process.env[ENV.deskUrl];
  },
});

/** The services behind their builders, each built when first touched. */
export function lazily<Needs extends Partial<Services>>(builders: Builders<Needs>): Needs {
  const needs: Partial<Needs> = {};
  for (const name of Object.keys(builders) as (keyof Needs)[]) {
    Object.defineProperty(needs, name, { get: builders[name], enumerable: true });
  }
  return needs as Needs;
}

function logSigner() {
  const keyId = process.env[ENV.tlogKeyId];
  if (!keyId) return createFileSigner(setting(ENV.tlogKeyFile));
  return createKmsSigner(
    { clock: systemClock, send: aws('kms') },
    { keyId, origin: setting(ENV.tlogOrigin) },
  );
}

/** Sends to a service of AWS that no client of the SDK is bundled for. */
function aws(service: string, baseUrl = `https://${service}.${region()}.amazonaws.com`) {
  return createAwsSender(
    { clock: systemClock, send: sendHttp, credentials: credentialsFromEnvironment },
    { region: region(), service, baseUrl },
  );
}

function region() {
  return process.env.AWS_REGION ?? '';
}

const dynamo = /* @__PURE__ */ once(createDynamo);

function stored() {
  return { clock: systemClock, dynamo: dynamo() };
}

/** Months; kept for ever unless the stage says otherwise. */
function keepTrail() {
  return Number(process.env[ENV.keepTrailMonths] || 0);
}

function partitions() {
  return partitionsAt(Number(process.env[ENV.paymentsPerSecond]) || USUAL_PAYMENTS_PER_SECOND);
}

function sender(policy: RetryPolicy) {
  return createTwilioSender({ clock: systemClock, secrets: secrets() }, policy);
}

/**
 * The fragment tells Twilio how often to try again; it is neither sent nor signed (Twilio docs, connection overrides).
 */
function callbackUrl() {
  const overrides = process.env[ENV.callbackOverrides];
  return setting(ENV.publicBaseUrl) + PATHS.statusCallback + (overrides ? `#${overrides}` : '');
}

function twilioApi() {
  return {
    accountSid: setting(ENV.twilioAccountSid),
    baseUrl: process.env[ENV.twilioApiBaseUrl] || 'https://api.twilio.com',
  };
}

function setting(name: EnvironmentName): string {
  const value = process.env[name];
  if (!value) throw new Error(`Failed to read the settings: ${name} is not set. Set it for this function.`);
  return value;
}

function once<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
