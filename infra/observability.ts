import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { readCallRules } from '#lambdas/contract/call-rules.ts';
import { Alarms } from './alarms.ts';
import type { ApiFirewall } from './api-firewall.ts';
import type { Config } from './config.ts';
import { addDashboard } from './dashboard.ts';
import type { Handlers } from './handlers.ts';
import { LogMetrics } from './log-metrics.ts';
import type { PaymentStore } from './payment-store.ts';
import type { PaymentsApi } from './payments-api.ts';
import { addSavedQueries } from './saved-queries.ts';
import { ThrottleMetrics } from './throttle-metrics.ts';

export interface ObservabilityProps {
  readonly config: Config;
  readonly api: PaymentsApi;
  readonly apiFirewall: ApiFirewall;
  readonly handlers: Handlers;
  readonly store: PaymentStore;
  /** Where events go that nobody took. */
  readonly lostEvents?: Queue;
  readonly key: IKey;
}

/** Metrics, alarms, the dashboard, and the queries to follow one payment with. */
export class Observability extends Construct {
  readonly alarms: Alarms;

  constructor(
    scope: Construct,
    id: string,
    { config, api, apiFirewall, handlers, store, lostEvents, key }: ObservabilityProps,
  ) {
    super(scope, id);
    const { stage } = config;
    new LogMetrics(this, 'Metrics', { handlers, stage });
    new ThrottleMetrics(this, 'Throttles', { accessLog: api.accessLog, stage });
    const firewall = { acl: apiFirewall.metricName, region: Stack.of(this).region };
    const line = { alarmSeconds: config.alarmWaitSeconds, limit: readCallRules(config.callRules).queueLimit };
    const told = lostEvents ? { lostEvents } : {};
    const parts = { stage, api, handlers, line, store, firewall, ...told };
    this.alarms = new Alarms(this, 'Alarms', { ...parts, key, email: config.alarmEmail });
    addDashboard(this, 'Dashboard', parts, this.alarms.alarms);
    addSavedQueries(this, stage, handlers);
  }
}
