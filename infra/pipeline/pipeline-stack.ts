import { CfnOutput, DefaultStackSynthesizer, Stack, type StackProps } from 'aws-cdk-lib';
import { OidcProviderNative, type PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { type Config, EDGE_REGION, secretName, stackNames } from '../config.ts';
import { allow } from '../handler-function.ts';
import type { PipelineSettings } from './pipeline-settings.ts';

export interface PipelineStackProps extends StackProps, PipelineSettings {
  readonly config: Config;
}

const ISSUER = 'token.actions.githubusercontent.com';

/**
 * What GitHub Actions may do in a stage's account, without a stored key. `review` reads what is deployed, for the diff
 * of a pull request, and runs that request's own code: it must not be able to change anything. `deploy` passes on to the
 * roles that `cdk bootstrap` made and does what `npm run deploy` does beside CDK; it is given to jobs in the stage's
 * environment only, where GitHub asks for approval.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { config, repository, providerExists } = props;
    const provider = providerExists
      ? OidcProviderNative.fromOidcProviderArn(
          this,
          'GitHub',
          `arn:aws:iam::${config.account}:oidc-provider/${ISSUER}`,
        )
      : new OidcProviderNative(this, 'GitHub', {
          url: `https://${ISSUER}`,
          clientIds: ['sts.amazonaws.com'],
        });

    const { account, region, stage } = config;
    const stackArn = `arn:aws:cloudformation:${region}:${account}:stack/${stackNames(config).main}/*`;
    // Secrets Manager adds six characters to a name.
    const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:${secretName(stage)}-??????`;
    const roleFor = (name: string, subject: string, statements: readonly PolicyStatement[]) => {
      const role = new Role(this, name, {
        description: `${name} of ${config.stage} by GitHub Actions`,
        assumedBy: new WebIdentityPrincipal(provider.oidcProviderRef.oidcProviderArn, {
          StringEquals: {
            [`${ISSUER}:aud`]: 'sts.amazonaws.com',
            [`${ISSUER}:sub`]: `repo:${repository}:${subject}`,
          },
        }),
      });
      for (const statement of statements) role.addToPrincipalPolicy(statement);
      acknowledge(role, {
        'PCI.DSS.321-IAMNoInlinePolicy': 'Each policy belongs to one role, and is deleted with it',
        'AwsSolutions-IAM5[Resource::*]': 'lambda:GetAccountSettings takes no resource',
        [`AwsSolutions-IAM5[Resource::${stackArn}]`]: "CloudFormation adds a random id to a stack's name",
      });
      new CfnOutput(this, `${name}Role`, { value: role.roleArn });
    };
    roleFor('Review', 'pull_request', [
      ...this.passOn(config, ['lookup']),
      allow(['secretsmanager:DescribeSecret'], secretArn),
    ]);
    roleFor('Deploy', `environment:${config.stage}`, [
      ...this.passOn(config, ['lookup', 'deploy', 'file-publishing']),
      allow(
        ['CreateSecret', 'DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'RestoreSecret'].map(
          (action) => `secretsmanager:${action}`,
        ),
        secretArn,
      ),
      allow(['cloudformation:DescribeStacks'], stackArn),
      allow(['lambda:GetAccountSettings'], '*'),
      ...(config.twilioSecretKeyArn
        ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], config.twilioSecretKeyArn)]
        : []),
    ]);
  }

  /** To roles that `cdk bootstrap` made, in every region of the stage. */
  private passOn({ account, region }: Config, kinds: readonly string[]): readonly PolicyStatement[] {
    const qualifier = DefaultStackSynthesizer.DEFAULT_QUALIFIER;
    const roles = [...new Set([region, EDGE_REGION])].flatMap((place) =>
      kinds.map((kind) => `arn:aws:iam::${account}:role/cdk-${qualifier}-${kind}-role-${account}-${place}`),
    );
    return [allow(['sts:AssumeRole'], ...roles)];
  }
}
