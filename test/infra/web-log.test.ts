import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '#infra/add-stacks.ts';
import { STUB_PAGES, synthTemplate, testApp, testConfig } from '../support/synth-stack.ts';

const here = synthTemplate();
const elsewhere = testApp();
addStacks(elsewhere, testConfig({ AWS_REGION: 'eu-west-1' }), STUB_PAGES);
const stackOf = (name: string) => Template.fromStack(elsewhere.node.findChild(name) as never);

describe('CloudFront’s log', () => {
  it.each([
    ['with the rest in us-east-1', here],
    ['in us-east-1 when the rest is not', stackOf('agent-assist-pay-prod-eu-west-1-edge-log')],
  ])('is delivered %s, without query, cookies or referrer', (_, template) => {
    const [delivery] = Object.values(template.findResources('AWS::Logs::Delivery'));
    const fields: readonly string[] = delivery?.Properties.RecordFields;
    expect(fields).toContain('cs-uri-stem');
    expect(fields.filter((field) => /query|cookie|referer/i.test(field))).toEqual([]);
  });

  it.each([
    ['us-east-1', here],
    ['eu-west-1', stackOf('agent-assist-pay-prod')],
  ])('of the older kind, which includes the query, is off in %s', (_, template) => {
    const [distribution] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
    expect(distribution?.Properties.DistributionConfig).not.toHaveProperty('Logging');
  });
});

describe('the firewalls’ logs', () => {
  it('leave the query out', () => {
    for (const { Properties } of Object.values(here.findResources('AWS::WAFv2::LoggingConfiguration'))) {
      expect(Properties.RedactedFields).toContainEqual({ QueryString: {} });
    }
  });
});
