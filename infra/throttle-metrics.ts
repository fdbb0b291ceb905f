import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type LogGroup, MetricFilter, FilterPattern as Pattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PATHS, ROUTES, type RouteName } from '#lambdas/contract/routes.ts';
import { metricName, NAMESPACE } from './log-metrics.ts';

/** What Twilio calls and does not repeat when it is refused. */
export const WEBHOOKS: readonly RouteName[] = ROUTES.filter(
  ({ auth }) => auth.kind === 'twilioSignature',
).map(({ name }) => name);

const WEBHOOK = 'WebhooksThrottled';
const OTHER = 'OthersThrottled';

/**
 * Requests refused with 429, from the API's access log: the gateway has no metric for them, and no function runs that could
 * log them. Those of webhooks are counted by route.
 */
export class ThrottleMetrics extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { accessLog, stage }: { readonly accessLog: LogGroup; readonly stage: string },
  ) {
    super(scope, id);
    const refused = Pattern.stringValue('$.status', '=', '429');
    const paths = WEBHOOKS.map((name) => PATHS[name]);
    const common = { logGroup: accessLog, metricNamespace: NAMESPACE, metricValue: '1' };
    new MetricFilter(this, WEBHOOK, {
      ...common,
      filterPattern: Pattern.all(
        refused,
        Pattern.any(...paths.map((path) => Pattern.stringValue('$.route', '=', path))),
      ),
      metricName: metricName(WEBHOOK, stage),
      dimensions: { route: '$.route' },
    });
    new MetricFilter(this, OTHER, {
      ...common,
      filterPattern: Pattern.all(refused, ...paths.map((path) => Pattern.stringValue('$.route', '!=', path))),
      metricName: metricName(OTHER, stage),
      defaultValue: 0,
    });
  }
}

/** One webhook's refusals in a minute. */
export function webhookThrottled(stage: string, route: RouteName): Metric {
  return sum(metricName(WEBHOOK, stage), 1, { route: PATHS[route] });
}

/** Refusals in five minutes of all that is no webhook. */
export function othersThrottled(stage: string): Metric {
  return sum(metricName(OTHER, stage), 5);
}

function sum(name: string, minutes: number, dimensionsMap?: Record<string, string>): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName: name,
    statistic: Stats.SUM,
    period: Duration.minutes(minutes),
    ...(dimensionsMap ? { dimensionsMap } : {}),
  });
}
