import { ENV, type EnvironmentName } from './environment.ts';
import { RULE_NAMES } from './rule-names.ts';

/** A handler without an address: a schedule or CloudFormation calls it. */
export interface JobDefinition {
  /** Stable name: the function's id in the stack. */
  readonly name: 'sweep' | 'deliver' | 'seal' | 'configureTwilio' | 'companyClaims';
  /** Entry file below `lambdas/`, exporting `handler`. */
  readonly entry: string;
  /** Every environment variable the handler reads. */
  readonly environment: readonly EnvironmentName[];
}

const TWILIO = [
  ENV.twilioAccountSid,
  ENV.twilioSecretArn,
  ENV.twilioApiBaseUrl,
  ENV.twilioSyncBaseUrl,
] as const;

/** Says who waits in line and ends stuck sessions, every minute, and records it. */
export const SWEEP: JobDefinition = {
  name: 'sweep',
  entry: 'sweep/index.ts',
  environment: [
    ENV.publicBaseUrl,
    ENV.callbackOverrides,
    ENV.auditTable,
    ENV.sessionsTable,
    ENV.paymentsPerSecond,
    ENV.keepTrailMonths,
    ENV.keepSessionsMonths,
    ENV.syncServiceSid,
    ENV.eventBus,
    ENV.eventsBaseUrl,
    ENV.deskUrl,
    ENV.twilioSecret,
    ...RULE_NAMES,
    ...TWILIO,
  ],
};

/** Sends payments' events to other systems over HTTPS, where there are any. */
export const DELIVER: JobDefinition = {
  name: 'deliver',
  entry: 'deliver/index.ts',
  environment: [
    ENV.sessionsTable,
    ENV.webhooks,
    ENV.webhooksHere,
    ENV.webhookSecretPrefix,
    ENV.webhookSecrets,
  ],
};

/** Logs the head of each chain that grew, as the audit table's stream tells it, and every minute that it is there. */
export const SEAL: JobDefinition = {
  name: 'seal',
  entry: 'seal/index.ts',
  environment: [
    ENV.auditTable,
    ENV.tlogBucket,
    ENV.tlogKeyId,
    ENV.tlogOrigin,
    ENV.tlogFolder,
    ENV.tlogKeyFile,
  ],
};

/** Sets up Twilio's side of a stack and takes it down again. */
export const CONFIGURE_TWILIO: JobDefinition = {
  name: 'configureTwilio',
  entry: 'configure-twilio/index.ts',
  environment: TWILIO,
};

/** Turns a company's groups and addresses into roles and names, where people sign in with the company's own accounts. */
export const COMPANY_CLAIMS: JobDefinition = {
  name: 'companyClaims',
  entry: 'sign-in/index.ts',
  environment: [ENV.agentGroup, ENV.supervisorGroup],
};

export const JOBS: readonly JobDefinition[] = [SWEEP, DELIVER, SEAL, CONFIGURE_TWILIO, COMPANY_CLAIMS];
