import { MetricFilter, FilterPattern as Pattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV, type EnvironmentName } from '#lambdas/contract/environment.ts';
import type { ErrorCode } from '#lambdas/contract/errors.ts';
import { JOBS } from '#lambdas/contract/jobs.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import type { Handlers } from './handlers.ts';

export const NAMESPACE = 'AgentAssistPay';

/** A metric counted from log lines, so that handlers only write logs and need no code for metrics. */
export interface LogMetric {
  /**
   * Handlers whose log is read; all handlers when absent. Each filter is a resource of the stack, which may have 500, so those that
   * cannot write the line are left out. A test looks for the line in the bundles of the others.
   */
  readonly handlers?: readonly string[];
  /** The line's `message`. */
  readonly message: string;
  readonly state?: string;
  readonly code?: ErrorCode;
  readonly result?: string;
  /** Counted separately for each value of `code`. */
  readonly byCode?: boolean;
  /** Field with the value to record; when absent, lines are counted. */
  readonly value?: 'ageMilliseconds' | 'milliseconds' | 'waiting';
}

/** Handlers that read one of these variables, without which the line cannot come about. */
function reading(...names: readonly EnvironmentName[]): readonly string[] {
  return [...ROUTES, ...JOBS].flatMap(({ name, environment }) =>
    names.some((variable) => environment.includes(variable)) ? [name] : [],
  );
}

const OWNED = ['startPaySession', 'updatePaySession', 'completePaySession', 'cancelPaySession', 'panel'];
const READ = ['listPaySessions', 'searchPaySessions', 'getPaySession', 'panelPayments', 'getCall'];
const LINE = ['sweep', 'twiml'];

/** Every metric of our own, by name. */
export const LOG_METRICS = {
  SessionsSucceeded: { handlers: ['statusCallback'], message: 'session over', state: 'succeeded' },
  SessionsFailed: { handlers: ['statusCallback'], message: 'session over', state: 'failed' },
  SessionsCancelled: { handlers: ['statusCallback'], message: 'session over', state: 'cancelled' },
  SessionsStarted: { handlers: ['startPaySession', 'panel'], message: 'session started' },
  ConnectorErrors: {
    handlers: ['statusCallback'],
    message: 'session over',
    result: 'payment-connector-error',
  },
  CaptureErrors: { handlers: ['statusCallback'], message: 'capture error', byCode: true },
  CallbackAge: { handlers: ['statusCallback'], message: 'callback', value: 'ageMilliseconds' },
  // Who waits at that moment: every minute, and whenever somebody joins them.
  CallersInLine: { handlers: LINE, message: 'callers in line', value: 'waiting' },
  LongestWait: { handlers: LINE, message: 'callers in line', value: 'milliseconds' },
  CallersWaiting: { handlers: ['twiml'], message: 'caller waiting' },
  CallersAnswered: { handlers: ['callStatus'], message: 'caller answered' },
  AnswerTime: { handlers: ['callStatus'], message: 'caller answered', value: 'milliseconds' },
  CallersGaveUp: { handlers: ['twiml', 'callStatus', 'presence'], message: 'caller gave up' },
  CallersSentAway: { handlers: ['twiml'], message: 'caller sent away' },
  CallsMissed: { handlers: ['callStatus'], message: 'call missed' },
  AgentsAbsent: { handlers: ['callStatus'], message: 'agent absent' },
  SessionsSwept: { handlers: ['sweep'], message: 'session swept' },
  SignaturesRefused: {
    handlers: ['twiml', 'callStatus', 'statusCallback'],
    message: 'refused',
    code: 'SIGNATURE_REFUSED',
  },
  AccessRefused: { handlers: [...OWNED, ...READ], message: 'refused', code: 'NOT_YOUR_CALL' },
  StoreFailures: { message: 'refused', code: 'STORE_UNAVAILABLE' },
  TwilioUnavailable: {
    handlers: reading(ENV.twilioApiBaseUrl, ENV.twilioSyncBaseUrl),
    message: 'refused',
    code: 'TWILIO_UNAVAILABLE',
  },
  ScreensBehind: { handlers: reading(ENV.syncServiceSid), message: 'state not pushed' },
  ListsBehind: { handlers: reading(ENV.keepSessionsMonths), message: 'state not kept' },
  OthersToldLate: { handlers: ['sweep'], message: 'others told late' },
  WebhooksGivenUp: { handlers: ['deliver'], message: 'webhook given up' },
  EndpointsOff: { handlers: ['deliver'], message: 'endpoint off' },
  SessionsNotSwept: { handlers: ['sweep'], message: 'session not swept' },
  TrailsBroken: {
    handlers: ['getPaySession', 'panelPayments', 'accessLog', 'searchAccessLog'],
    message: 'trail broken',
  },
  Faults: { message: 'failed' },
} as const satisfies Readonly<Record<string, LogMetric>>;

export type LogMetricName = keyof typeof LOG_METRICS;

/** Counts every metric of {@link LOG_METRICS} from the logs of its handlers. */
export class LogMetrics extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { handlers, stage }: { readonly handlers: Handlers; readonly stage: string },
  ) {
    super(scope, id);
    for (const [name, metric] of Object.entries<LogMetric>(LOG_METRICS)) {
      for (const [handler, { logGroup }] of handlers.all) {
        if (metric.handlers && !metric.handlers.includes(handler)) continue;
        new MetricFilter(this, `${name}-${handler}`, {
          logGroup,
          filterPattern: patternOf(metric),
          metricNamespace: NAMESPACE,
          metricName: metricName(name, stage),
          metricValue: metric.value ? `$.${metric.value}` : '1',
          ...(metric.byCode ? { dimensions: { code: '$.code' } } : {}),
          ...(metric.byCode || metric.value ? {} : { defaultValue: 0 }),
        });
      }
    }
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
