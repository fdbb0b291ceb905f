import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { SEAL, SWEEP } from '#lambdas/contract/jobs.ts';
import type { Handlers } from './handlers.ts';
import { type LogMetricName, metricName, NAMESPACE } from './log-metrics.ts';
import type { PaymentStore } from './payment-store.ts';
import type { PaymentsApi } from './payments-api.ts';
import { othersThrottled, WEBHOOKS, webhookThrottled } from './throttle-metrics.ts';

/** Share of {@link LOG_METRICS} `AnswerTime` within 20 seconds, in percent. */
export const ANSWERED_IN_TIME = Stats.percentileRank(0, 20_000);

export interface AlarmDefinition {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Fires below the threshold and when there is no data; otherwise at or above the threshold. */
  readonly below?: boolean;
  /** Periods in a row; 1 where absent. */
  readonly periods?: number;
  /** The runbook heading that says what to do. */
  readonly heading: string;
  /** CloudFormation undoes a deployment during which it rings, and for a while after. Five at most. */
  readonly undoesDeployment?: boolean;
}

export interface AlarmParts {
  readonly stage: string;
  readonly api: PaymentsApi;
  readonly handlers: Handlers;
  readonly store: PaymentStore;
  /** When callers have waited for too long, and how many may wait. */
  readonly line: { readonly alarmSeconds: number; readonly limit: number };
  /** Where events go that nobody took; absent without webhooks. */
  readonly lostEvents?: Queue;
  /** Names of the firewall in front of the API, as metrics use them. */
  readonly firewall: { readonly acl: string; readonly region: string };
}

/** Every condition that alerts the person on call, with the runbook heading that says what to do. */
export function alarmDefinitions(parts: AlarmParts): Readonly<Record<string, AlarmDefinition>> {
  const { api, line, lostEvents, stage, store } = parts;
  const ours = (name: LogMetricName, minutes = 5, statistic = Stats.SUM) =>
    logMetric(stage, name, minutes, statistic);
  return {
    AuditWritesFail: {
      metric: ours('StoreFailures', 1),
      threshold: 1,
      heading: 'A store does not respond',
      undoesDeployment: true,
    },
    CallbacksFail: {
      metric: lambdaTrouble(parts, 'statusCallback'),
      threshold: 1,
      heading: 'Callbacks fail',
      undoesDeployment: true,
    },
    ...Object.fromEntries(
      WEBHOOKS.map((name) => [
        `Throttled-${name}`,
        { metric: webhookThrottled(stage, name), threshold: 1, heading: 'Requests are throttled' },
      ]),
    ),
    DeskThrottled: { metric: othersThrottled(stage), threshold: 50, heading: 'Requests are throttled' },
    CallbacksLate: {
      metric: ours('CallbackAge', 5, Stats.percentile(95)),
      threshold: 10_000,
      periods: 2,
      heading: 'Callbacks arrive late',
    },
    CallersWaitLong: {
      metric: ours('AnswerTime', 5, Stats.percentile(90)),
      threshold: line.alarmSeconds * 1_000,
      periods: 2,
      heading: 'Callers wait long',
    },
    // Those above have been answered. When nobody answers, only the line itself tells.
    LineWaitsLong: {
      metric: ours('LongestWait', 1, Stats.MAXIMUM),
      threshold: line.alarmSeconds * 1_000,
      periods: 3,
      heading: 'Callers wait long',
    },
    LineNearlyFull: {
      metric: ours('CallersInLine', 1, Stats.MAXIMUM),
      threshold: Math.max(1, Math.ceil(line.limit * NEARLY_FULL)),
      periods: 3,
      heading: 'Callers wait long',
    },
    AnswersLate: { metric: lateShare(stage), threshold: 50, heading: 'Callers wait long' },
    CallersGiveUp: { metric: ours('CallersGaveUp', 15), threshold: 10, heading: 'Callers wait long' },
    CallersSentAway: { metric: ours('CallersSentAway', 15), threshold: 10, heading: 'Callers wait long' },
    SignaturesRefused: { metric: ours('SignaturesRefused'), threshold: 5, heading: 'Signatures refused' },
    ConnectorFails: { metric: ours('ConnectorErrors'), threshold: 3, heading: 'The processor fails' },
    PaymentsFail: { metric: failedShare(stage), threshold: 50, heading: 'Many payments fail' },
    SessionsHang: { metric: ours('SessionsSwept', 15), threshold: 3, heading: 'Sessions hang' },
    SweepStopped: {
      metric: invocations(parts, SWEEP.name),
      threshold: 1,
      below: true,
      heading: 'The sweep has stopped',
    },
    SweepFails: { metric: lambdaTrouble(parts, SWEEP.name), threshold: 3, heading: 'The sweep has stopped' },
    TwilioUnavailable: {
      metric: ours('TwilioUnavailable'),
      threshold: 5,
      heading: 'Twilio does not respond',
    },
    ScreensBehind: { metric: ours('ScreensBehind'), threshold: 10, heading: 'Screens fall behind' },
    ListsBehind: { metric: ours('ListsBehind'), threshold: 5, heading: 'Lists fall behind' },
    OthersLate: { metric: ours('OthersToldLate'), threshold: 1, heading: 'Others are told late' },
    ...(lostEvents
      ? {
          DeliveriesFail: {
            metric: ours('WebhooksGivenUp', 15),
            threshold: 1,
            heading: 'Deliveries do not arrive',
          },
          EndpointsOff: {
            metric: ours('EndpointsOff', 15),
            threshold: 1,
            heading: 'Deliveries do not arrive',
          },
          EventsLost: {
            metric: lostEvents.metricApproximateNumberOfMessagesVisible({
              statistic: Stats.MAXIMUM,
              period: Duration.minutes(5),
            }),
            threshold: 1,
            heading: 'Events were not taken',
          },
        }
      : {}),
    SessionsNotSwept: { metric: ours('SessionsNotSwept', 15), threshold: 3, heading: 'Sessions hang' },
    TrailsBroken: { metric: ours('TrailsBroken', 1), threshold: 1, heading: 'A trail is broken' },
    AuditItemsChanged: {
      metric: ours('AuditItemsChanged', 1),
      threshold: 1,
      heading: 'An audit item was changed',
    },
    AuditItemsUnsealed: {
      metric: ours('AuditItemsUnsealed', 1),
      threshold: 1,
      heading: 'An audit item was changed',
    },
    LogsDamaged: { metric: ours('LogsDamaged', 1), threshold: 1, heading: 'The log is damaged' },
    SealStopped: {
      metric: invocations(parts, SEAL.name),
      threshold: 1,
      below: true,
      heading: 'Sealing has stopped',
    },
    SealFails: {
      metric: lambdaTrouble(parts, SEAL.name),
      threshold: 1,
      periods: 3,
      heading: 'Sealing has stopped',
    },
    // What the table's stream holds is lost after 24 hours; until it is sealed nothing proves it.
    SealLate: { metric: sealAge(parts), threshold: 60_000, heading: 'Sealing has stopped' },
    // The clock calls it, too, so that neither of the above sees a stream that nobody reads.
    StreamUnread: {
      metric: unreadStream(parts),
      threshold: 1,
      periods: 2,
      heading: 'Sealing has stopped',
    },
    Faults: {
      metric: ours('Faults'),
      threshold: 1,
      heading: 'A handler has a bug',
      undoesDeployment: true,
    },
    ApiFails: {
      metric: api.api.metricServerError({ statistic: Stats.SUM, period: Duration.minutes(5) }),
      threshold: 5,
      heading: 'Webhooks do not respond',
      undoesDeployment: true,
    },
    ApiSlow: {
      metric: api.api.metricLatency({ statistic: Stats.percentile(95), period: Duration.minutes(5) }),
      threshold: 5_000,
      periods: 3,
      heading: 'The API is slow',
    },
    TablesThrottle: {
      metric: throttledRequests(store),
      threshold: 1,
      periods: 2,
      heading: 'A store does not respond',
    },
    FirewallBlocks: {
      metric: blockedRequests(parts),
      threshold: 200,
      heading: 'The firewall blocks many requests',
    },
  };
}

/** Share of the callers who may wait. */
const NEARLY_FULL = 0.8;

export function logMetric(stage: string, name: LogMetricName, minutes: number, statistic: string): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName: metricName(name, stage),
    statistic,
    period: Duration.minutes(minutes),
  });
}

/** Errors and throttles of one function in a minute: each is a request without a response. */
function lambdaTrouble({ handlers }: AlarmParts, name: string): IMetric {
  const handler = functionOf(handlers, name);
  const period = Duration.minutes(1);
  return new MathExpression({
    expression: 'errors + throttles',
    label: `${name} errors and throttles`,
    usingMetrics: {
      errors: handler.metricErrors({ period }),
      throttles: handler.metricThrottles({ period }),
    },
    period,
  });
}

function invocations({ handlers }: AlarmParts, name: string): IMetric {
  return functionOf(handlers, name).metricInvocations({ period: Duration.minutes(5), statistic: Stats.SUM });
}

function functionOf(handlers: Handlers, name: string) {
  const handler = handlers.all.get(name)?.function;
  if (handler) return handler;
  throw new Error(`Failed to watch ${name}: there is no such function. Correct infra/alarm-definitions.ts.`);
}

/** How old the change of the audit table was that the seal took last, in ms. */
export function sealAge({ handlers }: Pick<AlarmParts, 'handlers'>): IMetric {
  return functionOf(handlers, SEAL.name).metric('IteratorAge', {
    statistic: Stats.MAXIMUM,
    period: Duration.minutes(1),
  });
}

/** 1 where the audit table was written to in five minutes and the seal was told of nothing: for a moment that is usual. */
function unreadStream({ handlers, store }: AlarmParts): IMetric {
  const period = Duration.minutes(5);
  return new MathExpression({
    expression: 'IF(FILL(writes, 0) > 0 AND FILL(batches, 0) == 0, 1, 0)',
    label: 'Written, but not sealed',
    usingMetrics: {
      writes: store.audit.metricConsumedWriteCapacityUnits({ statistic: Stats.SUM, period }),
      batches: functionOf(handlers, SEAL.name).metric('IteratorAge', {
        statistic: Stats.SAMPLE_COUNT,
        period,
      }),
    },
    period,
  });
}

/** Percentage of sessions that failed in 15 minutes; 0 below ten sessions, where a single one counts for too much. */
function failedShare(stage: string): IMetric {
  const sum = (name: LogMetricName) => logMetric(stage, name, 15, Stats.SUM);
  return new MathExpression({
    expression: 'IF(failed + succeeded >= 10, 100 * failed / (failed + succeeded), 0)',
    label: 'Failed sessions, percent',
    usingMetrics: { failed: sum('SessionsFailed'), succeeded: sum('SessionsSucceeded') },
    period: Duration.minutes(15),
  });
}

/** Percentage of callers who were answered, but not within 20 seconds, in 15 minutes; 0 below ten callers. */
function lateShare(stage: string): IMetric {
  return new MathExpression({
    expression: 'IF(answered >= 10, 100 - inTime, 0)',
    label: 'Answered after 20 s, percent',
    usingMetrics: {
      answered: logMetric(stage, 'CallersAnswered', 15, Stats.SUM),
      inTime: logMetric(stage, 'AnswerTime', 15, ANSWERED_IN_TIME),
    },
    period: Duration.minutes(15),
  });
}

function throttledRequests({ audit, sessions }: PaymentStore): IMetric {
  const period = Duration.minutes(5);
  const throttled = (tableName: string, operation: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: 'ThrottledRequests',
      dimensionsMap: { TableName: tableName, Operation: operation },
      statistic: Stats.SUM,
      period,
    });
  return new MathExpression({
    expression: 'SUM(METRICS())',
    label: 'Throttled requests',
    usingMetrics: {
      auditPut: throttled(audit.tableName, 'PutItem'),
      auditQuery: throttled(audit.tableName, 'Query'),
      sessionsPut: throttled(sessions.tableName, 'PutItem'),
      sessionsUpdate: throttled(sessions.tableName, 'UpdateItem'),
      sessionsQuery: throttled(sessions.tableName, 'Query'),
    },
    period,
  });
}

function blockedRequests({ firewall: { acl, region } }: AlarmParts): IMetric {
  return new Metric({
    namespace: 'AWS/WAFV2',
    metricName: 'BlockedRequests',
    dimensionsMap: { WebACL: acl, Region: region, Rule: 'ALL' },
    statistic: Stats.SUM,
    period: Duration.minutes(5),
  });
}
