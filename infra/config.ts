import { readSettings, type Settings, type Stage } from './read-settings.ts';

/** What decides one deployment, checked and typed. Holds no credential: those live in Secrets Manager only. */
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
  /** Set where the secret is encrypted with a key of your own. */
  readonly twilioSecretKeyArn?: string;
  /** An existing Sync service to use; without it the stack makes one and deletes it again. */
  readonly syncServiceSid?: string;
  /** Whether the stand-in payment processor is deployed at all. */
  readonly mockProcessor: boolean;
  /** Receives every alarm. */
  readonly alarmEmail?: string;
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  readonly signInDomainPrefix: string;
  readonly federation?: Federation;
  /** Keeps capacity for Twilio's callbacks. Off for accounts whose concurrency quota is below `CONCURRENCY_NEEDED`. */
  readonly reservedConcurrency: boolean;
  /** Requests per address and five minutes before the firewall refuses; a call centre is one address. */
  readonly requestsPerAddress: number;
  /** Why the template must not reach an account; empty for real settings. */
  readonly notDeployable: readonly string[];
}

export type Federation =
  | { readonly kind: 'saml'; readonly metadataUrl: string }
  | {
      readonly kind: 'oidc';
      readonly issuer: string;
      readonly clientId: string;
      /** Secrets Manager ARN whose whole value is the client secret. */
      readonly clientSecretArn: string;
    };

/** The sentence a prod stage demands before it takes the stand-in processor. */
export const MOCK_CONSENT = 'I accept that card numbers reach a stand-in processor';

/** Name of a stage's stack. */
export function stackName(stage: string): string {
  return `agent-assist-pay-${stage}`;
}

/** Stages whose data outlives the stack. */
export function keepsData(stage: Stage): boolean {
  return stage === 'prod';
}

/**
 * Turns settings into a {@link Config}. Without a single setting of ours it fills in placeholders, so that a fresh
 * clone synthesises; such a template carries a rule that stops CloudFormation from using it.
 * @throws Error that lists every problem at once and never a value.
 */
export function readConfig(settings: Settings): Config {
  const placeholders = !Object.keys(SETTING_NAMES).some((name) => settings[name]);
  const source = placeholders ? { ...settings, ...PLACEHOLDERS } : settings;
  const { text, optional, stage, problems } = readSettings(source);

  const account = source.AWS_ACCOUNT ?? source.CDK_DEFAULT_ACCOUNT ?? '000000000000';
  const region = source.AWS_REGION ?? source.CDK_DEFAULT_REGION ?? 'us-east-1';
  const domainName = optional('SITE_DOMAIN', /^[a-z0-9.-]+$/, 'a host name such as desk.example.com');
  const certificateArn = optional(
    'SITE_CERTIFICATE_ARN',
    /^arn:aws[\w-]*:acm:us-east-1:/,
    'an ACM certificate in us-east-1',
  );
  if (!domainName !== !certificateArn)
    problems.push('SITE_DOMAIN and SITE_CERTIFICATE_ARN go together. Set both or neither.');

  const twilioSecretArn = optional(
    'TWILIO_SECRET_ARN',
    /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:\S+-\w{6}$/,
    'the complete ARN of the Twilio secret, or left out for npm run deploy to fill in',
  );
  const config: Config = {
    stage,
    account,
    region,
    twilioAccountSid: text(
      'TWILIO_ACCOUNT_SID',
      /^AC[0-9a-f]{32}$/,
      'the Account SID from the Twilio Console',
    ),
    phoneNumber: text(
      'PHONE_NUMBER',
      /^\+[1-9]\d{6,14}$/,
      'your Twilio number in E.164, such as +15551230000',
    ),
    payConnectorName: text('PAY_CONNECTOR_NAME', /^[\w-]{1,64}$/, 'the unique name of the Pay Connector'),
    twilioSecretArn: twilioSecretArn ?? PLACEHOLDER_SECRET,
    ...present(
      'twilioSecretKeyArn',
      optional('TWILIO_SECRET_KEY_ARN', /^arn:aws[\w-]*:kms:/, 'a KMS key ARN'),
    ),
    ...present(
      'syncServiceSid',
      optional('SYNC_SERVICE_SID', /^IS[0-9a-f]{32}$/, 'a Sync service SID, or leave it out'),
    ),
    mockProcessor: mockProcessor(source, stage, problems),
    ...present('alarmEmail', optional('ALARM_EMAIL', /^\S+@\S+$/, 'an e-mail address')),
    ...(domainName && certificateArn ? { domain: { name: domainName, certificateArn } } : {}),
    signInDomainPrefix:
      optional(
        'SIGN_IN_DOMAIN_PREFIX',
        /^(?!.*(?:aws|amazon|cognito))(?!-)[a-z0-9-]{1,63}(?<!-)$/,
        'lower-case letters, digits and hyphens inside, without the words aws, amazon and cognito',
      ) ?? `assist-pay-${stage}-${account}`,
    ...present('federation', federation(source, problems)),
    reservedConcurrency:
      (optional('RESERVED_CONCURRENCY', /^(?:on|off)$/, 'on or off') ?? (keepsData(stage) ? 'on' : 'off')) ===
      'on',
    requestsPerAddress: Number(
      optional('REQUESTS_PER_ADDRESS', /^[1-9]\d{2,6}$/, 'a whole number from 100') ?? 20_000,
    ),
    notDeployable: [
      ...(placeholders ? [`there are no settings: copy .env.example to .env.${stage} and fill it in`] : []),
      ...(twilioSecretArn
        ? []
        : ['TWILIO_SECRET_ARN is missing: npm run deploy makes the secret and fills it in']),
    ],
  };
  if (source.TWILIO_REGION && source.TWILIO_REGION !== 'us1') {
    problems.push('TWILIO_REGION must be us1: Twilio serves Sync from there only. Leave it out.');
  }
  if (problems.length > 0) {
    throw new Error(
      `Failed to read the settings of stage ${stage}:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
  return config;
}

/** Settings of ours that make a set of settings "filled in"; the meaning of each stands in .env.example. */
const SETTING_NAMES = {
  TWILIO_ACCOUNT_SID: true,
  PHONE_NUMBER: true,
  PAY_CONNECTOR_NAME: true,
  TWILIO_SECRET_ARN: true,
};

const PLACEHOLDER_SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:placeholder-AbCdEf';

const PLACEHOLDERS: Settings = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  PHONE_NUMBER: '+15005550006',
  PAY_CONNECTOR_NAME: 'Default',
  MOCK_PROCESSOR: 'off',
};

function mockProcessor(source: Settings, stage: Stage, problems: string[]): boolean {
  const value = source.MOCK_PROCESSOR ?? (keepsData(stage) ? 'off' : 'on');
  if (value === 'off') return false;
  if (!keepsData(stage) && value === 'on') return true;
  if (value === MOCK_CONSENT) return true;
  problems.push(
    keepsData(stage)
      ? `MOCK_PROCESSOR must be off in ${stage}: it would put a stand-in that receives card numbers into production. To do it all the same, set it to: ${MOCK_CONSENT}`
      : 'MOCK_PROCESSOR must be on or off.',
  );
  return false;
}

function federation(source: Settings, problems: string[]): Federation | undefined {
  const { SAML_METADATA_URL: metadataUrl, OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = source;
  const clientSecretArn = source.OIDC_CLIENT_SECRET_ARN;
  if (metadataUrl) return { kind: 'saml', metadataUrl };
  if (issuer && clientId && clientSecretArn) return { kind: 'oidc', issuer, clientId, clientSecretArn };
  if (issuer || clientId || clientSecretArn) {
    problems.push(
      'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET_ARN go together. Set all three or none.',
    );
  }
  return undefined;
}

function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
