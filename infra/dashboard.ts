import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  PeriodOverride,
  SearchExpression,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type AlarmParts, ANSWERED_IN_TIME, logMetric, sealAge } from './alarm-definitions.ts';
import { nameInAccount } from './config.ts';
import { type LogMetricName, metricName, NAMESPACE } from './log-metrics.ts';

/** One page for the person on call: alarms first, then payments, then each layer from Twilio inwards. */
export function addDashboard(
  scope: Construct,
  id: string,
  parts: AlarmParts,
  alarms: readonly Alarm[],
): Dashboard {
  const { stage, api, handlers, store } = parts;
  const ours = (name: LogMetricName, statistic = Stats.SUM) => logMetric(stage, name, 5, statistic);
  const of = (name: string) => handlers.all.get(name)?.function;
  const all = [...handlers.all.values()].map((handler) => handler.function);
  const callbacks = of('statusCallback');
  const sweep = of('sweep');

  const dashboard = new Dashboard(scope, id, {
    dashboardName: nameInAccount({ stage, region: Stack.of(scope).region }),
    periodOverride: PeriodOverride.AUTO,
    defaultInterval: Duration.hours(6),
  });
  dashboard.addWidgets(
    new TextWidget({
      markdown: `# Payments (${stage})\nEach alarm names a heading of docs/runbook.md that says what to do. To follow one payment: Logs Insights, saved queries, "${stage}: one pay session".`,
      width: 24,
      height: 3,
    }),
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 }),
  );
  dashboard.addWidgets(
    new SingleValueWidget({
      title: 'Sessions in the period shown',
      metrics: [
        ours('SessionsStarted'),
        ours('SessionsSucceeded'),
        ours('SessionsFailed'),
        ours('SessionsCancelled'),
      ],
      setPeriodToTimeRange: true,
      width: 12,
      height: 6,
    }),
    graph('Sessions by outcome', [
      ours('SessionsSucceeded'),
      ours('SessionsFailed'),
      ours('SessionsCancelled'),
    ]),
  );
  dashboard.addWidgets(
    graph('Capture errors by type', [
      new SearchExpression({
        expression: `SEARCH('{${NAMESPACE},code} MetricName="${metricName('CaptureErrors', stage)}"', 'Sum', 300)`,
        label: '',
      }),
    ]),
    graph('Processor and Twilio', [
      ours('ConnectorErrors'),
      ours('TwilioUnavailable'),
      ours('ScreensBehind'),
    ]),
  );
  dashboard.addWidgets(
    graph('Callers: answered, waiting, gave up, sent away', [
      ours('CallersAnswered'),
      ours('CallersWaiting'),
      ours('CallersGaveUp'),
      ours('CallersSentAway'),
    ]),
    graph(
      'Callers in line; longest wait, ms (right)',
      [ours('CallersInLine', Stats.MAXIMUM)],
      [ours('LongestWait', Stats.MAXIMUM)],
    ),
  );
  dashboard.addWidgets(
    graph(
      'Until an agent answers, ms; within 20 s, percent (right)',
      [ours('AnswerTime', Stats.p(50)), ours('AnswerTime', Stats.p(90))],
      [ours('AnswerTime', ANSWERED_IN_TIME)],
    ),
    graph('Agents who were rung in vain: missed, absent', [ours('CallsMissed'), ours('AgentsAbsent')]),
  );
  dashboard.addWidgets(
    graph('Age of callbacks, ms', [ours('CallbackAge', Stats.p(50)), ours('CallbackAge', Stats.p(95))]),
    graph(
      'Callbacks: calls, errors, throttles',
      callbacks ? [callbacks.metricInvocations(), callbacks.metricErrors(), callbacks.metricThrottles()] : [],
    ),
  );
  dashboard.addWidgets(
    graph('API: requests, refusals, failures', [
      api.api.metricCount(),
      api.api.metricClientError(),
      api.api.metricServerError(),
    ]),
    graph('API: latency, ms', [
      api.api.metricLatency({ statistic: Stats.p(50) }),
      api.api.metricLatency({ statistic: Stats.p(95) }),
    ]),
  );
  dashboard.addWidgets(
    graph('Refused: signatures, access', [ours('SignaturesRefused'), ours('AccessRefused')]),
    graph('Stores: failures, writes', [
      ours('StoreFailures'),
      store.audit.metricConsumedWriteCapacityUnits(),
      store.sessions.metricConsumedWriteCapacityUnits(),
    ]),
  );
  dashboard.addWidgets(
    graph(
      'Concurrent functions',
      all.map((handler) => handler.metric('ConcurrentExecutions', { statistic: Stats.MAXIMUM })),
    ),
    graph('Sweep', [
      ours('SessionsSwept'),
      ...(sweep ? [sweep.metricErrors(), sweep.metricInvocations()] : []),
    ]),
  );
  dashboard.addWidgets(
    graph(
      'Log: heads sealed; age of what was sealed last, ms (right)',
      [ours('LeavesSealed')],
      [sealAge(parts)],
    ),
    graph('Log: items changed or without a seal, damage', [
      ours('AuditItemsChanged'),
      ours('AuditItemsUnsealed'),
      ours('LogsDamaged'),
    ]),
  );
  return dashboard;
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  const axes = { leftYAxis: { min: 0 }, rightYAxis: { min: 0 } };
  return new GraphWidget({ title, left, right, width: 12, height: 6, ...axes });
}
