import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { anchorOf } from '#infra/alarms.ts';
import { LOG_METRICS, type LogMetric } from '#infra/log-metrics.ts';
import { synthTemplate } from '../support/synth-stack.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const template = synthTemplate();
const runbook = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8');
const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));

const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties,
);

describe('alarms', () => {
  it('name a heading of the runbook, and tell somebody when they begin and end', () => {
    expect(alarms.length).toBeGreaterThan(15);
    for (const { AlarmDescription, AlarmActions, OKActions } of alarms) {
      expect(headings).toContain(AlarmDescription.split('#')[1]);
      expect([AlarmActions.length, OKActions.length]).toEqual([1, 1]);
    }
  });

  it('may publish to their topic, whose own policy takes the place of the one that lets them', () => {
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

  it('watch metrics that the template makes', () => {
    const made = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName,
    );
    const watched = JSON.stringify(alarms).match(/prod-\w+/g) ?? [];

    expect(watched.length).toBeGreaterThan(8);
    expect(made).toEqual(expect.arrayContaining(watched.filter((name) => name !== 'prod-regional')));
  });
});

describe('metrics from logs', () => {
  it.each(Object.entries<LogMetric>(LOG_METRICS))(
    '%s counts a line that handlers write',
    (_name, { message, value }) => {
      const source = sources(join(ROOT, 'lambdas')).join('\n');

      expect(source).toMatch(new RegExp(`log\\.(?:info|warn|error)\\('${message}'`, 'i'));
      if (value) expect(source).toContain(`${value}:`);
    },
  );
});

describe('advice in the doctor and the commands', () => {
  it('names headings that exist', () => {
    const named = sources(join(ROOT, 'infra'))
      .join('\n')
      .matchAll(/"([^"]+)" in docs\/runbook\.md/g);

    for (const [, heading] of named) expect(headings).toContain(anchorOf(heading ?? ''));
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
