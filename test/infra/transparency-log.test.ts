import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { PERMISSIONS } from '#infra/permissions.ts';
import { MOCK_CONSENT } from '#infra/settings-schema.ts';
import { synthTemplate, testConfig } from '../support/synth-stack.ts';

const WEBHOOKS = 'crm=https://crm.example.com/payments';
const prod = synthTemplate({
  MOCK_PROCESSOR: MOCK_CONSENT,
  EMBED_CLIENTS: 'acme=https://crm.example.com',
  WEBHOOKS,
});
const dev = synthTemplate({ STAGE: 'dev' });

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

const EVERYBODY = { AWS: '*' };
const roleOf = (template: Template, handler: string) => ({
  'Fn::GetAtt': [idOf(template, 'AWS::IAM::Role', `Handlers${handler}Role`), 'Arn'],
});

describe('the bucket of the log', () => {
  it('keeps every version, under a lock that nobody can lift in prod', () => {
    const [prodBucket, devBucket] = [prod, dev].map((template) =>
      resource(template, 'AWS::S3::Bucket', 'TlogBucket'),
    );

    expect(prodBucket?.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(devBucket?.Properties).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
    });
    expect([prodBucket?.DeletionPolicy, devBucket?.DeletionPolicy]).toEqual(['Retain', 'Retain']);
  });

  it('is locked for as long as the stage says, a year in prod at least', () => {
    const locked = resource(synthTemplate({ TLOG_LOCK_DAYS: '2555' }), 'AWS::S3::Bucket', 'TlogBucket');

    expect(locked.Properties).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2_555 } } },
    });
    expect(testConfig({ STAGE: 'dev', TLOG_LOCK_DAYS: '7' }).lockDays).toBe(7);
    expect(() => testConfig({ TLOG_LOCK_DAYS: '365' })).toThrow(
      /TLOG_LOCK_DAYS must be at least 366 in prod/,
    );
    expect(() => testConfig({ STAGE: 'dev', TLOG_LOCK_DAYS: '0' })).toThrow(/TLOG_LOCK_DAYS.*from 1 to 9999/);
  });

  it('lets nothing expire but former versions of what is replaced: the hashes, leaves and history stay', () => {
    const { Properties } = resource(prod, 'AWS::S3::Bucket', 'TlogBucket');

    expect(Properties.LifecycleConfiguration).toEqual({
      Rules: ['state', 'checkpoint'].map((Prefix) => ({
        Prefix,
        NoncurrentVersionExpiration: { NoncurrentDays: 400 },
        Status: 'Enabled',
      })),
    });
  });

  it('refuses removals and changes of a lock to everybody in prod', () => {
    expect(statement(prod, 'AWS::S3::BucketPolicy', 'TlogBucket', 'NobodyRemoves')).toEqual({
      Sid: 'NobodyRemoves',
      Effect: 'Deny',
      Principal: EVERYBODY,
      Action: [
        's3:BypassGovernanceRetention',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:PutBucketObjectLockConfiguration',
        's3:PutBucketVersioning',
        's3:PutObjectLegalHold',
        's3:PutObjectRetention',
        's3:PutReplicationConfiguration',
        's3:ReplicateDelete',
        's3:ReplicateObject',
      ],
      Resource: [bucket(prod), objects(prod, '*')],
    });
    expect(resource(prod, 'AWS::S3::BucketPolicy', 'TlogBucket').DeletionPolicy).toBe('Retain');
  });

  it('can be emptied in dev, by a command that bypasses the lock', () => {
    expect(sids(dev, 'AWS::S3::BucketPolicy', 'TlogBucket')).not.toContain('NobodyRemoves');
    expect(sids(dev, 'AWS::S3::BucketPolicy', 'TlogBucket')).toEqual(
      expect.arrayContaining(['NobodyElseWrites', 'WrittenOnce', 'ReplacedAsRead']),
    );
  });

  it('takes objects from the seal only, over TLS', () => {
    for (const template of [prod, dev]) {
      expect(statement(template, 'AWS::S3::BucketPolicy', 'TlogBucket', 'NobodyElseWrites')).toEqual({
        Sid: 'NobodyElseWrites',
        Effect: 'Deny',
        Principal: EVERYBODY,
        Action: 's3:PutObject',
        Resource: objects(template, '*'),
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleOf(template, 'Seal') } },
      });
      expect(statements(template, 'AWS::S3::BucketPolicy', 'TlogBucket')).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Principal: EVERYBODY,
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  it('takes what is written once only where there is nothing, and the rest only instead of what was read', () => {
    const WHEN = { WrittenOnce: ['tile/*', 'history/*'], ReplacedAsRead: ['state', 'checkpoint'] };
    const missing = {
      WrittenOnce: ['s3:if-none-match'],
      ReplacedAsRead: ['s3:if-none-match', 's3:if-match'],
    };
    for (const template of [prod, dev])
      for (const sid of ['WrittenOnce', 'ReplacedAsRead'] as const)
        expect(statement(template, 'AWS::S3::BucketPolicy', 'TlogBucket', sid)).toEqual({
          Sid: sid,
          Effect: 'Deny',
          Principal: EVERYBODY,
          Action: 's3:PutObject',
          Resource: WHEN[sid].map((name) => objects(template, name)),
          Condition: { Null: Object.fromEntries(missing[sid].map((key) => [key, 'true'])) },
        });
  });
});

describe('the key of the log', () => {
  it('is for Ed25519 signatures, and outlives a stage with data', () => {
    const key = resource(prod, 'AWS::KMS::Key', 'TlogKey');

    expect(key.Properties).toMatchObject({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' });
    expect(key.DeletionPolicy).toBe('Retain');
    expect(resource(dev, 'AWS::KMS::Key', 'TlogKey').DeletionPolicy).toBe('Delete');
  });

  it('signs for the seal and nobody else, notes and nothing else', () => {
    const SIGNED_SO = { 'kms:SigningAlgorithm': 'ED25519_SHA_512', 'kms:MessageType': 'RAW' };
    const seal = roleOf(prod, 'Seal');

    expect(resource(prod, 'AWS::KMS::Key', 'TlogKey').Properties.KeyPolicy).toMatchObject({
      Statement: [
        {
          Sid: 'TheAccountAdministers',
          Effect: 'Allow',
          NotAction: ['kms:Sign', 'kms:CreateGrant'],
          Resource: '*',
        },
        {
          Sid: 'TheSealSigns',
          Effect: 'Allow',
          Principal: { AWS: seal },
          Action: 'kms:Sign',
          Resource: '*',
          Condition: { StringEquals: SIGNED_SO },
        },
        {
          Sid: 'NobodyElseSigns',
          Effect: 'Deny',
          Principal: EVERYBODY,
          Action: 'kms:Sign',
          Resource: '*',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': seal } },
        },
      ],
    });
    expect(rights(prod, 'Seal')).toContainEqual(
      expect.objectContaining({ Action: 'kms:Sign', Condition: { StringEquals: SIGNED_SO } }),
    );
    const others = Object.values(prod.findResources('AWS::IAM::ManagedPolicy')).filter((policy) =>
      JSON.stringify(policy).includes('kms:Sign'),
    );
    expect(others).toHaveLength(1);
  });
});

describe('the seal', () => {
  it('is called with every change of the audit table, from the first, and leaves none out', () => {
    const [mapping, ...more] = Object.values(prod.findResources('AWS::Lambda::EventSourceMapping'));

    expect(more).toEqual([]);
    expect(mapping?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [idOf(prod, 'AWS::DynamoDB::Table', 'StoreAudit'), 'StreamArn'] },
      FunctionName: { Ref: idOf(prod, 'AWS::Lambda::Function', 'HandlersSealFunction') },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 30,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
    });
    expect(mapping?.Properties).not.toHaveProperty('MaximumRecordAgeInSeconds');
    expect(mapping?.Properties).not.toHaveProperty('FilterCriteria');
    expect(resource(prod, 'AWS::DynamoDB::Table', 'StoreAudit').Properties.StreamSpecification).toMatchObject(
      {
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    );
  });

  it('is called every minute, once, and has 55 seconds', () => {
    const rules = Object.values(prod.findResources('AWS::Events::Rule')).filter(({ Properties }) =>
      JSON.stringify(Properties.Targets).includes('HandlersSealFunction'),
    );

    expect(rules).toHaveLength(1);
    expect(rules[0]?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    expect(resource(prod, 'AWS::Lambda::Function', 'HandlersSealFunction').Properties.Timeout).toBe(55);
  });

  it('finds the bucket, the key and the origin in its environment, as the outputs name them', () => {
    const values = {
      TlogBucket: { Ref: idOf(prod, 'AWS::S3::Bucket', 'TlogBucket') },
      TlogKey: { 'Fn::GetAtt': [idOf(prod, 'AWS::KMS::Key', 'TlogKey'), 'Arn'] },
      TlogOrigin: 'agent-assist-pay/prod/111122223333/us-east-1',
    };
    for (const [name, Value] of Object.entries(values)) prod.hasOutput(name, { Value });
    expect(
      resource(prod, 'AWS::Lambda::Function', 'HandlersSealFunction').Properties.Environment,
    ).toMatchObject({
      Variables: {
        TLOG_BUCKET: values.TlogBucket,
        TLOG_KEY_ID: values.TlogKey,
        TLOG_ORIGIN: values.TlogOrigin,
      },
    });
  });

  it('writes the names of the log only, signs, reads the trail, and deletes nothing', () => {
    const names = ['state', 'checkpoint', 'tile/*', 'history/*'].map((name) => objects(prod, name));
    const seal = rights(prod, 'Seal');

    expect(seal).toContainEqual({
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: names,
    });
    expect(seal).toContainEqual({
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:ListBucketVersions'],
      Resource: bucket(prod),
    });
    expect(seal.flatMap(({ Action }) => Action).sort()).toEqual(
      [
        ...[
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        ...['dynamodb:Scan', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
        ...['kms:GetPublicKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:Sign', 'logs:CreateLogStream'],
        ...['logs:PutLogEvents', 's3:GetObject', 's3:ListBucket', 's3:ListBucketVersions', 's3:PutObject'],
        ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      ].sort(),
    );
  });
});

it('nobody but the seal writes to the log, and only getSeal reads it, not its state', () => {
  const touching = Object.entries(prod.findResources('AWS::IAM::ManagedPolicy')).filter(([, policy]) =>
    JSON.stringify(policy).includes('TlogBucket'),
  );

  expect(touching.map(([id]) => id.replace(/^Handlers(\w+)Permissions.*/, '$1')).sort()).toEqual([
    'GetSeal',
    'Seal',
  ]);
  expect(rights(prod, 'GetSeal').filter((it) => JSON.stringify(it).includes('TlogBucket'))).toEqual([
    {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: ['checkpoint', 'tile/*', 'history/*'].map((name) => objects(prod, name)),
    },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket(prod) },
  ]);
});

describe('the policy of the audit table', () => {
  it('lets nobody change an event', () => {
    for (const template of [prod, dev])
      expect(statement(template, 'AWS::DynamoDB::Table', 'StoreAudit', 'NobodyChangesAnEvent')).toEqual({
        Sid: 'NobodyChangesAnEvent',
        Effect: 'Deny',
        Principal: EVERYBODY,
        Action: ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'].map(
          (action) => `dynamodb:${action}`,
        ),
        Resource: '*',
      });
  });

  it('lets only the functions add one that have a right to, by the exact names of their roles', () => {
    const made = (template: Template) => Object.keys(template.findResources('AWS::IAM::Role')).join();
    for (const template of [prod, dev]) {
      const appending = Object.entries(PERMISSIONS)
        .filter(([, { audit = [] }]) => audit.some((right) => right.startsWith('append')))
        .map(([name]) => name.charAt(0).toUpperCase() + name.slice(1))
        .filter((name) => made(template).includes(`Handlers${name}Role`));
      const { Condition, ...rest } = statement(
        template,
        'AWS::DynamoDB::Table',
        'StoreAudit',
        'OnlyTheseAdd',
      );

      expect(rest).toEqual({
        Sid: 'OnlyTheseAdd',
        Effect: 'Deny',
        Principal: EVERYBODY,
        Action: ['dynamodb:PutItem', 'dynamodb:PartiQLInsert'],
        Resource: '*',
      });
      const { ArnNotEquals, ...others } = Condition as { ArnNotEquals: Record<string, unknown[]> };
      expect(others).toEqual({});
      expect(Object.keys(ArnNotEquals)).toEqual(['aws:PrincipalArn']);
      const roles = ArnNotEquals['aws:PrincipalArn'] ?? [];
      expect(roles.map((role) => JSON.stringify(role)).sort()).toEqual(
        appending.map((name) => JSON.stringify(roleOf(template, name))).sort(),
      );
      expect(roles.length).toBeGreaterThan(10);
      template.hasOutput('AuditAppenders', { Value: { 'Fn::Join': [',', roles] } });
    }
  });
});

function idOf(template: Template, type: string, start: string): string {
  const found = Object.keys(template.findResources(type)).filter(
    (id) => id.startsWith(start) && /^(?:Policy)?[0-9A-F]{8}$/.test(id.slice(start.length)),
  );
  if (found.length !== 1) throw new Error(`The template has ${found.length} resources ${type} ${start}.`);
  return found[0] ?? '';
}

function resource(template: Template, type: string, start: string): Resource {
  return template.findResources(type)[idOf(template, type, start)] as Resource;
}

/** The statements of the policy attached to it. */
function statements(template: Template, type: string, start: string): readonly Statement[] {
  interface Policy {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }
  const { Properties } = resource(template, type, start);
  const { ResourcePolicy, ...own } = Properties as unknown as Policy & { readonly ResourcePolicy?: Policy };
  return (ResourcePolicy ?? own).PolicyDocument.Statement;
}

function statement(template: Template, type: string, start: string, sid: string): Statement {
  const found = statements(template, type, start).find(({ Sid }) => Sid === sid);
  if (!found) throw new Error(`No statement of ${start} is called ${sid}.`);
  return found;
}

function sids(template: Template, type: string, start: string): readonly (string | undefined)[] {
  return statements(template, type, start).map(({ Sid }) => Sid);
}

function rights(template: Template, handler: string): readonly Statement[] {
  return statements(template, 'AWS::IAM::ManagedPolicy', `Handlers${handler}Permissions`);
}

function bucket(template: Template) {
  return { 'Fn::GetAtt': [idOf(template, 'AWS::S3::Bucket', 'TlogBucket'), 'Arn'] };
}

function objects(template: Template, name: string) {
  return { 'Fn::Join': ['', [bucket(template), `/${name}`]] };
}
