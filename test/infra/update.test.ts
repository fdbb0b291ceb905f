import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { AssetHashType } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { addStacks } from '#infra/add-stacks.ts';
import { HandlerBundles } from '#infra/bundle-handlers.ts';
import type { Settings } from '#infra/read-settings.ts';
import { MOCK_CONSENT } from '#infra/settings-schema.ts';
import { ENV, type EnvironmentName } from '#lambdas/contract/environment.ts';
import { JOBS } from '#lambdas/contract/jobs.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { REPLACING } from '../support/replacement.ts';
import {
  type Resource,
  type Resources,
  resourcesOf,
  type Update,
  updateOf,
} from '../support/stack-update.ts';
import { STUB_PAGES, testApp, testConfig } from '../support/synth-stack.ts';

const NOTHING: Update = {
  left: [],
  added: [],
  removed: [],
  replaced: [],
  changed: [],
  runs: [],
  refused: [],
  endangered: [],
};

const SERVICES = 'Custom::TwilioServices TwilioServices';
const NUMBER = 'Custom::TwilioPhoneNumber TwilioPhoneNumber';
const ASSETS = 'Custom::CDKBucketDeployment PagesAssetsCustomResource512MiB';
const PAGE = 'Custom::CDKBucketDeployment PagesPageCustomResource512MiB';
const DEPLOYMENT = 'ApiGateway::Deployment ApiRestDeployment';
const AUDIT = 'DynamoDB::Table StoreAudit';
const STREAM = 'Lambda::EventSourceMapping TlogTrail';
const SESSIONS = 'DynamoDB::Table StoreSessionItems';
const SIGN_IN_DOMAIN = 'Cognito::UserPoolDomain SignInUsersDomain';
const ADDRESSED = [
  'CloudFront::Distribution SiteDistribution',
  'Cognito::UserPoolClient SignInDesk',
  ...readersOf(ENV.deskUrl),
];

const DOMAIN = domain('pay.example.com');
const SAML = { SAML_METADATA_URL: 'https://login.example.com/saml' };
const OIDC = {
  OIDC_ISSUER: 'https://login.example.com',
  OIDC_CLIENT_ID: 'desk',
  OIDC_CLIENT_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oidc-AbCdEf',
};

interface Case {
  readonly from?: Settings;
  readonly to: Settings;
  /** All that the update does: what is not named here, it leaves alone. */
  readonly does: Partial<Update>;
}

const CASES: Readonly<Record<string, Case>> = {
  'nothing changed': { from: { STAGE: 'prod' }, to: {}, does: {} }, // synthesised twice
  'another Twilio account': {
    to: { TWILIO_ACCOUNT_SID: `AC${'2'.repeat(32)}` },
    does: {
      runs: [NUMBER, SERVICES],
      changed: readersOf(ENV.twilioAccountSid),
    },
  },
  'another version of the secret': {
    from: { TWILIO_SECRET_VERSION: 'first' },
    to: { TWILIO_SECRET_VERSION: 'second' },
    does: { runs: [SERVICES] },
  },
  'another phone number': {
    to: { PHONE_NUMBER: '+15005550007' },
    does: { runs: [NUMBER], changed: readersOf(ENV.phoneNumber) },
  },
  'a domain of its own': { to: DOMAIN, does: { changed: ADDRESSED } },
  'another domain': { from: DOMAIN, to: domain('desk.example.com'), does: { changed: ADDRESSED } },
};

/** Updates that may change much, but neither what is stored nor anything at Twilio. */
const HARMLESS: Readonly<Record<string, Settings>> = {
  'more payments a second': { PAYMENTS_PER_SECOND: '100' },
  'no reserved capacity': { RESERVED_CONCURRENCY: 'off' },
  "a company's own sign-in": SAML,
  'a sender of mail': { SIGN_IN_MAIL_FROM: 'desk@example.com' },
  'another time to keep sessions': { KEEP_SESSIONS_MONTHS: '12' },
  'a time to keep the trail': { KEEP_TRAIL_MONTHS: '24' },
  'a system that embeds the panel': { EMBED_CLIENTS: 'acme=https://crm.example.com' },
};

const synthesised = new Map<string, Resources>();

afterEach(() => {
  jest.restoreAllMocks();
});

describe('an update of a live stage', () => {
  it.each(Object.entries(CASES))('with %s', (_name, { from = {}, to, does }) => {
    expect(updateOf(resourcesWith(from), resourcesWith(to))).toEqual({ ...NOTHING, ...does });
  });

  it.each(Object.entries(HARMLESS))('with %s replaces nothing and does not call Twilio', (_name, to) => {
    const { changed, added, ...others } = updateOf(resourcesWith({}), resourcesWith(to));

    expect([...changed, ...added]).not.toEqual([]);
    // A gateway with other routes is deployed anew.
    const removed = others.removed.filter((it) => it !== DEPLOYMENT);
    expect({ ...others, removed }).toEqual({
      ...others,
      removed: [],
      replaced: [],
      refused: [],
      endangered: [],
    });
    expect(others.runs.filter((it) => it !== PAGE)).toEqual([]);
  });

  it('without the stand-in processor takes away all of it but its log', () => {
    const before = resourcesWith({ MOCK_PROCESSOR: MOCK_CONSENT });
    const update = updateOf(before, resourcesWith({ MOCK_PROCESSOR: 'off' }));
    const { removed, changed } = update;

    expect(update).toEqual({ ...NOTHING, removed, changed, added: [DEPLOYMENT], runs: [PAGE] });
    expect(removed.filter((it) => !/mockPaymentProcessor/i.test(it))).toEqual([DEPLOYMENT]);
    expect(removed).toContain(functionOf('MockPaymentProcessor'));
    expect(changed.map((it) => it.split(' ')[0])).toEqual([
      'ApiGateway::Stage',
      'CloudWatch::Dashboard',
      ...Array(4).fill('Logs::QueryDefinition'),
    ]);
    expect(find(before, 'MockPaymentProcessorLog').DeletionPolicy).toBe('Retain');
  });

  it('with other code changes functions and pages only', () => {
    const before = resourcesOfVersion('first');
    const update = updateOf(before, resourcesOfVersion('second'));
    const { changed } = update;

    expect(update).toEqual({ ...NOTHING, changed, runs: [ASSETS, PAGE] });
    const handlers = Object.entries(before).filter(
      ([key, { Type }]) => Type === 'AWS::Lambda::Function' && key.includes('/Handlers'),
    );
    expect(handlers.length).toBeGreaterThan(15);
    expect(changed).toHaveLength(handlers.length);
    expect(changed.filter((it) => !it.startsWith('Lambda::Function Handlers'))).toEqual([]);
  });
});

describe('a stage moved elsewhere', () => {
  it.each([
    ['us-east-1', 'eu-west-1'],
    ['eu-west-1', 'us-east-1'],
    ['eu-west-1', 'ap-southeast-2'],
  ])('from %s to %s is a new one beside the former', (from, to) => {
    const before = resourcesWith({ AWS_REGION: from });
    const after = resourcesWith({ AWS_REGION: to });
    const update = updateOf(before, after);

    expect(update).toEqual({ ...NOTHING, left: stacksIn(before), added: update.added });
    expect(update.added).toEqual(expect.arrayContaining([NUMBER, SERVICES]));
    expect(nameAtTwilio(after)).not.toBe(nameAtTwilio(before));
  });

  it('from dev to prod is a new one that keeps what dev would delete', () => {
    const dev = resourcesWith({ STAGE: 'dev', MOCK_PROCESSOR: 'off' });
    const prod = resourcesWith({});
    const update = updateOf(dev, prod);

    expect(update).toEqual({ ...NOTHING, left: stacksIn(dev), added: update.added });
    expect(nameAtTwilio(prod)).not.toBe(nameAtTwilio(dev));
    // Resource by resource: the same tables, pool and keys; only the firewalls' logs are named after the stage.
    expect(updateOf(inOneStack(dev), inOneStack(prod)).endangered).toEqual(FIREWALL_LOGS);
    for (const id of KEPT) {
      expect([id, find(dev, id).DeletionPolicy]).toEqual([id, 'Delete']);
      expect([id, find(prod, id).DeletionPolicy]).toEqual([id, 'Retain']);
    }
  });
});

const FIREWALL_LOGS = ['Logs::LogGroup ApiFirewallFirewallLog', 'Logs::LogGroup EdgeFirewallFirewallLog'];

const KEPT = [
  'StoreAudit',
  'StoreSessionItems',
  'KeysData',
  'KeysOperations',
  'SignInUsers',
  'SignInUsersAgents',
  'SignInUsersSupervisors',
  'SiteAccessLogs',
  'ApiAccessLog',
  'ApiExecutionLog',
  'HandlersLog',
];

describe('a new version', () => {
  it('leaves the logs behind that handlers had each for itself', () => {
    const after = resourcesWith({});
    const log = find(after, 'HandlersLog');
    const before = { ...after, 'agent-assist-pay-prod@us-east-1/HandlersTwimlLog0A1B2C3D': log };
    expect(updateOf(before, after)).toEqual({ ...NOTHING, removed: ['Logs::LogGroup HandlersTwimlLog'] });
  });

  it('adds an index to the sessions in place, one at a time, and touches no data', () => {
    const after = resourcesWith({});
    const { GlobalSecondaryIndexes, AttributeDefinitions } = find(after, 'StoreSessionItems')
      .Properties as Record<string, readonly Record<string, unknown>[]>;
    const before = changed(after, 'StoreSessionItems', {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes?.filter(({ IndexName }) => IndexName !== 'byTerm'),
      AttributeDefinitions: AttributeDefinitions?.filter(({ AttributeName }) => AttributeName !== 'listTerm'),
    });
    expect(before).not.toEqual(after);
    expect(updateOf(before, after)).toEqual({ ...NOTHING, changed: [SESSIONS] });

    // CloudFormation creates one index of a table in an update, and fails at a second.
    const THERE = ['byMonth', 'byAgent', 'byCall', 'byReference', 'byStatus'];
    const added = GlobalSecondaryIndexes?.filter(({ IndexName }) => !THERE.includes(String(IndexName)));
    expect(added?.length).toBeLessThanOrEqual(1);
  });
});

describe('the comparison', () => {
  const live = resourcesWith({});

  it('knows every type of our templates', () => {
    const kinds = [live, resourcesWith(OIDC), resourcesWith({ ...SAML, AWS_REGION: 'eu-west-1' })];
    const types = kinds.flatMap((resources) => Object.values(resources).map(({ Type }) => Type));
    expect([...new Set(types)].filter((type) => !REPLACING[type])).toEqual([]);
  });

  it('sees data that loses its protection', () => {
    const dev = resourcesWith({ STAGE: 'dev', MOCK_PROCESSOR: 'off' });
    const { endangered } = updateOf(inOneStack(live), inOneStack(dev));
    for (const id of KEPT) expect(endangered.map((it) => it.split(' ')[1])).toContain(id);
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['another key', { KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }] }, [AUDIT, STREAM]],
    [
      'no recovery to a point in time',
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } },
      [],
    ],
    ['no rule against changes', { ResourcePolicy: undefined }, []],
    ['no stream', { StreamSpecification: undefined }, []],
  ])('sees a table with %s', (_name, properties, replaced) => {
    const after = changed(live, 'StoreAudit', properties);
    expect(updateOf(live, after)).toMatchObject({ replaced, endangered: [AUDIT] });
  });

  it('sees a table that got another logical id, though the former is retained', () => {
    const after = Object.fromEntries(
      Object.entries(live).map(([key, it]) => [key.replace('/StoreAudit', '/LedgerAudit'), it]),
    );
    const { endangered, removed } = updateOf(live, after);
    expect(removed).toEqual([AUDIT]);
    expect(endangered).toEqual([AUDIT]);
  });
});

describe('CloudFormation cannot', () => {
  it('put a new user pool in place of one with the same domain', () => {
    const another = { USERNAMES_CASE_SENSITIVE: 'on' };
    const update = updateOf(resourcesWith({}), resourcesWith(another));
    expect(update.endangered).toContain('Cognito::UserPool SignInUsers');
    expect(update.refused).toEqual([SIGN_IN_DOMAIN]);

    const withItsOwn = { ...another, SIGN_IN_DOMAIN_PREFIX: 'another' };
    expect(updateOf(resourcesWith({}), resourcesWith(withItsOwn)).refused).toEqual([]);
  });

  it('give the same pool another domain', () => {
    const { refused } = updateOf(resourcesWith({}), resourcesWith({ SIGN_IN_DOMAIN_PREFIX: 'another' }));
    expect(refused).toEqual([SIGN_IN_DOMAIN]);
  });

  it('go from SAML to OIDC in one step, but in two', () => {
    expect(updateOf(resourcesWith(SAML), resourcesWith(OIDC)).refused).toEqual([
      'Cognito::UserPoolIdentityProvider SignInOidc',
    ]);
    expect(updateOf(resourcesWith(SAML), resourcesWith({})).refused).toEqual([]);
    expect(updateOf(resourcesWith({}), resourcesWith(OIDC)).refused).toEqual([]);
  });
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What is synthesised when every handler and the pages are of one version. */
function resourcesOfVersion(version: string): Resources {
  const pages = mkdtempSync(join(tmpdir(), 'pages-'));
  folders.push(pages);
  cpSync(STUB_PAGES, pages, { recursive: true });
  writeFileSync(join(pages, 'index.html'), version);
  mkdirSync(join(pages, 'assets'));
  writeFileSync(join(pages, 'assets', `desk-${version}.js`), version);
  jest
    .spyOn(HandlerBundles.prototype, 'codeOf')
    .mockImplementation((name) =>
      Code.fromAsset(STUB_PAGES, { assetHash: `${name} ${version}`, assetHashType: AssetHashType.CUSTOM }),
    );
  return synthesise({}, pages);
}

function resourcesWith(settings: Settings): Resources {
  const key = JSON.stringify(settings);
  const resources = synthesised.get(key) ?? synthesise(settings);
  synthesised.set(key, resources);
  return resources;
}

function synthesise(settings: Settings, pages = STUB_PAGES): Resources {
  const app = testApp();
  addStacks(app, testConfig(settings), pages);
  return resourcesOf(app);
}

/** The same resources, as if all were in one stack whose name never changes. */
function inOneStack(resources: Resources): Resources {
  return Object.fromEntries(
    Object.entries(resources).map(([key, it]) => [key.replace(/^[^/]+/, 'stage'), it]),
  );
}

function changed(resources: Resources, id: string, properties: Record<string, unknown>): Resources {
  return Object.fromEntries(
    Object.entries(resources).map(([key, it]) =>
      isCalled(key, id) ? [key, { ...it, Properties: { ...it.Properties, ...properties } }] : [key, it],
    ),
  );
}

/** @param id logical id; its hash may be left out */
function find(resources: Resources, id: string): Resource {
  const found = Object.entries(resources).find(([key]) => isCalled(key, id));
  if (!found) throw new Error(`Failed to find ${id}: the template has no such resource.`);
  return found[1];
}

function isCalled(key: string, id: string): boolean {
  return new RegExp(`/\\w*?${id}[0-9A-F]{8}$`).test(key);
}

function nameAtTwilio(resources: Resources): unknown {
  return find(resources, 'TwilioServices').Properties?.name;
}

function stacksIn(resources: Resources): readonly string[] {
  return [...new Set(Object.keys(resources).map((key) => key.replace(/\/.*/, '')))].sort();
}

function functionOf(handler: string): string {
  return `Lambda::Function Handlers${handler}Function`;
}

/** The functions of a prod stage that read a setting. */
function readersOf(setting: EnvironmentName): readonly string[] {
  // A stage that nobody embeds has no panel.
  const usual = ROUTES.filter(({ auth }) => !['client', 'grant', 'panel'].includes(auth.kind));
  return [...usual, ...JOBS]
    .filter(({ environment }) => environment.includes(setting))
    .map(({ name }) => functionOf(name.charAt(0).toUpperCase() + name.slice(1)))
    .sort();
}

function domain(name: string): Settings {
  return { SITE_DOMAIN: name, SITE_CERTIFICATE_ARN: 'arn:aws:acm:us-east-1:111122223333:certificate/0' };
}
