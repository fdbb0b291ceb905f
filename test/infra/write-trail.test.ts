import { describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '#infra/permissions.ts';
import { synthTemplate } from '../support/synth-stack.ts';

describe.each(['prod', 'dev'])('the trail of writes by others in %s', (STAGE) => {
  const template = synthTemplate({ STAGE });
  const [[trailId, trail] = [], ...more] = Object.entries(template.findResources('AWS::CloudTrail::Trail'));
  const roles = Object.keys(template.findResources('AWS::IAM::Role'));
  const sessionOf = (role: string) => ({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':sts::111122223333:assumed-role/', { Ref: role }, '/'],
    ],
  });

  it('is on, and its files are signed', () => {
    expect(more).toEqual([]);
    expect(trail?.Properties).toMatchObject({
      IsLogging: true,
      EnableLogFileValidation: true,
      TrailName: `agent-assist-pay-${STAGE}-writes`,
    });
  });

  it('logs writes to the audit table and to the log, but for those of the functions that have a right to', () => {
    const appending = Object.entries(PERMISSIONS)
      .filter(([, { audit = [] }]) => audit.some((right) => right.startsWith('append')))
      .map(([name]) => `Handlers${name.charAt(0).toUpperCase()}${name.slice(1)}Role`)
      .flatMap((start) => roles.filter((id) => id.replace(/[0-9A-F]{8}$/, '') === start));
    const seal = roles.filter((id) => /^HandlersSealRole[0-9A-F]{8}$/.test(id));
    const ofType = (type: string) => {
      const selectors: readonly { FieldSelectors: readonly Record<string, unknown>[] }[] =
        trail?.Properties.AdvancedEventSelectors;
      const found = selectors.find(({ FieldSelectors }) =>
        JSON.stringify(FieldSelectors).includes(`"${type}"`),
      );
      return Object.fromEntries((found?.FieldSelectors ?? []).map(({ Field, ...is }) => [Field, is]));
    };
    const [table] = Object.keys(template.findResources('AWS::DynamoDB::Table')).filter((id) =>
      id.startsWith('StoreAudit'),
    );
    const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) =>
      id.startsWith('Tlog'),
    );

    expect(trail?.Properties.AdvancedEventSelectors).toHaveLength(2);
    expect(ofType('AWS::DynamoDB::Table')).toEqual({
      eventCategory: { Equals: ['Data'] },
      'resources.type': { Equals: ['AWS::DynamoDB::Table'] },
      'resources.ARN': { StartsWith: [{ 'Fn::GetAtt': [table, 'Arn'] }] },
      readOnly: { Equals: ['false'] },
      'userIdentity.arn': { NotStartsWith: expect.arrayContaining(appending.map(sessionOf)) },
    });
    expect(ofType('AWS::DynamoDB::Table')['userIdentity.arn']?.NotStartsWith).toHaveLength(appending.length);
    expect(ofType('AWS::S3::Object')).toEqual({
      eventCategory: { Equals: ['Data'] },
      'resources.type': { Equals: ['AWS::S3::Object'] },
      'resources.ARN': { StartsWith: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/']] }] },
      readOnly: { Equals: ['false'] },
      'userIdentity.arn': { NotStartsWith: seal.map(sessionOf) },
    });
  });

  it('is kept for thirteen months in a bucket of its own, to which CloudTrail may write for this trail only', () => {
    const bucket: string = trail?.Properties.S3BucketName.Ref;
    expect(template.findResources('AWS::S3::Bucket')[bucket]).toMatchObject({
      DeletionPolicy: STAGE === 'prod' ? 'Retain' : 'Delete',
      Properties: {
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 400 }] },
        PublicAccessBlockConfiguration: { BlockPublicPolicy: true },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
    const [policyId, policy] =
      Object.entries(template.findResources('AWS::S3::BucketPolicy')).find(
        ([, { Properties }]) => Properties.Bucket.Ref === bucket,
      ) ?? [];
    const allowed: readonly Record<string, unknown>[] = policy?.Properties.PolicyDocument.Statement.filter(
      ({ Principal }: { Principal: { Service?: string } }) =>
        Principal.Service === 'cloudtrail.amazonaws.com',
    );
    expect(allowed.map(({ Action }) => Action)).toEqual(['s3:GetBucketAcl', 's3:PutObject']);
    for (const { Condition } of allowed)
      expect(JSON.stringify(Condition)).toMatch(
        new RegExp(`aws:SourceArn.*cloudtrail:us-east-1:111122223333:trail/agent-assist-pay-${STAGE}-writes`),
      );
    expect(template.findResources('AWS::CloudTrail::Trail')[trailId ?? '']?.DependsOn).toContain(policyId);
  });
});
