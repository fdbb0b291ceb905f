import { Annotations, CfnRule, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { COMPANY_CLAIMS, CONFIGURE_TWILIO, DELIVER, SEAL, SWEEP } from '#lambdas/contract/jobs.ts';
import { ROUTES, type RouteAuth, type RouteDefinition } from '#lambdas/contract/routes.ts';
import { ApiFirewall } from './api-firewall.ts';
import { CdnLog, type CdnLogProps } from './cdn-log.ts';
import { ChangeAlarm } from './change-alarm.ts';
import { type Config, keepsData, nameInAccount } from './config.ts';
import { deskConfig } from './desk-config.ts';
import { EdgeFirewall } from './edge-firewall.ts';
import { EncryptionKeys } from './encryption-keys.ts';
import { Events } from './events.ts';
import { environmentValues } from './handler-environment.ts';
import { Handlers } from './handlers.ts';
import { Observability } from './observability.ts';
import { addOutputs } from './outputs.ts';
import { PaymentStore } from './payment-store.ts';
import { PaymentsApi } from './payments-api.ts';
import { SignIn } from './sign-in.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { TransparencyLog } from './transparency-log.ts';
import { TwilioConfiguration } from './twilio-configuration.ts';
import { TwilioSecret } from './twilio-secret.ts';
import { WebPages } from './web-pages.ts';
import { WebSite } from './web-site.ts';
import { WriteTrail } from './write-trail.ts';

export interface AgentAssistPayStackProps extends StackProps {
  readonly config: Config;
  /** Folder of the built desk. */
  readonly pages: string | undefined;
  /** CloudFront's firewall, when it is in another stack. */
  readonly edgeWebAclArn?: string;
}

/** Everything AWS runs for one stage. Composition only: each capability is a construct of its own. */
export class AgentAssistPayStack extends Stack {
  /** CloudFront's log settings, for the stack in us-east-1 when this one is in another region. */
  readonly cdnLog: CdnLogProps;

  constructor(scope: Construct, id: string, props: AgentAssistPayStackProps) {
    super(scope, id, props);
    const { config, pages } = props;
    const keep = keepsData(config.stage);
    const routes = routesOf(config);

    const { adopted } = config;
    // What is adopted outlives the stack, and so must its key.
    const keepKeys = keep || Boolean(adopted.audit ?? adopted.sessions);
    const keys = new EncryptionKeys(this, 'Keys', { keep: keepKeys });
    const logsKey = keys.operations;
    const secret = new TwilioSecret(config);
    const store = new PaymentStore(this, 'Store', { keys, keep, config });
    const tlog = new TransparencyLog(this, 'Tlog', { config, keep: keepKeys });
    const events = config.events.isOn ? new Events(this, 'Events', { config, keys, keep }) : undefined;
    const signIn = new SignIn(this, 'SignIn', config);
    const api = new PaymentsApi(this, 'Api', {
      userPool: signIn.userPool,
      logsKey,
      keepLogs: keep,
      paymentsPerSecond: config.paymentsPerSecond,
      routes,
    });

    const site = new WebSite(this, 'Site', {
      config,
      restApiId: api.api.restApiId,
      webAclArn: props.edgeWebAclArn ?? new EdgeFirewall(this, 'EdgeFirewall', { config, logsKey }).aclArn,
      signInOrigins: signIn.origins,
    });

    const handlers = new Handlers(this, 'Handlers', { config, routes, store, tlog, secret, events, logsKey });
    const embedClientIds = signIn.addClients(config.embed.clients);
    const known = { config, api, store, tlog, secret, deskUrl: site.url, embedClientIds, events };
    const configure = handlers.addJob(CONFIGURE_TWILIO, environmentValues(known));
    const twilio = new TwilioConfiguration(this, 'Twilio', {
      config,
      configure: configure.function,
      publicBaseUrl: api.publicBaseUrl,
      voiceFallbackUrl: site.voiceFallbackUrl,
    });
    const values = environmentValues({ ...known, twilio });
    for (const route of routes) api.addRoute(route, handlers.addRoute(route, values).function);
    if (config.federation) signIn.mapCompany(handlers.addJob(COMPANY_CLAIMS, values).function);
    if (events?.lost) events.deliverBy(handlers.addJob(DELIVER, values));
    new SweepSchedule(this, 'SweepSchedule', handlers.addJob(SWEEP, values).function);
    const seal = handlers.addJob(SEAL, values);
    tlog.sealedBy(seal, store.auditStream);
    const appenders = handlers.appenders();
    store.appendedBy(appenders);
    const { trail } = new WriteTrail(this, 'WriteTrail', {
      config,
      watched: [
        { type: 'AWS::DynamoDB::Table', arn: store.audit.tableArn, writers: appenders },
        { type: 'AWS::S3::Object', arn: tlog.bucket.arnForObjects(''), writers: [seal.role] },
      ],
    });
    // The id of when it watched keys only: another would be another topic, whose owner has to confirm it anew.
    new ChangeAlarm(this, 'KeyAlarm', {
      stage: config.stage,
      keys: [keys.data, keys.operations, tlog.key],
      store,
      bucket: tlog.bucket,
      trail,
      email: config.alarmEmail,
    });

    const apiFirewall = new ApiFirewall(this, 'ApiFirewall', { config, logsKey });
    api.protectWith(apiFirewall.aclArn);
    this.cdnLog = {
      name: `${nameInAccount(config)}-cdn`,
      distribution: site.distribution,
      bucket: site.accessLogs,
    };
    if (props.edgeWebAclArn === undefined) new CdnLog(this, 'CdnLog', this.cdnLog);
    const client = signIn.addDesk(site.url);
    const webPages = new WebPages(this, 'Pages', {
      bucket: site.bucket,
      folder: pages,
      deskConfig: deskConfig(config, signIn, client),
      logo: config.look.BRAND_LOGO,
      mending: config.mending,
      logsKey,
    });
    twilio.attachNumberAfter(api.api.deploymentStage, handlers, webPages);
    const { alarms } = new Observability(this, 'Observability', {
      config,
      api,
      apiFirewall,
      handlers,
      store,
      ...(events?.lost ? { lostEvents: events.lost } : {}),
      key: logsKey,
    });
    addOutputs(this, {
      config,
      api,
      site,
      signIn,
      twilio,
      alarms,
      store,
      keys,
      tlog,
      appenders: appenders.map(({ roleArn }) => roleArn),
      embedClientIds,
      events,
    });
    refuseWhen(this, [
      ...config.notDeployable,
      ...(pages ? [] : ['the desk is not built: run npm run build']),
    ]);
  }
}

/**
 * The routes of a stage. Without consent there is no stand-in processor, without a system to embed it no panel, and without
 * webhooks nothing to list.
 */
function routesOf({
  mockProcessor,
  embed,
  events,
}: Pick<Config, 'mockProcessor' | 'embed' | 'events'>): readonly RouteDefinition[] {
  const isThere: Readonly<Partial<Record<RouteAuth['kind'], boolean>>> = {
    connectorBasic: mockProcessor,
    client: embed.clients.length > 0,
    grant: embed.clients.length > 0,
    panel: embed.clients.length > 0,
  };
  const ofDeliveries: readonly string[] =
    events.endpoints.length > 0 ? [] : ['listDeliveries', 'resendDelivery'];
  return ROUTES.filter(({ name, auth }) => (isThere[auth.kind] ?? true) && !ofDeliveries.includes(name));
}

/** Makes a template that can be read and tested, but from which CloudFormation creates nothing. */
function refuseWhen(stack: Stack, reasons: readonly string[]): void {
  if (reasons.length === 0) return;
  Annotations.of(stack).addWarningV2(
    'agent-assist-pay:not-deployable',
    `This template cannot be deployed: ${reasons.join('; ')}.`,
  );
  new CfnRule(stack, 'NotDeployable', {
    assertions: reasons.map((reason) => ({
      assert: Fn.conditionEquals(stack.region, 'ready'),
      assertDescription: `Failed to deploy: ${reason}.`,
    })),
  });
}
