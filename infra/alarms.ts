import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type AlarmDefinition, type AlarmParts, alarmDefinitions } from './alarm-definitions.ts';

export interface AlarmsProps extends AlarmParts {
  readonly key: IKey;
  readonly email: string | undefined;
}

/** One alarm per definition. All of them notify one topic. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];
  /** Those that undo a deployment. */
  readonly undoing: readonly Alarm[];

  constructor(scope: Construct, id: string, { key, email, ...parts }: AlarmsProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', {
      masterKey: key,
      displayName: `Payments ${parts.stage}`,
      enforceSSL: true,
    });
    this.letAlarmsPublish(topic);
    if (email) topic.addSubscription(new EmailSubscription(email));
    const action = new SnsAction(topic);
    const made = Object.entries(alarmDefinitions(parts)).map(([name, definition]) => {
      const alarm = this.alarm(name, definition);
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return { alarm, definition };
    });
    this.alarms = made.map(({ alarm }) => alarm);
    this.undoing = made.flatMap(({ alarm, definition }) => (definition.undoesDeployment ? alarm : []));
  }

  /** A policy of our own replaces the default one, which lets alarms publish: without this no notification arrives. */
  private letAlarmsPublish(topic: Topic): void {
    const { account, region, partition } = Stack.of(this);
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
  }

  private alarm(name: string, { metric, threshold, below, periods = 1, heading }: AlarmDefinition): Alarm {
    return new Alarm(this, name, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${heading}: see docs/runbook.md#${anchorOf(heading)}`,
    });
  }
}

/** The anchor a Markdown heading gets. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
