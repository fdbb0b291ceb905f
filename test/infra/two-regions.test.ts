import { describe, expect, it } from '@jest/globals';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '#infra/add-stacks.ts';
import { STUB_PAGES, testApp, testConfig } from '../support/synth-stack.ts';

/** Types of resources whose names are unique in an account, or in all of AWS, whatever region their stack is in. */
const GLOBAL = /^AWS::(?:IAM|CloudFront|Route53|S3)::|^AWS::CloudWatch::Dashboard$/;

interface Named {
  readonly region: string;
  readonly type: string;
  readonly name: string;
}

describe('a stage in several regions of one account', () => {
  const regions = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
  const stacks = regions.flatMap(stacksIn);
  const named = stacks.flatMap(namesIn);

  it('has no name twice, wherever AWS wants it to be unique', () => {
    const places = named.map(
      ({ region, type, name }) => `${GLOBAL.test(type) ? '*' : region} ${type} ${name}`,
    );
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  });

  it('has no stack twice in one region', () => {
    const places = stacks.map(({ region, stackName }) => `${region} ${stackName}`);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toHaveLength(1 + 2 * 3);
  });

  it('names what the test must see', () => {
    const seen = new Set(named.map(({ type }) => type));
    for (const type of [
      'AWS::CloudFront::Function',
      'AWS::CloudFront::OriginAccessControl',
      'AWS::CloudFront::ResponseHeadersPolicy',
      'AWS::CloudWatch::Dashboard',
      'AWS::Cognito::UserPoolDomain',
      'AWS::Logs::DeliverySource',
      'AWS::Logs::LogGroup',
      'Custom::CrossRegionExportWriter',
    ])
      expect([...seen]).toContain(type);
  });
});

function stacksIn(region: string): readonly Stack[] {
  const app = testApp();
  addStacks(app, testConfig({ AWS_REGION: region }), STUB_PAGES);
  return app.node.children.filter((child): child is Stack => 'stackName' in child);
}

/** Every name a template chooses itself. What it leaves to CloudFormation gets a random part. */
function namesIn(stack: Stack): readonly Named[] {
  const { Resources = {} } = Template.fromStack(stack).toJSON();
  return Object.values<{ Type: string; Properties?: Record<string, unknown> }>(Resources).flatMap(
    ({ Type: type, Properties = {} }) =>
      chosen(type, Properties).map((name) => ({ region: stack.region, type, name })),
  );
}

function chosen(type: string, properties: Readonly<Record<string, unknown>>): readonly string[] {
  if (type === 'Custom::CrossRegionExportWriter') {
    // Parameters of Systems Manager in the other region.
    const { region, exports } = properties.WriterProps as { region: string; exports: object };
    return Object.keys(exports).map((name) => `${region} ${name}`);
  }
  const nested = Object.entries(properties).flatMap(([key, value]) =>
    type.startsWith('AWS::CloudFront::') && key.endsWith('Config') ? Object.entries(value as object) : [],
  );
  return [...Object.entries(properties), ...nested].flatMap(([key, value]) =>
    isOwnName(type, key) && typeof value === 'string' ? [value] : [],
  );
}

function isOwnName(type: string, property: string): boolean {
  if (type === 'AWS::IAM::Policy' || property === 'MetricName') return false; // part of its role, or of many alarms
  return (
    property === (type === 'AWS::Cognito::UserPoolDomain' ? 'Domain' : 'Name') || /[a-z]Name$/.test(property)
  );
}
