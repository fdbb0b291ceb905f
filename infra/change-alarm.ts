import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { anchorOf } from './alarms.ts';
import type { PaymentStore } from './payment-store.ts';

export interface ChangeAlarmProps {
  readonly stage: string;
  readonly keys: readonly Key[];
  readonly store: PaymentStore;
  /** That of the transparency log. */
  readonly bucket: IBucket;
  /** That of writes by others. */
  readonly trail: CfnTrail;
  readonly email: string | undefined;
}

/** What takes a key out of service or lets somebody else use it, as CloudTrail names it. */
const OF_KEYS = ['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy'];

/** What lets items of a table be changed, removed, or no longer be seen to change. */
const OF_TABLES = [
  'DeleteResourcePolicy',
  'DeleteTable',
  'PutResourcePolicy',
  'UpdateTable',
  'UpdateTimeToLive',
];

/** What weakens the lock of a bucket. Two have a name in the API that CloudTrail's list has otherwise; both are here. */
const OF_BUCKETS = [
  'DeleteBucket',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'PutBucketLifecycle',
  'PutBucketLifecycleConfiguration',
  'PutBucketObjectLockConfiguration',
  'PutBucketPolicy',
  'PutBucketReplication',
  'PutBucketVersioning',
  'PutObjectLockConfiguration',
];

/** What has a trail log less. */
const OF_TRAILS = ['DeleteTrail', 'PutEventSelectors', 'StopLogging', 'UpdateTrail'];

interface Change {
  /** The runbook heading that says what to do. */
  readonly heading: string;
  /** First part of the service's host name. */
  readonly service: string;
  readonly names: readonly string[];
  /** How the call names what it changes: any of these parameters with any of these values. */
  readonly parameters: readonly string[];
  readonly values: readonly string[];
}

/**
 * Tells at once when somebody takes a key out of service, or changes what protects a table or the transparency log.
 * Deployments do some of it, too. The account needs a trail in CloudTrail: without one EventBridge hears nothing.
 */
export class ChangeAlarm extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, keys, store, bucket, trail, email }: ChangeAlarmProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: `Payment keys ${stage}`, enforceSSL: true });
    const withoutKey =
      'It reports that a key is out of service, so it must work without that key. It names a resource and a principal only.';
    acknowledge(this.topic, {
      'PCI.DSS.321-SNSEncryptedKMS': withoutKey,
      'PCI.DSS.401-TopicEncrypted': withoutKey,
    });
    const tables = [store.audit, store.sessions];
    // The ids stay: another one would be another rule.
    this.tell('Rule', {
      heading: 'A key is about to go',
      service: 'kms',
      names: OF_KEYS,
      parameters: ['keyId'],
      values: keys.flatMap(({ keyId, keyArn }) => [keyId, keyArn]),
    });
    this.tell('Tables', {
      heading: 'Somebody changes what protects the trail',
      service: 'dynamodb',
      names: OF_TABLES,
      parameters: ['tableName', 'resourceArn'],
      values: tables.flatMap(({ tableName, tableArn }) => [tableName, tableArn]),
    });
    this.tell('Bucket', {
      heading: 'Somebody changes what protects the trail',
      service: 's3',
      names: OF_BUCKETS,
      parameters: ['bucketName'],
      values: [bucket.bucketName],
    });
    this.tell('Trail', {
      heading: 'Somebody changes what protects the trail',
      service: 'cloudtrail',
      names: OF_TRAILS,
      parameters: ['name', 'trailName'],
      values: [trail.ref, trail.attrArn],
    });
    if (email) this.topic.addSubscription(new EmailSubscription(email));
  }

  private tell(id: string, { heading, service, names, parameters, values }: Change): void {
    const [first = '', ...others] = parameters;
    const named = (parameter: string) => ({ requestParameters: { [parameter]: values } });
    const rule = new Rule(this, id, {
      description: heading,
      eventPattern: {
        source: [`aws.${service}`],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: [`${service}.amazonaws.com`],
          eventName: names,
          ...(others.length > 0 ? { $or: parameters.map(named) } : named(first)),
        },
      },
    });
    const at = (path: string) => EventField.fromPath(`$.detail.${path}`);
    const text = `${at('eventName')} of ${parameters.map((parameter) => at(`requestParameters.${parameter}`)).join('')} by ${at('userIdentity.arn')}: see docs/runbook.md#${anchorOf(heading)}`;
    rule.addTarget({ bind: () => ({ arn: this.topic.topicArn, input: RuleTargetInput.fromText(text) }) });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: id === 'Rule' ? 'AllowThisRule' : `AllowTheRuleOf${id}`,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
  }
}
