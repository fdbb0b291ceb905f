import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '#infra/add-stacks.ts';
import { type Config, readConfig } from '#infra/config.ts';
import type { Settings } from '#infra/read-settings.ts';

/** Complete, valid settings of an imaginary account. */
export const SETTINGS: Settings = {
  STAGE: 'prod',
  AWS_ACCOUNT: '111122223333',
  AWS_REGION: 'us-east-1',
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  PHONE_NUMBER: '+15005550006',
  PAY_CONNECTOR_NAME: 'Default',
  TWILIO_SECRET_ARN:
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:agent-assist-pay/prod/twilio-AbCdEf',
  ALARM_EMAIL: 'on-call@example.com',
};

/** A folder with one page, in place of a built desk. */
export const STUB_PAGES = fileURLToPath(new URL('./stub-pages', import.meta.url));

export function testConfig(settings: Settings = {}): Config {
  return readConfig({ ...SETTINGS, ...settings });
}

/**
 * An app that does not bundle handlers, nor validate unless told to: both are slow and have a test of their own. It does not copy
 * assets, 25 MB each time, and its assembly is removed after the run (`global-teardown.ts`).
 */
export function testApp(context: Record<string, unknown> = {}, builtinCloudFormationValidation = false): App {
  return new App({
    builtinCloudFormationValidation,
    outdir: mkdtempSync(join(process.env.ASSEMBLIES_FOLDER ?? tmpdir(), 'cdk.out')),
    context: {
      'aws:cdk:bundling-stacks': [],
      'aws:cdk:disable-asset-staging': true,
      // Where each construct was made, which no test reads.
      'aws:cdk:disable-creation-stack-traces': true,
      ...context,
    },
  });
}

export function synthTemplate(settings: Settings = {}): Template {
  return Template.fromStack(addStacks(testApp(), testConfig(settings), STUB_PAGES));
}
