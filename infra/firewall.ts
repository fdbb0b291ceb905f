import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { type FirewallRule, REFUSAL_BODIES } from './firewall-rules.ts';

export interface FirewallProps {
  /** `CLOUDFRONT` works in us-east-1 only. */
  readonly scope: 'REGIONAL' | 'CLOUDFRONT';
  /** In order of priority. */
  readonly rules: readonly FirewallRule[];
  /** Its name must begin with `aws-waf-logs-`. */
  readonly logGroup: LogGroup;
}

/** A web ACL that allows what no rule refuses. Its log of refusals leaves out credentials and the query. */
export class Firewall extends Construct {
  readonly acl: CfnWebACL;
  /** Name of the ACL in CloudWatch: the `WebACL` dimension. */
  readonly metricName: string;

  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    this.metricName = `${Stack.of(this).stackName}-${props.scope.toLowerCase()}`;
    this.acl = new CfnWebACL(this, 'Acl', {
      scope: props.scope,
      defaultAction: { allow: {} },
      visibilityConfig: visibility(this.metricName),
      customResponseBodies: REFUSAL_BODIES,
      rules: props.rules.map((rule, priority) => ({
        ...rule,
        priority,
        visibilityConfig: visibility(rule.name),
      })),
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.acl.attrArn,
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: props.logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [
        { queryString: {} },
        ...['authorization', 'cookie', 'x-twilio-signature'].map((name) => ({
          singleHeader: { Name: name },
        })),
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
          },
        ],
      },
    });
  }
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false }; // samples show bodies and headers
}
