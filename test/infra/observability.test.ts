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

describe('the alarm on what is changed from outside', () => {
  const rules = Object.entries(template.findResources('AWS::Events::Rule')).filter(
    ([, { Properties }]) => Properties.EventPattern?.['detail-type'],
  );
  const ruleOf = (source: string) => {
    const found = rules.filter(([, { Properties }]) => Properties.EventPattern.source[0] === source);
    expect(found).toHaveLength(1);
    return found[0]?.[1].Properties;
  };
  const idsOf = (type: string, start = '') =>
    Object.keys(template.findResources(type)).filter((id) => id.startsWith(start));
  const nameAndArn = (id: string) => [{ Ref: id }, { 'Fn::GetAtt': [id, 'Arn'] }];

  it("rings when a key is taken out of service or another's policy is put on it, the log's among them", () => {
    const keys = idsOf('AWS::KMS::Key');
    expect(keys.some((id) => id.startsWith('TlogKey'))).toBe(true);
    expect(ruleOf('aws.kms').EventPattern).toEqual({
      source: ['aws.kms'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['kms.amazonaws.com'],
        eventName: ['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy'],
        requestParameters: { keyId: keys.flatMap(nameAndArn) },
      },
    });
  });

  it('rings when the policy, the stream or the expiry of a table is changed, or the table deleted', () => {
    const tables = [
      ...idsOf('AWS::DynamoDB::Table', 'StoreAudit'),
      ...idsOf('AWS::DynamoDB::Table', 'StoreSession'),
    ];
    expect(tables).toHaveLength(2);
    const values = tables.flatMap(nameAndArn);
    expect(ruleOf('aws.dynamodb').EventPattern).toEqual({
      source: ['aws.dynamodb'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['dynamodb.amazonaws.com'],
        eventName: [
          'DeleteResourcePolicy',
          'DeleteTable',
          'PutResourcePolicy',
          'UpdateTable',
          'UpdateTimeToLive',
        ],
        $or: [{ requestParameters: { tableName: values } }, { requestParameters: { resourceArn: values } }],
      },
    });
  });

  it("rings when the policy, the lock, the versions or the lifecycle of the log's bucket is changed", () => {
    const [bucket] = idsOf('AWS::S3::Bucket', 'TlogBucket');
    expect(ruleOf('aws.s3').EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['s3.amazonaws.com'],
        eventName: [
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
        ],
        requestParameters: { bucketName: [{ Ref: bucket }] },
      },
    });
  });

  it('rings when CloudTrail is told to log less of the writes by others', () => {
    const [trail = ''] = idsOf('AWS::CloudTrail::Trail');
    const values = nameAndArn(trail);
    expect(ruleOf('aws.cloudtrail').EventPattern).toEqual({
      source: ['aws.cloudtrail'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['cloudtrail.amazonaws.com'],
        eventName: ['DeleteTrail', 'PutEventSelectors', 'StopLogging', 'UpdateTrail'],
        $or: [{ requestParameters: { name: values } }, { requestParameters: { trailName: values } }],
      },
    });
  });

  it('names a heading of the runbook and nothing of a payment', () => {
    expect(rules).toHaveLength(4);
    const paths = rules.flatMap(([, { Properties }]) => {
      const { InputTransformer } = Properties.Targets[0];
      expect(anchors).toContain(/#([\w-]+)/.exec(InputTransformer.InputTemplate)?.[1]);
      return Object.values(InputTransformer.InputPathsMap);
    });
    expect([...new Set(paths)].sort()).toEqual([
      '$.detail.eventName',
      '$.detail.requestParameters.bucketName',
      '$.detail.requestParameters.keyId',
      '$.detail.requestParameters.name',
      '$.detail.requestParameters.resourceArn',
      '$.detail.requestParameters.tableName',
      '$.detail.requestParameters.trailName',
      '$.detail.userIdentity.arn',
    ]);
  });

  it('does not depend on the keys it watches, and may publish what each rule finds', () => {
    const topics = new Set(rules.map(([, { Properties }]) => Properties.Targets[0].Arn.Ref));
    expect(topics.size).toBe(1);
    const [topic = ''] = topics;
    expect(template.findResources('AWS::SNS::Topic')[topic]?.Properties).not.toHaveProperty('KmsMasterKeyId');
    const policy = Object.values(template.findResources('AWS::SNS::TopicPolicy')).find(
      ({ Properties }) => Properties.Topics[0].Ref === topic,
    );
    const allowed: readonly Record<string, unknown>[] = policy?.Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    expect(allowed.map(({ Condition }) => Condition)).toEqual(
      rules.map(([id]) => ({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [id, 'Arn'] } } })),
    );
    expect(new Set(allowed.map(({ Principal }) => JSON.stringify(Principal)))).toEqual(
      new Set(['{"Service":"events.amazonaws.com"}']),
    );
  });
});

describe('the alarms on the log', () => {
  const alarm = (name: string) => {
    const [found] = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).filter(([id]) =>
      new RegExp(`Alarms${name}[0-9A-F]{8}$`).test(id),
    );
    return found?.[1].Properties;
  };
  const RINGS_AT_ONE = {
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 1,
    EvaluationPeriods: 1,
    Period: 60,
    Statistic: 'Sum',
    TreatMissingData: 'notBreaching',
  };

  it.each([
    ['AuditItemsChanged', 'audit item changed', 'an-audit-item-was-changed'],
    ['AuditItemsUnsealed', 'audit item without a seal', 'an-audit-item-was-changed'],
    ['LogsDamaged', 'log damaged', 'the-log-is-damaged'],
  ])('%s rings at the first line that says so, within a minute', (name, message, anchor) => {
    expect(alarm(name)).toMatchObject({
      ...RINGS_AT_ONE,
      MetricName: `prod-${name}`,
      AlarmDescription: expect.stringMatching(new RegExp(`#${anchor}$`)),
    });
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: `{ $.message = "${message}" }`,
      MetricTransformations: [Match.objectLike({ MetricName: `prod-${name}`, MetricValue: '1' })],
    });
  });

  it('ring when the seal is not called for five minutes, fails for three, or is a minute late', () => {
    const ofSeal = [{ Name: 'FunctionName', Value: { Ref: idsOfSeal() } }];

    expect(alarm('SealStopped')).toMatchObject({
      MetricName: 'Invocations',
      Dimensions: ofSeal,
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    expect(alarm('SealLate')).toMatchObject({
      MetricName: 'IteratorAge',
      Dimensions: ofSeal,
      Statistic: 'Maximum',
      Period: 60,
      Threshold: 60_000,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(alarm('SealFails')).toMatchObject({ Threshold: 1, EvaluationPeriods: 3 });
    const { Metrics } = alarm('SealFails') as {
      Metrics: { MetricStat?: { Metric: Record<string, unknown> } }[];
    };
    expect(Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])).toEqual([
      { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: ofSeal },
      { Namespace: 'AWS/Lambda', MetricName: 'Throttles', Dimensions: ofSeal },
    ]);
  });

  it('ring when the table is written to and its stream calls nobody, though the clock still does', () => {
    const { Metrics, ...rest } = alarm('StreamUnread') as {
      readonly Metrics: readonly {
        readonly Expression?: string;
        readonly Id: string;
        readonly MetricStat?: unknown;
      }[];
    };
    expect(rest).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    const of = (id: string) => Metrics.find(({ Id }) => Id === id)?.MetricStat;
    expect(Metrics.find(({ Expression }) => Expression)?.Expression).toBe(
      'IF(FILL(writes, 0) > 0 AND FILL(batches, 0) == 0, 1, 0)',
    );
    expect(of('writes')).toMatchObject({ Metric: { MetricName: 'ConsumedWriteCapacityUnits' }, Stat: 'Sum' });
    expect(JSON.stringify(of('writes'))).toContain('"StoreAudit');
    expect(of('batches')).toMatchObject({
      Metric: {
        MetricName: 'IteratorAge',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: idsOfSeal() } }],
      },
      Stat: 'SampleCount',
    });
  });

  function idsOfSeal(): string | undefined {
    return Object.keys(template.findResources('AWS::Lambda::Function')).find((id) =>
      id.startsWith('HandlersSealFunction'),
    );
  }
});
