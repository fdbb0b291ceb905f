import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { MOCK_CONSENT } from '#infra/settings-schema.ts';
import { synthTemplate, testConfig } from '../support/synth-stack.ts';
import { permissionsIn } from './permission-matrix.ts';

const ADOPTED = { AUDIT_TABLE_NAME: 'audit-restored', SESSIONS_TABLE_NAME: 'sessions-restored' };
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
              .replace(/.*(?:StoreAudit\w*|table\/audit-restored)(?:\.Arn>)?/, 'audit')
              .replace(/.*(?:StoreSessionItems\w*|table\/sessions-restored)(?:\.Arn>)?/, 'sessions'),
          ].join(' '),
        )
        .sort();
    expect(named(adopting)).toEqual(named(own));
    expect(named(own).join()).toMatch(/PutItem audit/);
  });

  it('counts the requests of these tables that are throttled', () => {
    expect(JSON.stringify(adopting.findResources('AWS::CloudWatch::Alarm'))).toContain('"audit-restored"');
  });

  it('keeps the key of data that it does not own, also where it would delete its own', () => {
    const dev = { STAGE: 'dev', MOCK_PROCESSOR: 'on' };
    expect(deletionOfKeys(synthTemplate(dev))).toEqual(['Delete', 'Delete']);
    expect(deletionOfKeys(synthTemplate({ ...dev, AUDIT_TABLE_NAME: 'audit-restored' }))).toEqual([
      'Retain',
      'Retain',
    ]);
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
  expect(() => testConfig({ USER_POOL_ID: 'my pool' })).toThrow(/USER_POOL_ID.*id of a user pool/);
});

function deletionOfKeys(template: Template): readonly string[] {
  return Object.values(template.findResources('AWS::KMS::Key')).map(({ DeletionPolicy }) => DeletionPolicy);
}
