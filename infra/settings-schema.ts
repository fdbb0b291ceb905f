import * as v from 'valibot';
import { problemOfRule } from '#lambdas/contract/call-rules.ts';
import {
  EMBED_CLIENTS_RULE,
  EMBED_ORIGINS_RULE,
  parseEmbedClients,
  parseEmbedOrigins,
} from '#lambdas/contract/embed-clients.ts';
import { problemOfIdSetting } from '#lambdas/contract/id-settings.ts';
import { problemOfLook, problemOfMerchant } from '#lambdas/contract/look-settings.ts';
import { ID_SETTING_NAMES, RULE_NAMES } from '#lambdas/contract/rule-names.ts';
import { parseWebhooks, WEBHOOKS_RULE } from '#lambdas/contract/webhooks.ts';
import { readLogo } from './read-logo.ts';

/** The sentence a prod stage requires before it accepts the stand-in processor. */
export const MOCK_CONSENT = 'I accept that card numbers reach a stand-in processor';

/** In place of an address: nobody is told when an alarm rings. */
export const NOBODY = 'nobody';

const MOCK_IN_PROD = `must be off in prod: otherwise a stand-in would receive card numbers in production. To accept that, set it to: ${MOCK_CONSENT}`;

export type Stage = 'dev' | 'prod';

const mockValues = (stage: Stage): readonly string[] =>
  stage === 'prod' ? ['off', MOCK_CONSENT] : ['on', 'off', MOCK_CONSENT];

const required = (shape: RegExp, meaning: string) =>
  v.pipe(
    v.string(`is missing. It must be ${meaning}.`),
    v.regex(shape, `does not look right. It must be ${meaning}.`),
  );
const optional = (shape: RegExp, meaning: string) => v.optional(required(shape, meaning));
const text = v.optional(v.string());

/** A year and a day or so: what prod's transparency log must be locked for. */
const LEAST_LOCK_DAYS = 366;

const TABLE_NAME = /^[\w.-]{3,255}$/;
const A_TABLE = 'the name of a table in the region of the stack';
/** A setting whose problem, if it has one, the handlers' own code tells: a sentence's end. */
const told = <Name extends string>(name: Name, problemOf: (name: Name, text: string) => string | undefined) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        (written) => problemOf(name, written) === undefined,
        ({ input }) => problemOf(name, input) ?? '',
      ),
    ),
  );

/** A setting that the handlers read with the same function. */
const parsed = <T>(parse: (text: string) => T | undefined, rule: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check((written) => parse(written) !== undefined, `must be ${rule}.`),
    ),
  );

/** Every setting of a deployment, as written in the environment; .env.example explains each. */
export const SETTINGS_SCHEMA = v.pipe(
  v.object({
    STAGE: v.optional(v.picklist(['dev', 'prod'], 'must be dev or prod.'), 'dev'),
    AWS_ACCOUNT: text,
    AWS_REGION: text,
    CDK_DEFAULT_ACCOUNT: text,
    CDK_DEFAULT_REGION: text,
    TWILIO_ACCOUNT_SID: required(/^AC[0-9a-f]{32}$/, 'the Account SID from the Twilio Console'),
    PHONE_NUMBER: required(/^\+[1-9]\d{6,14}$/, 'your Twilio number in E.164, such as +15551230000'),
    PAY_CONNECTOR_NAME: required(/^[\w-]{1,64}$/, 'the unique name of the Pay Connector'),
    TWILIO_SECRET_ARN: optional(
      /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:\S+-\w{6}$/,
      'the complete ARN of the Twilio secret, or left out for npm run deploy to fill in',
    ),
    // These two are set by npm run deploy and npm run diff.
    TWILIO_SECRET_VERSION: text,
    MENDING: text,
    TWILIO_SECRET_KEY_ARN: optional(/^arn:aws[\w-]*:kms:/, 'a KMS key ARN'),
    TWILIO_REGION: v.optional(
      v.literal('us1', 'must be us1: Twilio serves Sync from there only. Leave it out.'),
    ),
    SYNC_SERVICE_SID: optional(/^IS[0-9a-f]{32}$/, 'a Sync service SID, or leave it out'),
    MOCK_PROCESSOR: text,
    ALARM_EMAIL: optional(/^(?:\S+@\S+|nobody)$/, `an e-mail address, or the word ${NOBODY}`),
    ALARM_WAIT_SECONDS: optional(/^[1-9]\d{0,3}$/, 'a whole number of seconds from 1 to 9999'),
    SITE_DOMAIN: optional(/^[a-z0-9.-]+$/, 'a host name such as desk.example.com'),
    SITE_CERTIFICATE_ARN: optional(/^arn:aws[\w-]*:acm:us-east-1:/, 'an ACM certificate in us-east-1'),
    SIGN_IN_DOMAIN_PREFIX: optional(
      /^(?!.*(?:aws|amazon|cognito))(?!-)[a-z0-9-]{1,63}(?<!-)$/,
      'lower-case letters, digits and hyphens inside, without the words aws, amazon and cognito',
    ),
    SIGN_IN_MAIL_FROM: optional(/^[^\s@<>]+@[a-zA-Z0-9.-]+$/, 'an e-mail address that SES may send from'),
    SIGN_IN_MAIL_DOMAIN: optional(/^[a-z0-9.-]+$/, 'the domain that SES has verified, such as example.com'),
    USERNAMES_CASE_SENSITIVE: optional(/^(?:on|off)$/, 'on or off'),
    SAML_METADATA_URL: text,
    OIDC_ISSUER: text,
    OIDC_CLIENT_ID: text,
    OIDC_CLIENT_SECRET_ARN: text,
    COMPANY_GROUPS: optional(/^[\x21-\x7e]{1,256}$/, 'the name of an attribute or claim, such as groups'),
    AGENT_GROUP: optional(/^[^,[\]]{1,128}$/, 'the name of one group, without commas and brackets'),
    SUPERVISOR_GROUP: optional(/^[^,[\]]{1,128}$/, 'the name of one group, without commas and brackets'),
    PAYMENTS_PER_SECOND: optional(/^(?:[1-9]\d{0,2}|1000)$/, 'a whole number from 1 to 1000'),
    AUDIT_TABLE_NAME: optional(TABLE_NAME, A_TABLE),
    AUDIT_TABLE_STREAM_ARN: optional(
      /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/[\w.-]+\/stream\/[\w:.-]+$/,
      'the ARN of a stream, as npm run adopt prints it',
    ),
    SESSIONS_TABLE_NAME: optional(TABLE_NAME, A_TABLE),
    USER_POOL_ID: optional(
      /^[a-z]{2}[\w-]*_[0-9A-Za-z]+$/,
      'the id of a user pool in the region of the stack',
    ),
    // PCI DSS 10.5.1 asks for twelve, and what is too short by mistake cannot be lengthened.
    KEEP_TRAIL_MONTHS: optional(
      /^(?:0|1[2-9]|[2-9]\d|[1-9]\d\d)$/,
      'a whole number of months from 12, or 0 to keep it',
    ),
    KEEP_SESSIONS_MONTHS: optional(/^(?:0|[1-9]\d{0,2})$/, 'a whole number of months, or 0 to keep them'),
    TLOG_LOCK_DAYS: optional(/^[1-9]\d{0,3}$/, 'a whole number of days from 1 to 9999'),
    RESERVED_CONCURRENCY: optional(/^(?:on|off)$/, 'on or off'),
    SIGN_OUT_WAITING: optional(/^(?:on|off)$/, 'on or off'),
    REQUESTS_PER_ADDRESS: optional(/^[1-9]\d{2,6}$/, 'a whole number from 100'),
    ...Object.fromEntries(RULE_NAMES.map((name) => [name, told(name, problemOfRule)])),
    ...Object.fromEntries(ID_SETTING_NAMES.map((name) => [name, told(name, problemOfIdSetting)])),
    MERCHANT_NAME: told('MERCHANT_NAME', problemOfLook),
    MERCHANT_LOCALITY: told('MERCHANT_LOCALITY', problemOfLook),
    MERCHANT_CONTACT: told('MERCHANT_CONTACT', problemOfLook),
    BRAND_NAME: told('BRAND_NAME', problemOfLook),
    BRAND_ACCENT: told('BRAND_ACCENT', problemOfLook),
    BRAND_LOGO: told('BRAND_LOGO', (name, path) => problemOfLook(name, path) ?? readLogo(path).problem),
    EMBED_CLIENTS: parsed(parseEmbedClients, EMBED_CLIENTS_RULE),
    EMBED_ORIGINS: parsed(parseEmbedOrigins, EMBED_ORIGINS_RULE),
    EVENTS: optional(/^(?:on|off)$/, 'on or off'),
    WEBHOOKS: parsed(parseWebhooks, WEBHOOKS_RULE),
    CALLBACK_OVERRIDES: optional(
      /^[a-z]{2}=[a-z0-9,]{1,20}(?:&[a-z]{2}=[a-z0-9,]{1,20}){0,9}$/,
      'connection overrides such as rc=3&rp=ct,rt,5xx, or left out',
    ),
  }),
  // Each problem is tied to one setting; otherwise valibot would stop at the first.
  v.forward(
    v.partialCheck(
      [['SITE_DOMAIN'], ['SITE_CERTIFICATE_ARN']],
      ({ SITE_DOMAIN, SITE_CERTIFICATE_ARN }) => !SITE_DOMAIN === !SITE_CERTIFICATE_ARN,
      'and SITE_CERTIFICATE_ARN go together. Set both or neither.',
    ),
    ['SITE_DOMAIN'],
  ),
  v.forward(
    v.partialCheck(
      [['MERCHANT_NAME'], ['MERCHANT_LOCALITY'], ['MERCHANT_CONTACT']],
      (settings) => problemOfMerchant(settings) === undefined,
      'must be set together with MERCHANT_LOCALITY: both or neither.',
    ),
    ['MERCHANT_NAME'],
  ),
  v.forward(
    v.partialCheck(
      [['SIGN_IN_MAIL_FROM'], ['SIGN_IN_MAIL_DOMAIN']],
      ({ SIGN_IN_MAIL_FROM = '', SIGN_IN_MAIL_DOMAIN }) =>
        !SIGN_IN_MAIL_DOMAIN ||
        SIGN_IN_MAIL_FROM.slice(SIGN_IN_MAIL_FROM.indexOf('@') + 1).toLowerCase() === SIGN_IN_MAIL_DOMAIN,
      'must be the domain of SIGN_IN_MAIL_FROM.',
    ),
    ['SIGN_IN_MAIL_DOMAIN'],
  ),
  v.forward(
    v.partialCheck(
      [['SAML_METADATA_URL'], ['OIDC_ISSUER'], ['OIDC_CLIENT_ID'], ['OIDC_CLIENT_SECRET_ARN']],
      ({ SAML_METADATA_URL, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET_ARN }) =>
        Boolean(SAML_METADATA_URL) ||
        (!OIDC_ISSUER === !OIDC_CLIENT_ID && !OIDC_ISSUER === !OIDC_CLIENT_SECRET_ARN),
      'goes together with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET_ARN. Set all three or none.',
    ),
    ['OIDC_ISSUER'],
  ),
  v.forward(
    v.partialCheck(
      [['AUDIT_TABLE_NAME'], ['AUDIT_TABLE_STREAM_ARN']],
      ({ AUDIT_TABLE_NAME, AUDIT_TABLE_STREAM_ARN }) =>
        !AUDIT_TABLE_STREAM_ARN || AUDIT_TABLE_STREAM_ARN.split('/')[1] === AUDIT_TABLE_NAME,
      'must be the stream of the table AUDIT_TABLE_NAME. Set it as npm run adopt prints it, or leave both out.',
    ),
    ['AUDIT_TABLE_STREAM_ARN'],
  ),
  v.forward(
    v.partialCheck(
      [['STAGE'], ['TLOG_LOCK_DAYS']],
      ({ STAGE, TLOG_LOCK_DAYS }) =>
        STAGE !== 'prod' || Number(TLOG_LOCK_DAYS ?? LEAST_LOCK_DAYS) >= LEAST_LOCK_DAYS,
      `must be at least ${LEAST_LOCK_DAYS} in prod: PCI DSS 10.5.1 asks for twelve months.`,
    ),
    ['TLOG_LOCK_DAYS'],
  ),
  v.forward(
    v.partialCheck(
      [['STAGE'], ['ALARM_EMAIL']],
      ({ STAGE, ALARM_EMAIL }) => STAGE !== 'prod' || ALARM_EMAIL !== undefined,
      `is missing. In prod it must be the address that every alarm goes to, or the word ${NOBODY}.`,
    ),
    ['ALARM_EMAIL'],
  ),
  v.forward(
    v.partialCheck(
      [['STAGE'], ['MOCK_PROCESSOR']],
      ({ STAGE, MOCK_PROCESSOR = 'off' }) => mockValues(STAGE).includes(MOCK_PROCESSOR),
      ({ input }) => (mockValues(input.STAGE).includes('on') ? 'must be on or off.' : MOCK_IN_PROD),
    ),
    ['MOCK_PROCESSOR'],
  ),
);

/** One sentence per problem, with the setting's name and what to do, never its value. */
export function problemsOf(issues: readonly v.BaseIssue<unknown>[]): readonly string[] {
  return issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
}
