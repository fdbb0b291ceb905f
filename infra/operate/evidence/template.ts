import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { addStacks } from '#infra/add-stacks.ts';
import type { Config } from '#infra/config.ts';
import { PACK, PciDss401Checks, RULES } from '#infra/rules/pci-dss-401-checks.ts';

/** Which types of resources each part of the template holds. */
const PARTS = {
  tables: ['AWS::DynamoDB::Table', 'AWS::Lambda::EventSourceMapping'],
  keys: ['AWS::KMS::Key'],
  buckets: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
  logs: ['AWS::Logs::LogGroup', 'AWS::CloudTrail::Trail'],
  alarms: ['AWS::CloudWatch::Alarm', 'AWS::SNS::Topic', 'AWS::SNS::TopicPolicy'],
  api: ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage'],
  site: ['AWS::CloudFront::Distribution', 'AWS::CloudFront::ResponseHeadersPolicy'],
  firewall: ['AWS::WAFv2::WebACL', 'AWS::WAFv2::WebACLAssociation', 'AWS::WAFv2::LoggingConfiguration'],
  signIn: ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient', 'AWS::Cognito::UserPoolGroup'],
} as const;

export type PartName = keyof typeof PARTS;

/** What became of one rule of the pack. */
export interface RuleResult {
  readonly id: string;
  readonly requirements: readonly string[];
  readonly info: string;
  /** Paths of constructs that break it. */
  readonly open: readonly string[];
  /** Paths of constructs that break it for a reason that is written down, and the reason. */
  readonly accepted: readonly { readonly path: string; readonly reason: string }[];
}

export interface TemplateEvidence {
  /** Resources by part, then by stack and logical id, as the template has them. */
  readonly parts: Readonly<Record<PartName, Readonly<Record<string, object>>>>;
  readonly rules: readonly RuleResult[];
}

interface Resource {
  readonly Type: string;
  readonly Metadata?: object;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Violation {
  readonly ruleName: string;
  readonly reason?: string;
  readonly violatingConstructs: readonly { readonly constructPath?: string }[];
}

/** Makes the template of a stage and runs our rules over it. Bundles nothing and reaches no account. */
export function templateOf(config: Config): TemplateEvidence {
  const outdir = mkdtempSync(join(tmpdir(), 'evidence-'));
  const { exitCode } = process; // findings set it
  try {
    const app = new App({
      outdir,
      builtinCloudFormationValidation: false,
      context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:failSynthOnValidationErrors': false },
    });
    Validations.of(app).addPlugins(new PciDss401Checks(app));
    addStacks(app, config, undefined);
    const { stacks } = app.synth();
    const parts = Object.entries(PARTS).map(([part, types]) => [
      part,
      Object.fromEntries(
        stacks
          .map(({ stackName, template }) => [stackName, resourcesOf(template.Resources, types)] as const)
          .filter(([, resources]) => Object.keys(resources).length > 0),
      ),
    ]);
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    return { parts: Object.fromEntries(parts) as TemplateEvidence['parts'], rules: rulesIn(report) };
  } finally {
    process.exitCode = exitCode;
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Without what is not a property, and without the id of a deployment, which is a hash of everything around it. */
function resourcesOf(resources: Readonly<Record<string, Resource>>, types: readonly string[]) {
  return Object.fromEntries(
    Object.entries(resources)
      .filter(([, { Type }]) => types.includes(Type))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { Metadata: _, Properties: { DeploymentId: __, ...Properties } = {}, ...rest }]) => [
        id,
        { ...rest, Properties },
      ]),
  );
}

function rulesIn(report: {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations?: readonly Violation[];
  }[];
}): readonly RuleResult[] {
  const ours = report.pluginReports.find(({ pluginName }) => pluginName === PACK);
  if (!ours) throw new Error('Failed to check the template: the rules did not run.');
  const paths = (violations: readonly Violation[], id: string) =>
    violations
      .filter(({ ruleName }) => ruleName === `${PACK}-${id}`)
      .flatMap(({ reason = '', violatingConstructs }) =>
        violatingConstructs.map(({ constructPath: path = '' }) => ({ path, reason })),
      )
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  return RULES.map(({ id, requirements, info }) => ({
    id,
    requirements,
    info,
    open: paths(ours.violations, id).map(({ path }) => path),
    accepted: paths(ours.suppressedViolations ?? [], id),
  }));
}
