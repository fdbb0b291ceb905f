import { describe, expect, it } from '@jest/globals';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { PACK, PciDss401Checks, RULES } from '#infra/rules/pci-dss-401-checks.ts';
import { testApp } from '../../support/synth-stack.ts';

/** Resources of a small stack: type, properties, and what becomes of it when the stack goes. */
type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: object; readonly DeletionPolicy?: string }>
>;

interface Case {
  readonly sound: Resources;
  /** What each breaks; all that is not said is as in `sound`. */
  readonly broken: Readonly<Record<string, Resources>>;
  readonly isProtected?: true;
}

const one = (Type: string, Properties: object, DeletionPolicy?: string) => ({
  Type,
  Properties,
  ...(DeletionPolicy ? { DeletionPolicy } : {}),
});
const at = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const policy = (...Statement: object[]) => ({ PolicyDocument: { Statement } });
const allow = (Action: string | string[], Resource: unknown = at('It')) => ({
  Effect: 'Allow',
  Action,
  Resource,
});
/** Sound, and each property of the broken ones in its place. */
const variants = (type: string, sound: object, broken: Readonly<Record<string, object>>): Case => ({
  sound: { It: one(type, sound) },
  broken: Object.fromEntries(
    Object.entries(broken).map(([name, changed]) => [name, { It: one(type, { ...sound, ...changed }) }]),
  ),
});

const TRAIL = {
  KeySchema: [{ AttributeName: 'paySid' }, { AttributeName: 'sequence' }],
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
};
const DENY = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'].map(
    (action) => `dynamodb:${action}`,
  ),
};
const trailWith = (statement: object) => ({
  It: one('AWS::DynamoDB::Table', { ...TRAIL, ResourcePolicy: policy(statement) }),
});
const FED = {
  It: one('AWS::DynamoDB::Table', { ...TRAIL, ResourcePolicy: policy(DENY) }),
  Seal: one('AWS::Lambda::Function', { Environment: { Variables: { TLOG_BUCKET: { Ref: 'LogBucket' } } } }),
  Feed: one('AWS::Lambda::EventSourceMapping', { EventSourceArn: { 'Fn::GetAtt': ['It', 'StreamArn'] } }),
};
const locked = (changed: object = {}) => ({
  It: one('AWS::S3::Bucket', {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
    VersioningConfiguration: { Status: 'Enabled' },
    ...changed,
  }),
  Seal: one('AWS::Lambda::Function', { Environment: { Variables: { TLOG_BUCKET: { Ref: 'It' } } } }),
});
const kept = (DefaultRetention: object) =>
  locked({ ObjectLockConfiguration: { Rule: { DefaultRetention } } });
const SEAL_SIGNS = { ...allow('kms:Sign', '*'), Principal: { AWS: at('Seal') } };
const OTHERS_ADMINISTER = { Effect: 'Allow', NotAction: ['kms:Sign'], Principal: { AWS: 'root' } };
const signingKey = (...Statement: object[]) =>
  one('AWS::KMS::Key', { KeyUsage: 'SIGN_VERIFY', KeyPolicy: { Statement } });
const SIGNING_KEY = signingKey(OTHERS_ADMINISTER, SEAL_SIGNS);
const signer = (resource: unknown = at('It'), Roles: object[] = [{ Ref: 'Seal' }]) =>
  one('AWS::IAM::ManagedPolicy', { ...policy(allow('kms:Sign', resource)), Roles });
const CARDS = (Operation: object) => ({
  DataProtectionPolicy: {
    Statement: [
      { Operation, DataIdentifier: ['arn:aws:dataprotection::aws:data-identifier/CreditCardNumber'] },
    ],
  },
});
const PLAIN = { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const SITE = {
  DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' },
  CacheBehaviors: [{ ViewerProtocolPolicy: 'https-only' }],
  Origins: [{ CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] } }],
  ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
  WebACLId: 'acl',
};
const site = (changed: object) => ({ DistributionConfig: { ...SITE, ...changed } });
const headers = (changed: object = {}) => ({
  ResponseHeadersPolicyConfig: {
    SecurityHeadersConfig: {
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
      ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; script-src 'self'" },
      ...changed,
    },
  },
});
const csp = (ContentSecurityPolicy: string) => headers({ ContentSecurityPolicy: { ContentSecurityPolicy } });
const MANAGED = {
  Statement: { ManagedRuleGroupStatement: { Name: 'common' } },
  OverrideAction: { None: {} },
  VisibilityConfig: { SampledRequestsEnabled: false },
};
const RATE = {
  Statement: { RateBasedStatement: { Limit: 100 } },
  Action: { Block: {} },
  VisibilityConfig: { SampledRequestsEnabled: false },
};
const acl = (...Rules: object[]) => ({ Rules, VisibilityConfig: { SampledRequestsEnabled: false } });
const redacted = (...names: string[]) => ({
  RedactedFields: names.map((Name) => (Name === 'query' ? { QueryString: {} } : { SingleHeader: { Name } })),
});
const password = (changed: object) => ({
  Policies: {
    PasswordPolicy: {
      MinimumLength: 12,
      RequireNumbers: true,
      RequireLowercase: true,
      PasswordHistorySize: 4,
      ...changed,
    },
  },
});

/** For every rule of the pack a stack that keeps it, and at least one that does not. */
const CASES: Readonly<Record<string, Case>> = {
  TableEncryptedByOwnKey: variants(
    'AWS::DynamoDB::Table',
    { KeySchema: [], SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: at('Key') } },
    {
      'no encryption of its own': { SSESpecification: undefined },
      "AWS's key": { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } },
    },
  ),
  KeyRotates: {
    sound: {
      It: one('AWS::KMS::Key', { EnableKeyRotation: true }),
      Signs: one('AWS::KMS::Key', { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' }),
    },
    broken: { 'no rotation': { It: one('AWS::KMS::Key', {}) } },
  },
  TableRecoverable: variants(
    'AWS::DynamoDB::Table',
    { KeySchema: [], PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    {
      none: { PointInTimeRecoverySpecification: undefined },
      off: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } },
    },
  ),
  TableUndeletable: {
    isProtected: true,
    sound: {
      It: one('AWS::DynamoDB::Table', { KeySchema: [], DeletionProtectionEnabled: true }, 'Retain'),
    },
    broken: {
      'no protection': { It: one('AWS::DynamoDB::Table', { KeySchema: [] }, 'Retain') },
      'goes with the stack': {
        It: one('AWS::DynamoDB::Table', { KeySchema: [], DeletionProtectionEnabled: true }, 'Delete'),
      },
    },
  },
  BucketPrivate: variants(
    'AWS::S3::Bucket',
    {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    },
    {
      'says nothing': { PublicAccessBlockConfiguration: undefined },
      'lets a policy make it public': {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: false,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    },
  ),
  BucketEncrypted: variants(
    'AWS::S3::Bucket',
    {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    },
    { none: { BucketEncryption: undefined } },
  ),
  TrailAppendOnly: {
    sound: trailWith(DENY),
    broken: {
      'no policy': { It: one('AWS::DynamoDB::Table', TRAIL) },
      'an action is left out': trailWith({ ...DENY, Action: DENY.Action.slice(1) }),
      'only some are refused': trailWith({ ...DENY, Principal: { AWS: 'arn:aws:iam::1:role/one' } }),
      'only under a condition': trailWith({ ...DENY, Condition: { Bool: {} } }),
      'it allows': trailWith({ ...DENY, Effect: 'Allow' }),
    },
  },
  TrailStreamed: {
    sound: FED,
    broken: {
      'no stream': { ...FED, It: one('AWS::DynamoDB::Table', { ...TRAIL, StreamSpecification: undefined }) },
      'keys only': {
        ...FED,
        It: one('AWS::DynamoDB::Table', { ...TRAIL, StreamSpecification: { StreamViewType: 'KEYS_ONLY' } }),
      },
      'nobody listens': {
        ...FED,
        Feed: one('AWS::Lambda::EventSourceMapping', { EventSourceArn: at('Other') }),
      },
    },
  },
  LogBucketLocked: {
    isProtected: true,
    sound: locked(),
    broken: {
      'no lock': locked({ ObjectLockEnabled: undefined }),
      'no retention by default': locked({ ObjectLockConfiguration: undefined }),
      'one who may can shorten it': kept({ Mode: 'GOVERNANCE', Days: 400 }),
      'for a month': kept({ Mode: 'COMPLIANCE', Days: 30 }),
      'no versions': locked({ VersioningConfiguration: undefined }),
    },
  },
  SigningKeyOfOne: {
    sound: { It: SIGNING_KEY, One: signer(), Else: signer(at('OtherKey'), [{ Ref: 'Other' }]) },
    broken: {
      'no policy': { It: one('AWS::KMS::Key', { KeyUsage: 'SIGN_VERIFY' }) },
      'the account by its policy': {
        It: signingKey({ ...OTHERS_ADMINISTER, NotAction: 'kms:CreateGrant' }, SEAL_SIGNS),
      },
      'two by its policy': {
        It: signingKey({ ...SEAL_SIGNS, Principal: { AWS: [at('Seal'), at('Other')] } }),
      },
      'anybody by its policy': { It: signingKey({ ...SEAL_SIGNS, Principal: '*' }) },
      'two policies': { It: SIGNING_KEY, One: signer(), Two: signer(at('It'), [{ Ref: 'Other' }]) },
      'two roles': { It: SIGNING_KEY, One: signer(at('It'), [{ Ref: 'Seal' }, { Ref: 'Other' }]) },
      'any key': { It: SIGNING_KEY, One: signer('*') },
      'every action': {
        It: SIGNING_KEY,
        One: signer(),
        Two: one('AWS::IAM::Policy', { ...policy(allow('kms:*')), Roles: [{ Ref: 'Other' }] }),
      },
    },
  },
  LogKept: variants('AWS::Logs::LogGroup', { RetentionInDays: 400 }, { 'a week': { RetentionInDays: 7 } }),
  LogEncryptedByOwnKey: variants(
    'AWS::Logs::LogGroup',
    { KmsKeyId: at('Key') },
    { 'no key': { KmsKeyId: undefined } },
  ),
  LogMasksCards: variants('AWS::Logs::LogGroup', CARDS({ Deidentify: { MaskConfig: {} } }), {
    'no policy': { DataProtectionPolicy: undefined },
    'only counts': CARDS({ Audit: {} }),
  }),
  ApiLogsNoBody: variants(
    'AWS::ApiGateway::Stage',
    { MethodSettings: [{ DataTraceEnabled: false }, {}] },
    { 'one method is traced': { MethodSettings: [{ DataTraceEnabled: false }, { DataTraceEnabled: true }] } },
  ),
  AccessLogNamesFields: variants(
    'AWS::ApiGateway::Stage',
    { AccessLogSetting: { DestinationArn: at('Log'), Format: '{"status":"$context.status"}' } },
    {
      'no log': { AccessLogSetting: undefined },
      'a body': {
        AccessLogSetting: { DestinationArn: at('Log'), Format: '{"body":"$input.body"}' },
      },
      'a header': {
        AccessLogSetting: {
          DestinationArn: at('Log'),
          Format: '{"a":"$context.requestOverride.header.Authorization"}',
        },
      },
    },
  ),
  FirewallLogRedacted: variants(
    'AWS::WAFv2::LoggingConfiguration',
    redacted('query', 'authorization', 'cookie', 'x-twilio-signature'),
    {
      'nothing is left out': { RedactedFields: undefined },
      'tokens stay': redacted('query', 'cookie', 'x-twilio-signature'),
      'the query stays': redacted('authorization', 'cookie', 'x-twilio-signature'),
    },
  ),
  FirewallKeepsNoSamples: variants('AWS::WAFv2::WebACL', acl(MANAGED, RATE), {
    'of all': { VisibilityConfig: { SampledRequestsEnabled: true } },
    'of one rule': acl({ ...MANAGED, VisibilityConfig: { SampledRequestsEnabled: true } }, RATE),
  }),
  AlarmReachesSomebody: variants(
    'AWS::CloudWatch::Alarm',
    { AlarmActions: [{ Ref: 'Topic' }] },
    { nobody: { AlarmActions: [] }, 'switched off': { ActionsEnabled: false } },
  ),
  TopicEncrypted: {
    sound: {
      It: one('AWS::SNS::Topic', { KmsMasterKeyId: at('Key') }),
      Policy: one('AWS::SNS::TopicPolicy', { Topics: [{ Ref: 'It' }], ...policy(PLAIN) }),
    },
    broken: {
      'no key': {
        It: one('AWS::SNS::Topic', {}),
        Policy: one('AWS::SNS::TopicPolicy', { Topics: [{ Ref: 'It' }], ...policy(PLAIN) }),
      },
      'without TLS': { It: one('AWS::SNS::Topic', { KmsMasterKeyId: at('Key') }) },
    },
  },
  ApiTls: variants(
    'AWS::ApiGateway::RestApi',
    { SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09' },
    { 'says nothing': { SecurityPolicy: undefined }, 'TLS 1.0': { SecurityPolicy: 'TLS_1_0' } },
  ),
  SiteTls: variants('AWS::CloudFront::Distribution', site({}), {
    'no certificate': site({ ViewerCertificate: undefined }),
    'TLS 1.1': site({ ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.1_2016' } }),
  }),
  SiteOverTlsOnly: variants('AWS::CloudFront::Distribution', site({}), {
    'one part without': site({ CacheBehaviors: [{ ViewerProtocolPolicy: 'allow-all' }] }),
    'fetched without': site({
      Origins: [{ CustomOriginConfig: { OriginProtocolPolicy: 'match-viewer', OriginSSLProtocols: [] } }],
    }),
    'fetched over an old one': site({
      Origins: [
        { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1'] } },
      ],
    }),
  }),
  SiteSaysTlsOnly: variants('AWS::CloudFront::ResponseHeadersPolicy', headers(), {
    'says nothing': headers({ StrictTransportSecurity: undefined }),
    'for a day': headers({ StrictTransportSecurity: { AccessControlMaxAgeSec: 86_400 } }),
  }),
  SiteScriptsNamed: variants('AWS::CloudFront::ResponseHeadersPolicy', headers(), {
    'no policy': headers({ ContentSecurityPolicy: undefined }),
    inline: csp("default-src 'none'; script-src 'self' 'unsafe-inline'"),
    'from elsewhere': csp("default-src 'none'; script-src 'self' https://cdn.example"),
    'what is not named is allowed': csp("script-src 'self'"),
  }),
  BucketOverTlsOnly: {
    sound: {
      It: one('AWS::S3::Bucket', {}),
      Policy: one('AWS::S3::BucketPolicy', { Bucket: { Ref: 'It' }, ...policy(PLAIN) }),
    },
    broken: {
      'no policy': { It: one('AWS::S3::Bucket', {}) },
      "another bucket's": {
        It: one('AWS::S3::Bucket', {}),
        Policy: one('AWS::S3::BucketPolicy', { Bucket: { Ref: 'Other' }, ...policy(PLAIN) }),
      },
    },
  },
  ApiBehindFirewall: {
    sound: {
      It: one('AWS::ApiGateway::Stage', {}),
      Wall: one('AWS::WAFv2::WebACLAssociation', {
        ResourceArn: { 'Fn::Join': ['', ['arn:', { Ref: 'It' }]] },
      }),
    },
    broken: {
      none: { It: one('AWS::ApiGateway::Stage', {}) },
      "another's": {
        It: one('AWS::ApiGateway::Stage', {}),
        Wall: one('AWS::WAFv2::WebACLAssociation', { ResourceArn: { Ref: 'Other' } }),
      },
    },
  },
  SiteBehindFirewall: variants('AWS::CloudFront::Distribution', site({}), {
    none: site({ WebACLId: undefined }),
  }),
  FirewallRefuses: variants('AWS::WAFv2::WebACL', acl(MANAGED, RATE), {
    'no rule': acl(),
    'only counts': acl({ ...MANAGED, OverrideAction: { Count: {} } }, RATE),
    'no limit': acl(MANAGED),
  }),
  NoWildcardAction: variants('AWS::IAM::Policy', policy(allow('dynamodb:PutItem')), {
    everything: policy(allow('*')),
    'a service': policy(allow('s3:*')),
    'a family': policy(allow(['dynamodb:Query', 'dynamodb:Put*'])),
  }),
  NoWildcardResource: variants(
    'AWS::IAM::ManagedPolicy',
    policy(allow('kms:Decrypt'), allow(['xray:PutTraceSegments', 'dynamodb:ListStreams'], '*')),
    {
      'every key': policy(allow('kms:Decrypt', ['*'])),
      'every table': policy(allow(['dynamodb:ListStreams', 'dynamodb:Scan'], '*')),
    },
  ),
  SecondFactorRequired: variants(
    'AWS::Cognito::UserPool',
    { MfaConfiguration: 'ON' },
    { optional: { MfaConfiguration: 'OPTIONAL' }, none: { MfaConfiguration: undefined } },
  ),
  PasswordLong: variants('AWS::Cognito::UserPool', password({}), {
    'eight characters': password({ MinimumLength: 8 }),
    'letters only': password({ RequireNumbers: false }),
  }),
  PasswordsNotRepeated: variants('AWS::Cognito::UserPool', password({}), {
    'says nothing': password({ PasswordHistorySize: undefined }),
  }),
  PeopleAreInvited: variants(
    'AWS::Cognito::UserPool',
    { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    { 'by themselves': { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } } },
  ),
  PeoplesTokensShort: variants(
    'AWS::Cognito::UserPoolClient',
    {
      AllowedOAuthFlows: ['code'],
      AccessTokenValidity: 15,
      TokenValidityUnits: { AccessToken: 'minutes' },
    },
    {
      'an hour': { AccessTokenValidity: 60 },
      'hours by default': { TokenValidityUnits: undefined },
      'says nothing': { AccessTokenValidity: undefined },
    },
  ),
};

describe('the rules for PCI DSS 4.0.1', () => {
  it('each have a stack that keeps them and one that does not', () => {
    expect(RULES.map(({ id }) => id)).toEqual([...new Set(RULES.map(({ id }) => id))]);
    expect(Object.keys(CASES)).toEqual(RULES.map(({ id }) => id));
  });

  describe.each(Object.entries(CASES))('%s', (id, { sound, broken, isProtected = false }) => {
    it('finds nothing where it is kept', () => {
      expect(findings(sound, isProtected)).not.toContain(`${PACK}-${id}`);
    });

    it.each(Object.entries(broken))('finds: %s', (_, resources) => {
      expect(findings(resources, isProtected)).toContain(`${PACK}-${id}`);
    });
  });

  it.each(['TableUndeletable', 'LogBucketLocked'])('%s asks less of a stage that can be deleted', (id) => {
    const rule = `${PACK}-${id}`;
    const inDev: Resources = {
      TableUndeletable: { It: one('AWS::DynamoDB::Table', { KeySchema: [] }) },
      LogBucketLocked: kept({ Mode: 'GOVERNANCE', Days: 1 }),
    }[id] as Resources;

    expect(findings(inDev, true)).toContain(rule);
    expect(findings(inDev, false)).not.toContain(rule);
  });

  it('say what is wrong and which requirement it touches', () => {
    const { violations } = check({ It: one('AWS::Logs::LogGroup', { RetentionInDays: 7 }) }, false);
    const kept = violations.find(({ ruleName }) => ruleName === `${PACK}-LogKept`);

    expect(kept?.description).toBe('The log is kept for less than 400 days. (PCI DSS v4.0.1: 10.5.1)');
  });
});

function findings(resources: Resources, isProtected: boolean): readonly string[] {
  return check(resources, isProtected).violations.map(({ ruleName }) => ruleName);
}

function check(resources: Resources, terminationProtection: boolean) {
  const stack = new Stack(testApp(), 'small', { terminationProtection });
  for (const [id, { Type: type, Properties: properties = {}, DeletionPolicy }] of Object.entries(resources)) {
    const made = new CfnResource(stack, id, { type, properties: properties as Record<string, unknown> });
    if (DeletionPolicy) made.addOverride('DeletionPolicy', DeletionPolicy);
  }
  return new PciDss401Checks().validateScope(stack);
}
