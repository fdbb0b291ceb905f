import { ENV, type EnvironmentName } from '#lambdas/contract/environment.ts';
import { ID_SETTING_NAMES, RULE_NAMES } from '#lambdas/contract/rule-names.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { PaymentStore } from './payment-store.ts';
import type { PaymentsApi } from './payments-api.ts';
import type { TransparencyLog } from './transparency-log.ts';
import type { TwilioConfiguration } from './twilio-configuration.ts';
import type { TwilioSecret } from './twilio-secret.ts';

/** The value of each variable in AWS. `undefined` means that the stack leaves it unset on purpose. */
export type EnvironmentValues = Readonly<Record<EnvironmentName, string | undefined>>;

/** Variables that may be unset: the setting is optional, or it is used on a developer's machine only. */
const MAY_BE_UNSET: readonly EnvironmentName[] = [
  ENV.callbackOverrides,
  ENV.keepSessionsMonths,
  ENV.keepTrailMonths,
  ENV.agentGroup,
  ENV.supervisorGroup,
  ...RULE_NAMES,
  ...ID_SETTING_NAMES,
  ENV.twilioSecret,
  ENV.embedClients,
  ENV.embedClientIds,
  ENV.eventBus,
  ENV.eventsBaseUrl,
  ENV.webhooks,
  ENV.webhookSecretPrefix,
  ENV.webhookSecrets,
  ENV.webhooksHere,
  ENV.tlogFolder,
  ENV.tlogKeyFile,
  ENV.twilioApiBaseUrl,
  ENV.twilioSyncBaseUrl,
  ENV.logLevel,
];

export interface KnownParts {
  readonly config: Config;
  readonly api: PaymentsApi;
  readonly store: PaymentStore;
  readonly secret: TwilioSecret;
  readonly tlog: TransparencyLog;
  readonly deskUrl: string;
  /** Of `EMBED_CLIENTS`, with the ids their sign-in has for them. */
  readonly embedClientIds?: string;
  /** Absent where nobody is told. */
  readonly events: Events | undefined;
  /** Missing for the one function that creates it. */
  readonly twilio?: TwilioConfiguration;
}

export function environmentValues({
  config,
  api,
  store,
  secret,
  tlog,
  deskUrl,
  embedClientIds,
  events,
  twilio,
}: KnownParts): EnvironmentValues {
  return {
    [ENV.publicBaseUrl]: api.publicBaseUrl,
    [ENV.auditTable]: store.audit.tableName,
    [ENV.sessionsTable]: store.sessions.tableName,
    [ENV.paymentsPerSecond]: String(config.paymentsPerSecond),
    [ENV.keepSessionsMonths]: config.keepSessionsMonths,
    [ENV.keepTrailMonths]: config.keepTrailMonths,
    [ENV.twilioAccountSid]: config.twilioAccountSid,
    [ENV.twilioSecretArn]: secret.arn,
    [ENV.syncServiceSid]: twilio?.syncServiceSid,
    [ENV.twimlAppSid]: twilio?.twimlAppSid,
    [ENV.phoneNumber]: config.phoneNumber,
    [ENV.payConnectorName]: config.payConnectorName,
    [ENV.callbackOverrides]: config.callbackOverrides,
    [ENV.agentGroup]: config.federation?.agentGroup,
    [ENV.supervisorGroup]: config.federation?.supervisorGroup,
    ...config.callRules,
    ...config.idSettings,
    [ENV.deskUrl]: deskUrl,
    [ENV.embedClients]: config.embed.written,
    [ENV.embedClientIds]: embedClientIds,
    [ENV.eventBus]: events?.bus.eventBusName,
    [ENV.eventsBaseUrl]: undefined,
    [ENV.webhooks]: config.events.written,
    [ENV.webhookSecretPrefix]: events?.secretPrefix,
    [ENV.webhookSecrets]: undefined,
    [ENV.webhooksHere]: undefined,
    [ENV.tlogBucket]: tlog.bucket.bucketName,
    [ENV.tlogKeyId]: tlog.key.keyArn,
    [ENV.tlogOrigin]: tlog.origin,
    [ENV.tlogFolder]: undefined,
    [ENV.tlogKeyFile]: undefined,
    [ENV.twilioSecret]: undefined,
    [ENV.twilioApiBaseUrl]: undefined,
    [ENV.twilioSyncBaseUrl]: undefined,
    [ENV.logLevel]: undefined,
  };
}

/**
 * The environment of one handler: only the variables it reads.
 * @throws Error when a variable has no value and is not in {@link MAY_BE_UNSET}.
 */
export function environmentOf(
  names: readonly EnvironmentName[],
  values: EnvironmentValues,
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const name of names) {
    const value = values[name];
    if (value !== undefined) environment[name] = value;
    else if (!MAY_BE_UNSET.includes(name)) {
      throw new Error(
        `Failed to build the environment: ${name} has no value. Give it one in infra/handler-environment.ts.`,
      );
    }
  }
  return environment;
}
