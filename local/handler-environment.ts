import { parseEmbedClients } from '#lambdas/contract/embed-clients.ts';
import { ENV, type EnvironmentName } from '#lambdas/contract/environment.ts';
import {
  pickIdSettings,
  pickRules,
  type WrittenIdSettings,
  type WrittenRules,
} from '#lambdas/contract/rule-names.ts';
import { TABLES } from '#lambdas/contract/tables.ts';
import type { WebhookEndpoint } from '#lambdas/contract/webhooks.ts';
import type { TwilioCredentials } from './twilio-credentials.ts';

/** The practice company's number, reserved for fiction. */
export const PHONE_NUMBER = '+12025550142';

export const CONNECTOR_NAME = 'Default';

export interface HandlerEnvironmentInput {
  readonly apiUrl: string;
  readonly simulatorUrl: string;
  readonly databaseEndpoint: string;
  readonly credentials: TwilioCredentials;
  readonly tlog: LocalLog;
  readonly rules?: WrittenRules | undefined;
  readonly ids?: WrittenIdSettings | undefined;
  /** `EMBED_CLIENTS` as written. */
  readonly embedClients?: string | undefined;
  /** Absent where nobody is told. */
  readonly events?: LocalEvents | undefined;
}

/** Who is told of payments, and through which bus. */
export interface LocalEvents {
  readonly busUrl: string;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where the transparency log is kept on this machine. */
export interface LocalLog {
  readonly folder: string;
  readonly keyFile: string;
}

/** Every variable the stack gives the handlers, pointing at this machine, and the AWS SDK's own. */
export function handlerEnvironment({
  apiUrl,
  simulatorUrl,
  databaseEndpoint,
  credentials,
  tlog,
  rules = pickRules({}),
  ids = pickIdSettings({}),
  embedClients,
  events,
}: HandlerEnvironmentInput): Readonly<Record<string, string | undefined>> {
  const ours: Record<EnvironmentName, string | undefined> = {
    [ENV.publicBaseUrl]: apiUrl,
    ...tableNames(),
    [ENV.paymentsPerSecond]: undefined,
    [ENV.keepSessionsMonths]: undefined,
    [ENV.keepTrailMonths]: undefined,
    [ENV.twilioAccountSid]: credentials.accountSid,
    [ENV.twilioSecretArn]: undefined,
    [ENV.twilioSecret]: JSON.stringify({
      authTokens: [credentials.authToken],
      apiKeySid: credentials.apiKeySid,
      apiKeySecret: credentials.apiKeySecret,
      connectorUsername: credentials.connectorUsername,
      connectorPassword: credentials.connectorPassword,
    }),
    [ENV.syncServiceSid]: credentials.syncServiceSid,
    [ENV.twimlAppSid]: credentials.twimlAppSid,
    [ENV.phoneNumber]: PHONE_NUMBER,
    [ENV.payConnectorName]: CONNECTOR_NAME,
    [ENV.callbackOverrides]: 'rc=3&rp=ct,rt,5xx',
    [ENV.agentGroup]: undefined,
    [ENV.supervisorGroup]: undefined,
    ...rules,
    ...ids,
    [ENV.embedClients]: embedClients,
    // Its own name is a client's id at the local sign-in.
    [ENV.embedClientIds]:
      embedClients &&
      parseEmbedClients(embedClients)
        ?.map(({ name }) => `${name}=${name}`)
        .join(','),
    [ENV.deskUrl]: `${new URL(apiUrl).origin}/`,
    [ENV.eventBus]: events && 'local',
    [ENV.eventsBaseUrl]: events?.busUrl,
    [ENV.webhooks]: events?.endpoints.map(({ name, url }) => `${name}=${url}`).join(','),
    [ENV.webhookSecretPrefix]: undefined,
    [ENV.webhookSecrets]:
      events &&
      JSON.stringify(
        Object.fromEntries(Object.entries(events.secrets).map(([name, secret]) => [name, [secret]])),
      ),
    [ENV.webhooksHere]: events && 'on',
    [ENV.tlogBucket]: undefined,
    [ENV.tlogKeyId]: undefined,
    [ENV.tlogOrigin]: undefined,
    [ENV.tlogFolder]: tlog.folder,
    [ENV.tlogKeyFile]: tlog.keyFile,
    [ENV.twilioApiBaseUrl]: simulatorUrl,
    [ENV.twilioSyncBaseUrl]: simulatorUrl,
    [ENV.logLevel]: process.env[ENV.logLevel],
  };
  return {
    ...ours,
    AWS_ENDPOINT_URL_DYNAMODB: databaseEndpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // Settings of the developer's own that would make the SDK look elsewhere.
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_ENDPOINT_URL: undefined,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
  };
}

/** Sets variables in `process.env`, where handlers read them; the returned function restores the old values. */
export function applyEnvironment(changes: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.keys(changes).map((name) => [name, process.env[name]] as const);
  set(Object.entries(changes));
  return () => set(before);
}

function set(variables: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

function tableNames() {
  const name = (environment: EnvironmentName) =>
    TABLES.find((table) => table.environment === environment)?.name;
  return {
    [ENV.auditTable]: name(ENV.auditTable),
    [ENV.sessionsTable]: name(ENV.sessionsTable),
  };
}
