import { describe, expect, it } from '@jest/globals';
import { readConfig } from '#infra/config.ts';
import { MOCK_CONSENT } from '#infra/settings-schema.ts';
import { SETTINGS, testConfig } from '../support/synth-stack.ts';

describe('readConfig', () => {
  it('fills in placeholders for a fresh clone, and says that they cannot be deployed', () => {
    const config = readConfig({ STAGE: 'dev' });

    expect(config).toMatchObject({ stage: 'dev', region: 'us-east-1', mockProcessor: false });
    expect(config.notDeployable).toHaveLength(2);
  });

  it('reads a stage before its secret exists, as cdk bootstrap needs', () => {
    const config = testConfig({ TWILIO_SECRET_ARN: undefined });

    expect(config.notDeployable).toEqual([expect.stringContaining('TWILIO_SECRET_ARN is missing')]);
  });

  it('reports every problem at once and never a value', () => {
    const settings = {
      ...SETTINGS,
      TWILIO_ACCOUNT_SID: 'secret-one',
      PHONE_NUMBER: 'secret-two',
      PAY_CONNECTOR_NAME: undefined,
    };
    const read = () =>
      readConfig({ ...settings, ALARM_EMAIL: 'secret-three', SITE_DOMAIN: 'desk.example.com' });

    expect(read).toThrow(
      /TWILIO_ACCOUNT_SID[\s\S]*PHONE_NUMBER[\s\S]*PAY_CONNECTOR_NAME is missing[\s\S]*ALARM_EMAIL/,
    );
    expect(read).toThrow(/SITE_DOMAIN and SITE_CERTIFICATE_ARN go together/);
    expect(read).not.toThrow(/secret-/);
  });

  it('treats an empty setting as missing', () => {
    expect(() => testConfig({ PHONE_NUMBER: '' })).toThrow(
      /PHONE_NUMBER is missing\. It must be your Twilio number/,
    );
    expect(
      testConfig({
        CALLBACK_OVERRIDES: '',
        RESERVED_CONCURRENCY: '',
        REQUESTS_PER_ADDRESS: '',
        PAYMENTS_PER_SECOND: '',
      }),
    ).toMatchObject({ reservedConcurrency: true, paymentsPerSecond: 25, addressLimits: { reads: 225_000 } });
  });

  it('takes a limit for each address as it is set, and whole payments a second only', () => {
    expect(testConfig({ REQUESTS_PER_ADDRESS: '500' }).addressLimits).toEqual({ reads: 500, actions: 500 });
    expect(testConfig({ PAYMENTS_PER_SECOND: '1000' }).paymentsPerSecond).toBe(1_000);
    for (const PAYMENTS_PER_SECOND of ['0', '1001', '2.5', 'many'])
      expect(() => testConfig({ PAYMENTS_PER_SECOND })).toThrow(/PAYMENTS_PER_SECOND.*from 1 to 1000/);
  });

  it('has a look of its own, and refuses one that cannot be read or is no picture, without a value', () => {
    const look = {
      MERCHANT_NAME: 'Acme',
      MERCHANT_LOCALITY: 'Springfield',
      BRAND_NAME: 'Acme Pay',
      BRAND_LOGO: 'web/public/favicon.svg',
      BRAND_ACCENT: '#7a1fa2',
    };
    expect(testConfig(look).look).toMatchObject(look);
    const bad = {
      MERCHANT_LOCALITY: 'secret\u202e',
      BRAND_ACCENT: '#ffcc00',
      BRAND_LOGO: 'web/secret.svg',
      BRAND_NAME: 'secret'.repeat(20),
    };
    const read = () => testConfig(bad);
    expect(read).toThrow(/MERCHANT_LOCALITY must be at most 60 characters that can be seen/);
    expect(read).toThrow(/BRAND_ACCENT must be a colour such as #1d5bbf, dark enough that white text/);
    expect(read).toThrow(/BRAND_LOGO must be the path of a file that can be read/);
    expect(read).toThrow(/BRAND_NAME must be at most 40/);
    expect(read).not.toThrow(/secret|ffcc00/);
    expect(() => testConfig({ BRAND_LOGO: 'docs/images/../contributing.md' })).toThrow(/\.svg or \.png/);
    expect(() => testConfig({ MERCHANT_NAME: 'Acme' })).toThrow(/MERCHANT_NAME must be set together with/);
  });

  it('sends mail from an address of the verified domain only, and expects months in numbers', () => {
    const SIGN_IN_MAIL_FROM = 'desk@Example.com';
    expect(testConfig({ SIGN_IN_MAIL_FROM, SIGN_IN_MAIL_DOMAIN: 'example.com' }).signInMail).toEqual({
      from: SIGN_IN_MAIL_FROM,
      domain: 'example.com',
    });
    expect(testConfig().signInMail).toBeUndefined();
    for (const wrong of [
      { SIGN_IN_MAIL_FROM, SIGN_IN_MAIL_DOMAIN: 'example.org' },
      { SIGN_IN_MAIL_DOMAIN: 'example.com' },
    ])
      expect(() => testConfig(wrong)).toThrow(/SIGN_IN_MAIL_DOMAIN must be the domain of/);
    expect(() => testConfig({ SIGN_IN_MAIL_FROM: 'desk' })).toThrow(/SIGN_IN_MAIL_FROM does not look right/);
    expect(testConfig({ KEEP_SESSIONS_MONTHS: '0' }).keepSessionsMonths).toBe('0');
    expect(testConfig({ KEEP_TRAIL_MONTHS: '12' }).keepTrailMonths).toBe('12');
    expect(testConfig({ KEEP_TRAIL_MONTHS: '0' }).keepTrailMonths).toBeUndefined();
    for (const KEEP_TRAIL_MONTHS of ['1', '11', '012', '1000', '12.5', 'ever'])
      expect(() => testConfig({ KEEP_TRAIL_MONTHS })).toThrow(/KEEP_TRAIL_MONTHS.*from 12/);
    for (const KEEP_SESSIONS_MONTHS of ['-1', '1.5', '1000', 'never'])
      expect(() => testConfig({ KEEP_SESSIONS_MONTHS })).toThrow(/KEEP_SESSIONS_MONTHS.*months/);
  });

  it('takes nobody for an alarm address, and in prod nothing less', () => {
    expect(testConfig({ ALARM_EMAIL: 'nobody' }).alarmEmail).toBeUndefined();
    expect(testConfig({ STAGE: 'dev', ALARM_EMAIL: undefined }).alarmEmail).toBeUndefined();
    expect(() => testConfig({ STAGE: 'prod', ALARM_EMAIL: undefined })).toThrow(/ALARM_EMAIL is missing/);
  });

  it('signs waiting agents out only where SIGN_OUT_WAITING is on', () => {
    expect(testConfig({}).signOutWaiting).toBe(false);
    expect(testConfig({ SIGN_OUT_WAITING: 'off' }).signOutWaiting).toBe(false);
    expect(testConfig({ SIGN_OUT_WAITING: 'on' }).signOutWaiting).toBe(true);
    expect(() => testConfig({ SIGN_OUT_WAITING: 'yes' })).toThrow(/SIGN_OUT_WAITING.*on or off/);
  });

  it('reports settings that belong together even when others are missing', () => {
    const read = () =>
      testConfig({
        PHONE_NUMBER: undefined,
        OIDC_ISSUER: 'https://login.example.com',
        MOCK_PROCESSOR: 'yes',
      });

    expect(read).toThrow(/PHONE_NUMBER is missing/);
    expect(read).toThrow(/OIDC_ISSUER goes together with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET_ARN/);
    expect(read).toThrow(/MOCK_PROCESSOR must be off in prod/);
  });

  it('refuses the stand-in processor in prod without the sentence of consent', () => {
    expect(() => testConfig({ MOCK_PROCESSOR: 'on' })).toThrow(/MOCK_PROCESSOR must be off in prod/);
    expect(testConfig({ MOCK_PROCESSOR: MOCK_CONSENT }).mockProcessor).toBe(true);
    expect(testConfig().mockProcessor).toBe(false);
    expect(testConfig({ STAGE: 'dev' }).mockProcessor).toBe(true);
  });

  it('refuses a Twilio region without Sync', () => {
    expect(() => testConfig({ TWILIO_REGION: 'ie1' })).toThrow(/TWILIO_REGION must be us1/);
  });

  it('accepts on and off for reserved capacity, and does not treat other words as off', () => {
    expect(testConfig().reservedConcurrency).toBe(true);
    expect(testConfig({ RESERVED_CONCURRENCY: 'off' }).reservedConcurrency).toBe(false);
    expect(() => testConfig({ RESERVED_CONCURRENCY: 'yes' })).toThrow(/RESERVED_CONCURRENCY.*on or off/);
  });

  it.each(['aws-desk', 'desk-cognito', '-desk', 'desk-', 'Desk'])(
    'refuses the sign-in host name %s, as Cognito would in the middle of a deployment',
    (prefix) => {
      expect(() => testConfig({ SIGN_IN_DOMAIN_PREFIX: prefix })).toThrow(/SIGN_IN_DOMAIN_PREFIX/);
    },
  );

  it('refuses an unknown stage', () => {
    expect(() => testConfig({ STAGE: 'production' })).toThrow(/STAGE must be dev or prod/);
    expect(() => testConfig({ STAGE: 'production' })).not.toThrow(/production/);
  });

  it('reads a federation only when it is complete', () => {
    const oidc = { OIDC_ISSUER: 'https://login.example.com', OIDC_CLIENT_ID: 'desk' };

    expect(() => testConfig(oidc)).toThrow(/OIDC_CLIENT_SECRET_ARN/);
    expect(testConfig({ ...oidc, OIDC_CLIENT_SECRET_ARN: 'arn' }).federation).toMatchObject({ kind: 'oidc' });
    expect(testConfig({ SAML_METADATA_URL: 'https://login.example.com/saml' }).federation).toMatchObject({
      kind: 'saml',
    });
  });
});
