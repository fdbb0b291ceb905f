import { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { JOBS, type JobDefinition } from '#lambdas/contract/jobs.ts';
import { COMMON_ENVIRONMENT, type RouteDefinition } from '#lambdas/contract/routes.ts';
import { HandlerBundles } from './bundle-handlers.ts';
import { type Config, keepsData } from './config.ts';
import type { Events } from './events.ts';
import { type EnvironmentValues, environmentOf } from './handler-environment.ts';
import { HandlerFunction } from './handler-function.ts';
import { reservedAt } from './operate/capacity/sizing.ts';
import type { PaymentStore } from './payment-store.ts';
import { appends, PERMISSIONS } from './permissions.ts';
import { protectedLog } from './protected-log.ts';
import type { TransparencyLog } from './transparency-log.ts';
import type { TwilioSecret } from './twilio-secret.ts';

export interface HandlersProps {
  readonly config: Config;
  readonly routes: readonly RouteDefinition[];
  readonly store: PaymentStore;
  readonly tlog: TransparencyLog;
  readonly secret: TwilioSecret;
  /** Absent where nobody is told. */
  readonly events: Events | undefined;
  readonly logsKey: IKey;
}

/** Every function of the stack. Each is added once the values it needs exist. */
export class Handlers extends Construct {
  readonly all = new Map<string, HandlerFunction>();
  /** What every handler writes to, but {@link SEES_CARDS}. */
  readonly log: LogGroup;
  private readonly logProps: LogGroupProps;
  private readonly props: HandlersProps;
  private readonly bundles: HandlerBundles;

  constructor(scope: Construct, id: string, props: HandlersProps) {
    super(scope, id);
    this.props = props;
    this.logProps = protectedLog(props.logsKey, keepsData(props.config.stage));
    this.log = new LogGroup(this, 'Log', this.logProps);
    props.tlog.acceptNames(this);
    this.bundles = new HandlerBundles(
      Object.fromEntries([...props.routes, ...JOBS].map(({ name, entry }) => [name, entry])),
    );
  }

  addRoute(route: RouteDefinition, values: EnvironmentValues): HandlerFunction {
    return this.add(
      { ...route, environment: [...COMMON_ENVIRONMENT, ...route.environment] },
      values,
      TIMEOUT_SECONDS[route.auth.kind],
      `${route.method} ${route.paths[0]}`,
    );
  }

  addJob(job: JobDefinition, values: EnvironmentValues): HandlerFunction {
    return this.add(job, values, TIMEOUT_SECONDS[job.name], JOB_DESCRIPTIONS[job.name]);
  }

  /** Roles of the functions that add to the audit table. */
  appenders(): readonly Role[] {
    return [...this.all].flatMap(([name, { role }]) => (appends(PERMISSIONS[name] ?? {}) ? role : []));
  }

  private add(
    { name, environment }: Pick<RouteDefinition, 'name' | 'environment'>,
    values: EnvironmentValues,
    timeoutSeconds: number,
    description: string,
  ): HandlerFunction {
    const { config, store, secret, events, tlog } = this.props;
    const rights = PERMISSIONS[name];
    if (!rights)
      throw new Error(`Failed to build ${name}: it has no rights. Add a line to infra/permissions.ts.`);
    const reserved = config.reservedConcurrency ? reservedAt(config.paymentsPerSecond)[name] : undefined;
    const handler = new HandlerFunction(this, name.charAt(0).toUpperCase() + name.slice(1), {
      code: this.bundles.codeOf(name),
      description,
      environment: environmentOf(environment, values),
      statements: [
        ...store.statementsFor(rights),
        ...secret.statementsFor(Stack.of(this), rights),
        ...(events?.statementsFor(rights) ?? []),
        ...tlog.statementsFor(rights),
      ],
      log: name === SEES_CARDS ? this.logProps : this.log,
      timeoutSeconds,
      ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
    });
    this.all.set(name, handler);
    return handler;
  }
}

/** The one function that is sent card data keeps a log of its own, so that no other log is near cards. */
export const SEES_CARDS = 'mockPaymentProcessor';

/** Twilio gives up on a webhook after 15 s, and API Gateway on any request after 29 s. */
const TIMEOUT_SECONDS = {
  twilioSignature: 14,
  signIn: 25,
  connectorBasic: 20,
  client: 25,
  grant: 25,
  panel: 25,
  sweep: 55,
  deliver: 55,
  seal: 55,
  configureTwilio: 120,
  // Cognito waits for five (AWS docs).
  companyClaims: 4,
} as const;

const JOB_DESCRIPTIONS = {
  sweep: 'Ends payment sessions that hang',
  deliver: 'Sends webhooks to other systems',
  seal: 'Logs the heads of chains outside the tables',
  companyClaims: "Turns a company's groups into roles",
  configureTwilio: "Sets up Twilio's side of the stack",
} as const;
