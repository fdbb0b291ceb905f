import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { MOCK_CONSENT } from '#infra/settings-schema.ts';
import { synthTemplate, testConfig } from '../support/synth-stack.ts';
import { permissionsIn } from './permission-matrix.ts';

const STREAM = 'arn:aws:dynamodb:us-east-1:111122223333:table/audit-restored/stream/2026-11-29T00:00:00.000';
const AUDIT = { AUDIT_TABLE_NAME: 'audit-restored', AUDIT_TABLE_STREAM_ARN: STREAM };
const ADOPTED = { ...AUDIT, SESSIONS_TABLE_NAME: 'sessions-restored' };
const own = synthTemplate({ MOCK_PROCESSOR: MOCK_CONSENT });
const adopting = synthTemplate({ MOCK_PROCESSOR: MOCK_CONSENT, ...ADOPTED });

describe('a stage that adopts its tables', () => {
  it('makes none, and tells every function their names', () => {
    adopting.resourceCountIs('AWS::DynamoDB::Table', 0);
    const names = Object.values(adopting.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment?.Variables?.AUDIT_TABLE,
    );
    expect([...new Set(names)].sort()).toEqual(['audit-restored', undefined]);
  });

  it('grants each function the same rights as before, on these tables and their indexes', () => {
    const named = (template: Template) =>
      permissionsIn(template)
        .map(({ holder, action, resource }) =>
          [
            holder,
            action,
            resource
              .replace(/.*(?:StoreAudit\w*|table\/audit-restored)(?:\.Arn>|\/stream\/\S+)?/, 'audit')
              .replace(/.*(?:StoreSessionItems\w*|table\/sessions-restored)(?:\.Arn>)?/, 'sessions'),
          ].join(' '),
        )
        .sort();
    expect(named(adopting)).toEqual(named(own));
    expect(named(own).join()).toMatch(/PutItem audit/);
  });

  it('has its stream sealed, which the settings name', () => {
    adopting.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: STREAM });
    adopting.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
            Resource: STREAM,
          }),
        ]),
      },
    });
    const without = testConfig({ AUDIT_TABLE_NAME: 'audit-restored' });
    expect(without.notDeployable).toEqual([expect.stringMatching(/AUDIT_TABLE_STREAM_ARN.*npm run adopt/)]);
    expect(testConfig(ADOPTED).notDeployable).toEqual([]);
  });

  it('counts the requests of these tables that are throttled', () => {
    expect(JSON.stringify(adopting.findResources('AWS::CloudWatch::Alarm'))).toContain('"audit-restored"');
  });

  it('keeps the key of data that it does not own, also where it would delete its own', () => {
    const dev = { STAGE: 'dev', MOCK_PROCESSOR: 'on' };
    expect(deletionOfKeys(synthTemplate(dev))).toEqual(['Delete', 'Delete', 'Delete']);
    expect(deletionOfKeys(synthTemplate({ ...dev, ...AUDIT }))).toEqual(['Retain', 'Retain', 'Retain']);
  });

  it('may adopt one of them only', () => {
    synthTemplate({ SESSIONS_TABLE_NAME: 'sessions-restored' }).resourceCountIs('AWS::DynamoDB::Table', 1);
  });
});

describe('a stage that adopts its user pool', () => {
  const template = synthTemplate({ USER_POOL_ID: 'us-east-1_AbCdEf123' });

  it('makes neither pool nor groups, and lets its people in', () => {
    template.resourceCountIs('AWS::Cognito::UserPool', 0);
    template.resourceCountIs('AWS::Cognito::UserPoolGroup', 0);
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', { UserPoolId: 'us-east-1_AbCdEf123' });
    expect(JSON.stringify(template.findResources('AWS::ApiGateway::Authorizer'))).toContain(
      'userpool/us-east-1_AbCdEf123',
    );
  });

  it('finds them when a former stage left the pool', () => {
    for (const type of ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolGroup']) {
      const kept = Object.values(own.findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy);
      expect(new Set(kept)).toEqual(new Set(['Retain']));
    }
  });
});

it('refuses a name that cannot be one', () => {
  expect(() => testConfig({ AUDIT_TABLE_NAME: 'arn:aws:dynamodb:x' })).toThrow(
    /AUDIT_TABLE_NAME.*name of a table/,
  );
  const stream = (AUDIT_TABLE_STREAM_ARN: string) => () => testConfig({ ...AUDIT, AUDIT_TABLE_STREAM_ARN });
  expect(stream('audit-restored')).toThrow(/AUDIT_TABLE_STREAM_ARN.*as npm run adopt prints it/);
  expect(stream(STREAM.replace('audit-', 'other-'))).toThrow(/AUDIT_TABLE_STREAM_ARN must be the stream of/);
  expect(() => testConfig({ USER_POOL_ID: 'my pool' })).toThrow(/USER_POOL_ID.*id of a user pool/);
});

function deletionOfKeys(template: Template): readonly string[] {
  return Object.values(template.findResources('AWS::KMS::Key')).map(({ DeletionPolicy }) => DeletionPolicy);
}
