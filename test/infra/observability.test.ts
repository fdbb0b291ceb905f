import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { anchorOf } from '#infra/alarms.ts';
import { WEBHOOKS } from '#infra/throttle-metrics.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import { runbookHeadings } from '../support/runbook.ts';
import { synthTemplate } from '../support/synth-stack.ts';

const template = synthTemplate();
const anchors = runbookHeadings().map(anchorOf);

const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties,
);

describe('alarms', () => {
  it('name a heading of the runbook, and notify when they start and end', () => {
    expect(alarms.length).toBeGreaterThan(15);
    for (const { AlarmDescription, AlarmActions, OKActions } of alarms) {
      expect(anchors).toContain(AlarmDescription.split('#')[1]);
      expect([AlarmActions.length, OKActions.length]).toEqual([1, 1]);
    }
  });

  it('may publish to their topic, whose own policy replaces the default that allows it', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
              ArnLike: { 'aws:SourceArn': Match.anyValue() },
            },
          }),
        ]),
      },
    });
  });

  it('undo a deployment when callers cannot pay or nothing can be recorded', () => {
    const [output] = Object.values(template.findOutputs('UndoingAlarms'));
    const ids: string[] = JSON.stringify(output?.Value).match(/\w+Alarms\w+(?=","Arn)/g) ?? [];

    expect(ids.map((id) => id.replace(/.*Alarms(\w+?)[0-9A-F]{8}$/, '$1'))).toEqual([
      'AuditWritesFail',
      'CallbacksFail',
      'Faults',
      'ApiFails',
    ]);
    expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm'))).toEqual(
      expect.arrayContaining(ids),
    );
  });

  it('ring at the first 429 of a webhook, by route, and at many of the desk, from the access log', () => {
    const throttled = alarms.filter(({ MetricName = '' }) => MetricName.endsWith('Throttled'));
    expect(throttled.map(({ Dimensions, Threshold }) => [Dimensions?.[0].Value, Threshold])).toEqual([
      ...WEBHOOKS.map((name) => [PATHS[name], 1]),
      [undefined, 50],
    ]);
    const patterns = Object.values(template.findResources('AWS::Logs::MetricFilter'))
      .map(({ Properties }) => Properties.FilterPattern)
      .filter((pattern) => pattern.includes('429'));
    expect(patterns).toEqual([
      '{ ($.status = "429") && (($.route = "/twiml") || ($.route = "/callStatus") || ($.route = "/statusCallback")) }',
      '{ ($.status = "429") && ($.route != "/twiml") && ($.route != "/callStatus") && ($.route != "/statusCallback") }',
    ]);
  });

  it('watch metrics that the template creates', () => {
    const made = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName,
    );
    const watched = JSON.stringify(alarms).match(/prod-\w+/g) ?? [];

    expect(watched.length).toBeGreaterThan(8);
    expect(made).toEqual(expect.arrayContaining(watched.filter((name) => name !== 'prod-regional')));
  });
});

describe('the alarm on keys', () => {
  const [rule] = Object.values(template.findResources('AWS::Events::Rule')).filter(
    ({ Properties }) => Properties.EventPattern,
  );

  it('rings when somebody schedules the deletion of a key of the stage or disables it, by id or by ARN', () => {
    const { detail, ...rest } = rule?.Properties.EventPattern ?? {};
    expect(rest).toEqual({ source: ['aws.kms'], 'detail-type': ['AWS API Call via CloudTrail'] });
    expect(detail.eventName).toEqual(['ScheduleKeyDeletion', 'DisableKey']);
    const named: readonly Record<string, unknown>[] = detail.requestParameters.keyId;
    const keys = Object.keys(template.findResources('AWS::KMS::Key'));
    expect(named).toEqual(keys.flatMap((id) => [{ Ref: id }, { 'Fn::GetAtt': [id, 'Arn'] }]));
  });

  it('names a heading of the runbook and nothing of a payment', () => {
    const { InputTransformer } = rule?.Properties.Targets[0] ?? {};
    const text: string = InputTransformer.InputTemplate;
    expect(anchors).toContain(/#([\w-]+)/.exec(text)?.[1]);
    expect(Object.values(InputTransformer.InputPathsMap)).toEqual([
      '$.detail.eventName',
      '$.detail.requestParameters.keyId',
      '$.detail.userIdentity.arn',
    ]);
  });

  it('does not depend on the keys it watches', () => {
    const topic = rule?.Properties.Targets[0].Arn.Ref;
    expect(template.findResources('AWS::SNS::Topic')[topic]?.Properties).not.toHaveProperty('KmsMasterKeyId');
    const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    expect(JSON.stringify(policies.find(({ Properties }) => Properties.Topics[0].Ref === topic))).toMatch(
      /events\.amazonaws\.com.*aws:SourceArn|aws:SourceArn.*events\.amazonaws\.com/,
    );
  });
});
