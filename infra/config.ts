import * as v from 'valibot';
import {
  type EmbedClient,
  framingOrigins,
  parseEmbedClients,
  parseEmbedOrigins,
} from '#lambdas/contract/embed-clients.ts';
import { pickLook, type WrittenLook } from '#lambdas/contract/look-settings.ts';
import { USUAL_PAYMENTS_PER_SECOND } from '#lambdas/contract/partitions.ts';
import {
  pickIdSettings,
  pickRules,
  type WrittenIdSettings,
  type WrittenRules,
} from '#lambdas/contract/rule-names.ts';
import { parseWebhooks, type WebhookEndpoint } from '#lambdas/contract/webhooks.ts';
import { type AddressLimits, addressLimitsAt } from './operate/capacity/sizing.ts';
import type { Settings } from './read-settings.ts';
import { NOBODY, problemsOf, SETTINGS_SCHEMA, type Stage } from './settings-schema.ts';

/** The settings of one deployment, checked and typed. Holds no credential: those are in Secrets Manager only. */
export interface Config {
  readonly stage: Stage;
  readonly account: string;
  readonly region: string;
  readonly twilioAccountSid: string;
  /** E.164. */
  readonly phoneNumber: string;
  readonly payConnectorName: string;
  /** Complete ARN of the secret that `npm run deploy` writes (see docs/runbook.md, "The Twilio secret"). */
  readonly twilioSecretArn: string;
  /** The secret's version, so that a changed secret is applied; absent where no command has looked it up. */
  readonly twilioSecretVersion?: string;
  /** Set, and never the same, when a deployment is to put right what somebody changed by hand. */
  readonly mending?: string;
  /** Set when the secret is encrypted with a key of your own. */
  readonly twilioSecretKeyArn?: string;
  /** An existing Sync service to use; without it the stack creates one, and deletes it when the stack is destroyed. */
  readonly syncServiceSid?: string;
  /** Whether the stand-in payment processor is deployed. */
  readonly mockProcessor: boolean;
  /** Months until a session that is over leaves the lists, `0` for never; absent means 24. The trail is kept. */
  readonly keepSessionsMonths?: string;
  /** How long the trail is kept, as the handlers read it; absent when it has no end. */
  readonly keepTrailMonths?: string;
  /** Days for which nobody can delete what the transparency log holds: in prod nobody at all. */
  readonly lockDays: number;
  /** Connection overrides on the address of payment callbacks: when and how often Twilio retries. */
  readonly callbackOverrides?: string;
  /** Other systems that may take payments through the panel, and the pages around it; nobody unless set. */
  readonly embed: Embed;
  /** Whether other systems are told of payments, and how; nobody unless set. */
  readonly events: OtherSystems;
  /** How callers are rung and queued, as the handlers read it. */
  readonly callRules: WrittenRules;
  /** How long callers may wait before an alarm rings. */
  readonly alarmWaitSeconds: number;
  /** How references and customers' ids are written and told to the processor, as the handlers read it. */
  readonly idSettings: WrittenIdSettings;
  /** What the desk is called and looks like, and who the merchant is, as written. */
  readonly look: WrittenLook;
  /** Receives every alarm; absent when nobody does. */
  readonly alarmEmail?: string;
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  readonly signInDomainPrefix: string;
  readonly federation?: Federation;
  /** Whether `Ana` and `ana` are two people: only in pools that were made so. */
  readonly usernamesCaseSensitive: boolean;
  /** Who sends invitations and codes; absent means Cognito itself, {@link COGNITO_MAILS_A_DAY} at most. */
  readonly signInMail?: SignInMail;
  /** Payments started in the busiest second: throttles, reserved capacity, firewall and index keys follow from it. */
  readonly paymentsPerSecond: number;
  /** Reserves capacity for Twilio's callbacks. Off for accounts with less than `concurrencyNeeded` left unreserved. */
  readonly reservedConcurrency: boolean;
  /** Requests from one address in five minutes before a firewall refuses more; a call centre is one address. */
  readonly addressLimits: AddressLimits;
  /** Whether an agent who only waits for a call is signed out after 15 minutes without a press. */
  readonly signOutWaiting: boolean;
  /** What exists already and is used as it is: the stack neither makes nor deletes it. */
  readonly adopted: Adopted;
  /** Why the template must not reach an account; empty for real settings. */
  readonly notDeployable: readonly string[];
}

/** As the handlers read it, and as the stack uses it. */
export interface Embed {
  readonly written?: string;
  readonly clients: readonly EmbedClient[];
  /** Every origin that may stand around the panel. */
  readonly origins: readonly string[];
}

/** As the handlers read it, and as the stack uses it. */
export interface OtherSystems {
  /** There is a bus. */
  readonly isOn: boolean;
  readonly written?: string;
  readonly endpoints: readonly WebhookEndpoint[];
}

/** Mails a day that Cognito's own sender delivers for a user pool (AWS docs, quotas of Amazon Cognito). */
export const COGNITO_MAILS_A_DAY = 50;

/** A sender that SES has verified in the region of the stack, by its address or by its domain. */
export interface SignInMail {
  readonly from: string;
  readonly domain?: string;
}

export interface Adopted {
  /** Names of tables that were restored or left by a former stack. */
  readonly audit?: string;
  /** ARN of the audit table's stream; `npm run adopt` switches it on and prints it. */
  readonly auditStream: string;
  readonly sessions?: string;
  readonly userPoolId?: string;
}

export type Federation = CompanyGroups &
  (
    | { readonly kind: 'saml'; readonly metadataUrl: string }
    | {
        readonly kind: 'oidc';
        readonly issuer: string;
        readonly clientId: string;
        /** ARN in Secrets Manager. The whole value of that secret is the client secret. */
        readonly clientSecretArn: string;
      }
  );

/** How the company's own sign-in says who may use the desk. */
export interface CompanyGroups {
  /** The attribute (SAML) or claim (OIDC) that lists a person's groups. */
  readonly groups: string;
  readonly agentGroup: string;
  readonly supervisorGroup: string;
}

/** Name of a stage's stack. */
export function stackName(stage: string): string {
  return `agent-assist-pay-${stage}`;
}

/** The region CloudFront's firewall and access log must be in. */
export const EDGE_REGION = 'us-east-1';

/**
 * A stage's stacks. `edge` and `edgeLog` exist only outside {@link EDGE_REGION}, and there is one of each there for every
 * region the stage lives in.
 */
export function stackNames({ stage, region }: Pick<Config, 'stage' | 'region'>) {
  const here = nameInAccount({ stage, region });
  return { edge: `${here}-edge`, main: stackName(stage), edgeLog: `${here}-edge-log` } as const;
}

/** For names that all regions of an account share: of CloudFront's parts, dashboards, and what is in us-east-1. */
export function nameInAccount({ stage, region }: Readonly<Record<'stage' | 'region', string>>): string {
  return `${stackName(stage)}-${region}`;
}

/** Their names in the order in which they are deployed. */
export function stacksInOrder(config: Pick<Config, 'stage' | 'region'>): readonly string[] {
  const { edge, main, edgeLog } = stackNames(config);
  return config.region === EDGE_REGION ? [main] : [edge, main, edgeLog];
}

/** Name of a stage's secret, used when no ARN is set. */
export function secretName(stage: string): string {
  return `agent-assist-pay/${stage}/twilio`;
}

/** Whether a stage's data outlives its stack. */
export function keepsData(stage: Stage): boolean {
  return stage === 'prod';
}

/**
 * Turns settings into a {@link Config}. When none of {@link NEEDED} is set it fills in placeholders, so that a fresh
 * clone synthesises. Such a template has a rule that stops CloudFormation from using it.
 * @throws Error that lists every problem at once and never a value.
 */
export function readConfig(settings: Settings): Config {
  const placeholders = !NEEDED.some((name) => settings[name]);
  const source = placeholders ? { ...settings, ...PLACEHOLDERS } : settings;
  // An empty setting counts as missing.
  const given = Object.keys(SETTINGS_SCHEMA.entries).map((name) => [name, source[name] || undefined]);
  const parsed = v.safeParse(SETTINGS_SCHEMA, Object.fromEntries(given));
  if (!parsed.success) {
    const problems = problemsOf(parsed.issues).map((line) => `  - ${line}`);
    const stage = settings.STAGE === 'prod' ? 'prod' : 'dev';
    throw new Error(`Failed to read the settings of stage ${stage}:\n${problems.join('\n')}`);
  }
  const read = parsed.output;
  const stage = read.STAGE;
  const paymentsPerSecond = Number(read.PAYMENTS_PER_SECOND ?? USUAL_PAYMENTS_PER_SECOND);
  const account = read.AWS_ACCOUNT ?? read.CDK_DEFAULT_ACCOUNT ?? '000000000000';
  const { SIGN_IN_MAIL_FROM: from, SIGN_IN_MAIL_DOMAIN: domain } = read;
  const { SITE_DOMAIN: name, SITE_CERTIFICATE_ARN: certificateArn } = read;
  return {
    stage,
    account,
    region: read.AWS_REGION ?? read.CDK_DEFAULT_REGION ?? 'us-east-1',
    twilioAccountSid: read.TWILIO_ACCOUNT_SID,
    phoneNumber: read.PHONE_NUMBER,
    payConnectorName: read.PAY_CONNECTOR_NAME,
    twilioSecretArn: read.TWILIO_SECRET_ARN ?? PLACEHOLDER_SECRET,
    mockProcessor: (read.MOCK_PROCESSOR ?? (keepsData(stage) ? 'off' : 'on')) !== 'off',
    signInDomainPrefix: read.SIGN_IN_DOMAIN_PREFIX ?? `assist-pay-${stage}-${account}`,
    paymentsPerSecond,
    reservedConcurrency: (read.RESERVED_CONCURRENCY ?? (keepsData(stage) ? 'on' : 'off')) === 'on',
    usernamesCaseSensitive: read.USERNAMES_CASE_SENSITIVE === 'on',
    signOutWaiting: read.SIGN_OUT_WAITING === 'on',
    addressLimits: read.REQUESTS_PER_ADDRESS
      ? { reads: Number(read.REQUESTS_PER_ADDRESS), actions: Number(read.REQUESTS_PER_ADDRESS) }
      : addressLimitsAt(paymentsPerSecond),
    adopted: {
      ...(read.AUDIT_TABLE_NAME ? { audit: read.AUDIT_TABLE_NAME } : {}),
      auditStream: read.AUDIT_TABLE_STREAM_ARN ?? PLACEHOLDER_STREAM,
      ...(read.SESSIONS_TABLE_NAME ? { sessions: read.SESSIONS_TABLE_NAME } : {}),
      ...(read.USER_POOL_ID ? { userPoolId: read.USER_POOL_ID } : {}),
    },
    notDeployable: [
      ...(placeholders ? [`there are no settings: copy .env.example to .env.${stage} and fill it in`] : []),
      ...(read.TWILIO_SECRET_ARN
        ? []
        : ['TWILIO_SECRET_ARN is missing: npm run deploy creates the secret and fills it in']),
      ...(read.AUDIT_TABLE_NAME && !read.AUDIT_TABLE_STREAM_ARN
        ? ['AUDIT_TABLE_STREAM_ARN is missing: npm run adopt switches the stream on and prints it']
        : []),
    ],
    lockDays: Number(read.TLOG_LOCK_DAYS ?? (keepsData(stage) ? 400 : 1)),
    ...(read.TWILIO_SECRET_VERSION ? { twilioSecretVersion: read.TWILIO_SECRET_VERSION } : {}),
    ...(read.MENDING ? { mending: read.MENDING } : {}),
    callRules: pickRules(read),
    idSettings: pickIdSettings(read),
    look: pickLook(read),
    embed: embedOf(read),
    events: eventsOf(read),
    alarmWaitSeconds: Number(read.ALARM_WAIT_SECONDS ?? 60),
    ...(read.TWILIO_SECRET_KEY_ARN ? { twilioSecretKeyArn: read.TWILIO_SECRET_KEY_ARN } : {}),
    ...(read.CALLBACK_OVERRIDES ? { callbackOverrides: read.CALLBACK_OVERRIDES } : {}),
    ...(read.KEEP_SESSIONS_MONTHS ? { keepSessionsMonths: read.KEEP_SESSIONS_MONTHS } : {}),
    ...(read.KEEP_TRAIL_MONTHS && read.KEEP_TRAIL_MONTHS !== '0'
      ? { keepTrailMonths: read.KEEP_TRAIL_MONTHS }
      : {}),
    ...(read.SYNC_SERVICE_SID ? { syncServiceSid: read.SYNC_SERVICE_SID } : {}),
    ...(read.ALARM_EMAIL && read.ALARM_EMAIL !== NOBODY ? { alarmEmail: read.ALARM_EMAIL } : {}),
    ...(name && certificateArn ? { domain: { name, certificateArn } } : {}),
    ...(from ? { signInMail: { from, ...(domain ? { domain } : {}) } } : {}),
    ...federationOf(read),
  };
}

/** Any one of these shows that somebody filled in the settings. */
const NEEDED = ['TWILIO_ACCOUNT_SID', 'PHONE_NUMBER', 'PAY_CONNECTOR_NAME', 'TWILIO_SECRET_ARN'];

const PLACEHOLDER_SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:placeholder-AbCdEf';

const PLACEHOLDER_STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/placeholder/stream/none';

const PLACEHOLDERS: Settings = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  PHONE_NUMBER: '+15005550006',
  PAY_CONNECTOR_NAME: 'Default',
  MOCK_PROCESSOR: 'off',
  ALARM_EMAIL: NOBODY,
};

function embedOf(read: v.InferOutput<typeof SETTINGS_SCHEMA>): Embed {
  const { EMBED_CLIENTS: written, EMBED_ORIGINS: around } = read;
  const clients = parseEmbedClients(written ?? '') ?? [];
  return {
    ...(written ? { written } : {}),
    clients,
    origins: framingOrigins(clients, parseEmbedOrigins(around ?? '') ?? []),
  };
}

function eventsOf(read: v.InferOutput<typeof SETTINGS_SCHEMA>): OtherSystems {
  const { WEBHOOKS: written, EVENTS } = read;
  const endpoints = parseWebhooks(written ?? '') ?? [];
  return { isOn: EVENTS === 'on' || endpoints.length > 0, endpoints, ...(written ? { written } : {}) };
}

function federationOf(read: v.InferOutput<typeof SETTINGS_SCHEMA>): { readonly federation?: Federation } {
  const { SAML_METADATA_URL: metadataUrl, OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = read;
  const clientSecretArn = read.OIDC_CLIENT_SECRET_ARN;
  const company: CompanyGroups = {
    groups: read.COMPANY_GROUPS ?? 'groups',
    agentGroup: read.AGENT_GROUP ?? 'agent',
    supervisorGroup: read.SUPERVISOR_GROUP ?? 'supervisor',
  };
  if (metadataUrl) return { federation: { ...company, kind: 'saml', metadataUrl } };
  if (!issuer || !clientId || !clientSecretArn) return {};
  return { federation: { ...company, kind: 'oidc', issuer, clientId, clientSecretArn } };
}
