import { CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import { PATHS } from '#lambdas/contract/routes.ts';
import type { Alarms } from './alarms.ts';
import type { Config } from './config.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import type { Events } from './events.ts';
import type { PaymentStore } from './payment-store.ts';
import type { PaymentsApi } from './payments-api.ts';
import { concurrencyReserved } from './reserved-concurrency.ts';
import type { SignIn } from './sign-in.ts';
import type { TransparencyLog } from './transparency-log.ts';
import type { TwilioConfiguration } from './twilio-configuration.ts';
import type { WebSite } from './web-site.ts';

export interface OutputsProps {
  readonly config: Config;
  readonly api: PaymentsApi;
  readonly site: WebSite;
  readonly signIn: SignIn;
  readonly twilio: TwilioConfiguration;
  readonly alarms: Alarms;
  readonly store: PaymentStore;
  readonly keys: EncryptionKeys;
  readonly tlog: TransparencyLog;
  /** ARNs of the roles that add to the audit table. */
  readonly appenders: readonly string[];
  readonly embedClientIds: string;
  readonly events: Events | undefined;
}

/** Names of the stack's outputs, as the commands read them. */
export const OUTPUTS = {
  deskUrl: 'DeskUrl',
  publicBaseUrl: 'PublicBaseUrl',
  userPoolId: 'UserPoolId',
  twilioAccountSid: 'TwilioAccountSid',
  twimlAppSid: 'TwimlAppSid',
  syncServiceSid: 'SyncServiceSid',
  payConnector: 'PayConnector',
  payConnectorSteps: 'PayConnectorSteps',
  undoingAlarms: 'UndoingAlarms',
  auditTable: 'AuditTable',
  sessionsTable: 'SessionsTable',
  dataKey: 'DataKey',
  auditAppenders: 'AuditAppenders',
  tlogBucket: 'TlogBucket',
  tlogKey: 'TlogKey',
  tlogOrigin: 'TlogOrigin',
  reservedConcurrency: 'ReservedConcurrency',
  embedClients: 'EmbedClients',
  eventBus: 'EventBus',
} as const;

export function addOutputs(stack: Stack, props: OutputsProps): void {
  const { config, api, site, signIn, twilio, alarms, store, keys, tlog, appenders, embedClientIds, events } =
    props;
  const values: Record<(typeof OUTPUTS)[keyof typeof OUTPUTS], string> = {
    DeskUrl: site.url,
    PublicBaseUrl: api.publicBaseUrl,
    UserPoolId: signIn.userPool.userPoolId,
    TwilioAccountSid: config.twilioAccountSid,
    TwimlAppSid: twilio.twimlAppSid,
    SyncServiceSid: twilio.syncServiceSid,
    PayConnector: `${config.payConnectorName}: ${twilio.payConnector}`,
    PayConnectorSteps: payConnectorSteps(config, api.publicBaseUrl),
    UndoingAlarms: Fn.join(
      ',',
      alarms.undoing.map(({ alarmArn }) => alarmArn),
    ),
    AuditTable: store.audit.tableName,
    SessionsTable: store.sessions.tableName,
    DataKey: keys.data.keyArn,
    AuditAppenders: Fn.join(',', [...appenders]),
    TlogBucket: tlog.bucket.bucketName,
    TlogKey: tlog.key.keyArn,
    TlogOrigin: tlog.origin,
    EmbedClients: embedClientIds ? `${embedClientIds}; tokens at ${signIn.tokenUrl}` : 'none',
    EventBus: events?.bus.eventBusArn ?? 'none',
    ReservedConcurrency: String(
      config.reservedConcurrency ? concurrencyReserved(config.paymentsPerSecond) : 0,
    ),
  };
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value });
}

/** The steps of the one task that only a person can do: no API for it is confirmed. */
function payConnectorSteps(
  config: Pick<Config, 'payConnectorName' | 'mockProcessor'>,
  publicBaseUrl: string,
): string {
  const address = config.mockProcessor
    ? `${publicBaseUrl}${PATHS.mockPaymentProcessor}, user name and password from connectorUsername and connectorPassword in the Twilio secret, mode TEST`
    : "your payment processor's PCI-certified address with its own credentials";
  return [
    '1. Twilio Console > Voice > Settings > General: enable PCI Mode. It can never be switched off again for that account, so use a subaccount.',
    '2. Twilio Console > Voice > Manage > Pay Connectors: install the Generic Pay Connector.',
    `3. Give it the unique name ${config.payConnectorName}.`,
    `4. Address: ${address}.`,
  ].join(' ');
}
