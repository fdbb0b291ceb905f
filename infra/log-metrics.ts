import { type LogGroup, MetricFilter, FilterPattern as Pattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ErrorCode } from '#lambdas/contract/errors.ts';
import type { Handlers } from './handlers.ts';

export const NAMESPACE = 'AgentAssistPay';

/** A metric counted from log lines, so that handlers only write logs and need no code for metrics. */
export interface LogMetric {
  /** The line's `message`. */
  readonly message: string;
  readonly state?: string;
  readonly code?: ErrorCode;
  readonly result?: string;
  /** Counted separately for each value of `code`. */
  readonly byCode?: boolean;
  /** Field with the value to record; when absent, lines are counted. */
  readonly value?: 'ageMilliseconds' | 'leaves' | 'milliseconds' | 'waiting';
  /** Counted also in logs that are a handler's own. Each filter is a resource of the stack, which may have 500. */
  readonly everywhere?: true;
}

/** Every metric of our own, by name. */
export const LOG_METRICS = {
  SessionsSucceeded: { message: 'session over', state: 'succeeded' },
  SessionsFailed: { message: 'session over', state: 'failed' },
  SessionsCancelled: { message: 'session over', state: 'cancelled' },
  SessionsStarted: { message: 'session started' },
  ConnectorErrors: { message: 'session over', result: 'payment-connector-error' },
  CaptureErrors: { message: 'capture error', byCode: true },
  CallbackAge: { message: 'callback', value: 'ageMilliseconds' },
  // Who waits at that moment: every minute, and whenever somebody joins them.
  CallersInLine: { message: 'callers in line', value: 'waiting' },
  LongestWait: { message: 'callers in line', value: 'milliseconds' },
  CallersWaiting: { message: 'caller waiting' },
  CallersAnswered: { message: 'caller answered' },
  AnswerTime: { message: 'caller answered', value: 'milliseconds' },
  CallersGaveUp: { message: 'caller gave up' },
  CallersSentAway: { message: 'caller sent away' },
  CallsMissed: { message: 'call missed' },
  AgentsAbsent: { message: 'agent absent' },
  SessionsSwept: { message: 'session swept' },
  SignaturesRefused: { message: 'refused', code: 'SIGNATURE_REFUSED' },
  AccessRefused: { message: 'refused', code: 'NOT_YOUR_CALL' },
  StoreFailures: { message: 'refused', code: 'STORE_UNAVAILABLE', everywhere: true },
  TwilioUnavailable: { message: 'refused', code: 'TWILIO_UNAVAILABLE' },
  ScreensBehind: { message: 'state not pushed' },
  ListsBehind: { message: 'state not kept' },
  OthersToldLate: { message: 'others told late' },
  WebhooksGivenUp: { message: 'webhook given up' },
  EndpointsOff: { message: 'endpoint off' },
  SessionsNotSwept: { message: 'session not swept' },
  TrailsBroken: { message: 'trail broken' },
  LeavesSealed: { message: 'sealed', value: 'leaves' },
  AuditItemsChanged: { message: 'audit item changed' },
  AuditItemsUnsealed: { message: 'audit item without a seal' },
  LogsDamaged: { message: 'log damaged' },
  Faults: { message: 'failed', everywhere: true },
} as const satisfies Readonly<Record<string, LogMetric>>;

export type LogMetricName = keyof typeof LOG_METRICS;

/** Counts every metric of {@link LOG_METRICS}. A log takes 100 filters. */
export class LogMetrics extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { handlers, stage }: { readonly handlers: Handlers; readonly stage: string },
  ) {
    super(scope, id);
    const own = [...handlers.all].filter(([, { logGroup }]) => logGroup !== handlers.log);
    for (const [name, metric] of Object.entries<LogMetric>(LOG_METRICS)) {
      this.count(name, handlers.log, metric, metricName(name, stage));
      if (!metric.everywhere) continue;
      for (const [handler, { logGroup }] of own) {
        this.count(`${name}-${handler}`, logGroup, metric, metricName(name, stage));
      }
    }
  }

  private count(id: string, logGroup: LogGroup, metric: LogMetric, name: string): void {
    new MetricFilter(this, id, {
      logGroup,
      filterPattern: patternOf(metric),
      metricNamespace: NAMESPACE,
      metricName: name,
      metricValue: metric.value ? `$.${metric.value}` : '1',
      ...(metric.byCode ? { dimensions: { code: '$.code' } } : {}),
      ...(metric.byCode || metric.value ? {} : { defaultValue: 0 }),
    });
  }
}

/** The stage is part of the name: a log metric with a dimension cannot have a default of zero. */
export function metricName(name: string, stage: string): string {
  return `${stage}-${name}`;
}

function patternOf({ message, state, code, result, value }: LogMetric): ReturnType<typeof Pattern.all> {
  const terms = Object.entries({ message, state, code, result }).filter(([, term]) => term !== undefined);
  return Pattern.all(
    ...terms.map(([field, term]) => Pattern.stringValue(`$.${field}`, '=', String(term))),
    ...(value ? [Pattern.exists(`$.${value}`)] : []),
  );
}
