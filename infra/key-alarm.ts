import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { anchorOf } from './alarms.ts';
import type { EncryptionKeys } from './encryption-keys.ts';

export interface KeyAlarmProps {
  readonly stage: string;
  readonly keys: EncryptionKeys;
  readonly email: string | undefined;
}

/** What takes a key out of service, as CloudTrail names it. */
const ENDINGS = ['ScheduleKeyDeletion', 'DisableKey'];

const HEADING = 'A key is about to go';

/**
 * Tells at once when somebody disables one of the stage's keys or schedules its deletion. The account needs a trail in
 * CloudTrail: without one EventBridge hears nothing.
 */
export class KeyAlarm extends Construct {
  constructor(scope: Construct, id: string, { stage, keys, email }: KeyAlarmProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', { displayName: `Payment keys ${stage}`, enforceSSL: true });
    acknowledge(topic, {
      'PCI.DSS.321-SNSEncryptedKMS':
        'It reports that a key is out of service, so it must work without that key. It names a key and a principal only.',
    });
    const owned = [keys.data, keys.operations];
    const rule = new Rule(this, 'Rule', {
      description: HEADING,
      eventPattern: {
        source: ['aws.kms'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['kms.amazonaws.com'],
          eventName: ENDINGS,
          requestParameters: { keyId: owned.flatMap(({ keyId, keyArn }) => [keyId, keyArn]) },
        },
      },
    });
    const text = `${EventField.fromPath('$.detail.eventName')} of the key ${EventField.fromPath('$.detail.requestParameters.keyId')} by ${EventField.fromPath('$.detail.userIdentity.arn')}: see docs/runbook.md#${anchorOf(HEADING)}`;
    rule.addTarget({ bind: () => ({ arn: topic.topicArn, input: RuleTargetInput.fromText(text) }) });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowThisRule',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
    if (email) topic.addSubscription(new EmailSubscription(email));
  }
}
