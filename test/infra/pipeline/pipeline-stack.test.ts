import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { readPipelineSettings } from '#infra/pipeline/pipeline-settings.ts';
import { PipelineStack } from '#infra/pipeline/pipeline-stack.ts';
import type { Settings } from '#infra/read-settings.ts';
import { testApp, testConfig } from '#test/support/synth-stack.ts';

describe('the roles of the pipeline', () => {
  it('are given to one repository only: review to pull requests, deploy to the environment of the stage', () => {
    expect(subjects(synth())).toEqual({
      Review: 'repo:acme/pay:pull_request',
      Deploy: 'repo:acme/pay:environment:prod',
    });
    expect(subjects(synth({ GITHUB_REPOSITORY: 'acme@12/pay@34' })).Review).toBe(
      'repo:acme@12/pay@34:pull_request',
    );
  });

  it('let a review read and nothing else, in every region of the stage', () => {
    expect(rights(synth({ AWS_REGION: 'eu-west-1' }), 'Review')).toEqual({
      'secretsmanager:DescribeSecret': [
        expect.stringMatching(/:secret:agent-assist-pay\/prod\/twilio-\?{6}$/),
      ],
      'sts:AssumeRole': [
        'arn:aws:iam::111122223333:role/cdk-hnb659fds-lookup-role-111122223333-eu-west-1',
        'arn:aws:iam::111122223333:role/cdk-hnb659fds-lookup-role-111122223333-us-east-1',
      ],
    });
  });

  it('let a deployment do what npm run deploy does, to its own stage', () => {
    const allowed = rights(synth(), 'Deploy');

    expect(Object.keys(allowed).sort()).toEqual([
      'cloudformation:DescribeStacks',
      'lambda:GetAccountSettings',
      'secretsmanager:CreateSecret',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:RestoreSecret',
      'sts:AssumeRole',
    ]);
    for (const resource of Object.values(allowed).flat())
      expect(resource).toMatch(/-us-east-1$|prod\/twilio-|stack\/agent-assist-pay-prod\/\*$|^\*$/);
  });

  it('share the identity provider that an account has already', () => {
    synth().resourceCountIs('AWS::IAM::OIDCProvider', 1);
    synth({ GITHUB_PROVIDER: 'existing' }).resourceCountIs('AWS::IAM::OIDCProvider', 0);
  });
});

describe('the settings of the pipeline', () => {
  it.each([
    [{}, /GITHUB_REPOSITORY must be/],
    [{ GITHUB_REPOSITORY: 'acme/*' }, /GITHUB_REPOSITORY must be/],
    [{ GITHUB_REPOSITORY: 'acme/pay', GITHUB_PROVIDER: 'old' }, /GITHUB_PROVIDER must be/],
  ])('are refused when wrong: %j', (settings, message) => {
    expect(() => readPipelineSettings(settings)).toThrow(message);
  });
});

function synth(settings: Settings = {}): Template {
  const read = { GITHUB_REPOSITORY: 'acme/pay', ...settings };
  const config = testConfig(read);
  const env = { account: config.account, region: config.region };
  return Template.fromStack(
    new PipelineStack(testApp({ '@aws-cdk/core:enablePartitionLiterals': true }), 'Pipeline', {
      config,
      env,
      ...readPipelineSettings(read),
    }),
  );
}

function subjects(template: Template): Record<string, string> {
  return Object.fromEntries(
    Object.entries(template.findResources('AWS::IAM::Role')).map(([id, { Properties }]) => [
      id.slice(0, -8),
      Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals[
        'token.actions.githubusercontent.com:sub'
      ],
    ]),
  );
}

/** Resources by action. */
function rights(template: Template, role: string): Record<string, string[]> {
  const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.startsWith(role),
  );
  const statements: { Action: string | string[]; Resource: string | string[] }[] =
    policy?.[1].Properties.PolicyDocument.Statement ?? [];
  return Object.fromEntries(
    statements.flatMap(({ Action, Resource }) =>
      [Action].flat().map((action) => [action, [Resource].flat()]),
    ),
  );
}
