import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, PCIDSS321Checks } from 'cdk-nag';
import { addStacks } from '#infra/add-stacks.ts';
import { PipelineStack } from '#infra/pipeline/pipeline-stack.ts';
import { PACK, PciDss401Checks } from '#infra/rules/pci-dss-401-checks.ts';
import { STUB_PAGES, testApp, testConfig } from '../support/synth-stack.ts';

interface Violation {
  readonly ruleName: string;
  readonly severity?: string;
  readonly violatingConstructs: readonly { readonly constructPath?: string }[];
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations?: readonly (Violation & { readonly reason?: string })[];
  }[];
}

/** One synthesis with all checks on: CloudFormation's own rules and all rule packs, on every kind of stack. */
describe('rule packs', () => {
  const exitCode = process.exitCode;
  let report: Report;

  beforeAll(() => {
    const context = {
      '@aws-cdk/core:failSynthOnValidationErrors': false,
      '@aws-cdk/core:validateAgainstDefaultRules': true,
    };
    const app = testApp(context, true);
    Validations.of(app).addPlugins(
      new AwsSolutionsChecks(app),
      new PCIDSS321Checks(app),
      new PciDss401Checks(app),
    );
    addStacks(app, testConfig({ MOCK_PROCESSOR: 'off' }), STUB_PAGES);
    addStacks(app, testConfig({ STAGE: 'dev', AWS_REGION: 'eu-west-1', MOCK_PROCESSOR: 'on' }), STUB_PAGES);
    new PipelineStack(app, 'pipeline', {
      config: testConfig(),
      repository: 'acme/pay',
      providerExists: false,
    });
    const assembly = app.synth();
    report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'));
  }, 240_000);

  afterAll(() => {
    process.exitCode = exitCode;
  });

  it('ran all of them', () => {
    expect(report.pluginReports.map(({ pluginName }) => pluginName)).toEqual(
      expect.arrayContaining(['AwsSolutions', 'PCI.DSS.321', PACK]),
    );
  });

  it('leave no finding open', () => {
    const open = report.pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
    );

    expect(open).toEqual([]);
  });
});
