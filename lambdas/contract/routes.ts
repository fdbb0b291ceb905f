import { ENV, type EnvironmentName } from './environment.ts';
import { ID_RULE_NAMES, ID_SETTING_NAMES, RULE_NAMES } from './rule-names.ts';

/** How a caller proves itself. `signIn` lists the groups that may call at all; the handler checks ownership. */
export type RouteAuth =
  | {
      readonly kind: 'signIn';
      readonly roles: readonly ('agent' | 'supervisor')[];
      /** Shows records. Looks at payments are recorded too, so one person's requests are limited. */
      readonly reads?: true;
    }
  | { readonly kind: 'twilioSignature' }
  | { readonly kind: 'connectorBasic' }
  /** Another system's own access token: OAuth client credentials with the scope {@link GRANT_SCOPE}. */
  | { readonly kind: 'client' }
  /** A grant in the body, spent by the request. */
  | { readonly kind: 'grant' }
  /** The token for which a grant was spent. The handler checks it: an authorizer remembers what it let through. */
  | { readonly kind: 'panel'; readonly reads?: true };

/** Scope a client's access token needs, as Cognito writes it. No person's token has it. */
export const GRANT_SCOPE = 'desk/grant';

export interface RouteDefinition {
  /** Stable name: the function's id in the stack, the key of the local host. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** API Gateway resource paths below the stage, `{name}` for a path parameter. The first is the main one. */
  readonly paths: readonly [string, ...string[]];
  /** Entry file below `lambdas/`, exporting `handler`. */
  readonly entry: string;
  readonly auth: RouteAuth;
  /** Environment variables the handler reads beyond {@link COMMON_ENVIRONMENT}. */
  readonly environment: readonly EnvironmentName[];
}

/** Read by every handler. */
export const COMMON_ENVIRONMENT: readonly EnvironmentName[] = [ENV.publicBaseUrl];

const AGENT = { kind: 'signIn', roles: ['agent'] } as const;
const SUPERVISOR = { kind: 'signIn', roles: ['supervisor'] } as const;
const ANYONE_SIGNED_IN = { kind: 'signIn', roles: ['agent', 'supervisor'] } as const;
const READER = { ...ANYONE_SIGNED_IN, reads: true } as const;
const READING_SUPERVISOR = { ...SUPERVISOR, reads: true } as const;
const TWILIO = { kind: 'twilioSignature' } as const;

/** The sessions table and how its lists are split. */
const LISTS = [ENV.sessionsTable, ENV.paymentsPerSecond] as const;
const TRAIL = [ENV.auditTable, ENV.keepTrailMonths] as const;
const TABLES = [...TRAIL, ...LISTS, ENV.keepSessionsMonths] as const;
const TWILIO_SECRET = [ENV.twilioSecretArn, ENV.twilioSecret] as const;
/** Tells others: the bus, and where a payment's page is. */
const TELLS = [ENV.eventBus, ENV.eventsBaseUrl, ENV.deskUrl] as const;
const TWILIO_API = [...TWILIO_SECRET, ENV.twilioAccountSid, ENV.twilioApiBaseUrl] as const;
const PUSH = [...TWILIO_SECRET, ENV.syncServiceSid, ENV.twilioSyncBaseUrl] as const;

const DEFINITIONS = [
  {
    name: 'twiml',
    method: 'POST',
    // What comes next in a call is asked below the first.
    paths: ['/twiml', '/twiml/dialled', '/twiml/waiting', '/twiml/leftQueue', '/twiml/offered'],
    entry: 'calls/twiml.ts',
    auth: TWILIO,
    environment: [...LISTS, ...TWILIO_API, ...RULE_NAMES, ENV.deskUrl, ENV.phoneNumber],
  },
  {
    name: 'callStatus',
    method: 'POST',
    paths: ['/callStatus'],
    entry: 'calls/call-status.ts',
    auth: TWILIO,
    environment: [...LISTS, ...TWILIO_API, ...RULE_NAMES],
  },
  {
    name: 'token',
    method: 'POST',
    paths: ['/token'],
    entry: 'calls/token.ts',
    auth: AGENT,
    environment: [
      ...LISTS,
      ...TWILIO_SECRET,
      ...RULE_NAMES,
      ENV.twilioAccountSid,
      ENV.syncServiceSid,
      ENV.phoneNumber,
      ENV.twimlAppSid,
    ],
  },
  {
    name: 'presence',
    method: 'POST',
    paths: ['/presence'],
    entry: 'calls/presence.ts',
    auth: AGENT,
    environment: [...LISTS, ...TWILIO_API, ...RULE_NAMES],
  },
  {
    name: 'startPaySession',
    method: 'POST',
    paths: ['/startPaySession'],
    entry: 'payment/start-pay-session.ts',
    auth: AGENT,
    environment: [
      ENV.callbackOverrides,
      ...TABLES,
      ...TWILIO_API,
      ...PUSH,
      ...TELLS,
      ENV.payConnectorName,
      ...ID_SETTING_NAMES,
    ],
  },
  {
    name: 'updatePaySession',
    method: 'POST',
    paths: ['/updatePaySession'],
    entry: 'payment/update-pay-session.ts',
    auth: AGENT,
    environment: [ENV.callbackOverrides, ...TABLES, ...TWILIO_API],
  },
  {
    name: 'completePaySession',
    method: 'POST',
    paths: ['/completePaySession'],
    entry: 'payment/complete-pay-session.ts',
    auth: AGENT,
    environment: [ENV.callbackOverrides, ...TABLES, ...TWILIO_API],
  },
  {
    name: 'cancelPaySession',
    method: 'POST',
    paths: ['/cancelPaySession'],
    entry: 'payment/cancel-pay-session.ts',
    auth: ANYONE_SIGNED_IN,
    environment: [ENV.callbackOverrides, ...TABLES, ...TELLS, ...TWILIO_API, ...PUSH],
  },
  {
    name: 'resolvePaySession',
    method: 'POST',
    paths: ['/resolvePaySession'],
    entry: 'payment/resolve-pay-session.ts',
    auth: SUPERVISOR,
    environment: [...TABLES, ...TELLS, ...PUSH],
  },
  {
    name: 'statusCallback',
    method: 'POST',
    paths: ['/statusCallback'],
    entry: 'payment/status-callback.ts',
    auth: TWILIO,
    environment: [...TABLES, ...TELLS, ...PUSH],
  },
  {
    name: 'createGrant',
    method: 'POST',
    paths: ['/panel/grants'],
    entry: 'panel/create-grant.ts',
    auth: { kind: 'client' },
    environment: [ENV.sessionsTable, ENV.embedClients, ENV.embedClientIds, ENV.deskUrl, ...ID_RULE_NAMES],
  },
  {
    name: 'openPanel',
    method: 'POST',
    paths: ['/panel/open'],
    entry: 'panel/open-panel.ts',
    auth: { kind: 'grant' },
    environment: [...TRAIL, ENV.sessionsTable, ...TWILIO_API, ENV.embedClients],
  },
  {
    name: 'panel',
    method: 'POST',
    paths: [
      '/panel/startPaySession',
      '/panel/updatePaySession',
      '/panel/completePaySession',
      '/panel/cancelPaySession',
      '/panel/token',
    ],
    entry: 'panel/panel.ts',
    auth: { kind: 'panel' },
    environment: [
      ENV.embedClients,
      ENV.callbackOverrides,
      ...TABLES,
      ...TELLS,
      ...TWILIO_API,
      ENV.syncServiceSid,
      ENV.twilioSyncBaseUrl,
      ENV.payConnectorName,
      ...ID_SETTING_NAMES,
    ],
  },
  {
    name: 'panelPayments',
    method: 'GET',
    paths: ['/panel/paySessions', '/panel/paySessions/{paySid}'],
    entry: 'panel/panel-payments.ts',
    auth: { kind: 'panel', reads: true },
    environment: [...TABLES, ENV.embedClients],
  },
  {
    name: 'mockPaymentProcessor',
    method: 'POST',
    paths: ['/mockPaymentProcessor', '/mockPaymentProcessor/charge', '/mockPaymentProcessor/tokenize'],
    entry: 'processor/mock-payment-processor.ts',
    auth: { kind: 'connectorBasic' },
    environment: [ENV.sessionsTable, ENV.twilioSecretArn, ENV.twilioSecret],
  },
  {
    name: 'listPaySessions',
    method: 'GET',
    paths: ['/paySessions'],
    entry: 'records/list-pay-sessions.ts',
    auth: READER,
    environment: [...TRAIL, ...LISTS],
  },
  {
    name: 'searchPaySessions',
    method: 'POST',
    paths: ['/paySessions/search'],
    entry: 'records/search-pay-sessions.ts',
    auth: READER,
    environment: [...TRAIL, ...LISTS],
  },
  {
    name: 'toResolve',
    method: 'GET',
    paths: ['/paySessions/toResolve'],
    entry: 'records/to-resolve.ts',
    auth: SUPERVISOR,
    environment: LISTS,
  },
  {
    name: 'getPaySession',
    method: 'GET',
    paths: ['/paySessions/{paySid}'],
    entry: 'records/get-pay-session.ts',
    auth: READER,
    environment: TABLES,
  },
  {
    name: 'getSeal',
    method: 'GET',
    paths: ['/paySessions/{paySid}/seal'],
    entry: 'records/get-seal.ts',
    auth: READER,
    environment: [...TRAIL, ENV.tlogBucket, ENV.tlogFolder],
  },
  {
    name: 'getCall',
    method: 'GET',
    paths: ['/calls/{callSid}'],
    entry: 'records/get-call.ts',
    auth: READER,
    environment: [ENV.sessionsTable, ...TWILIO_API],
  },
  {
    name: 'myDay',
    method: 'GET',
    paths: ['/myDay'],
    entry: 'records/my-day.ts',
    auth: AGENT,
    environment: LISTS,
  },
  {
    name: 'team',
    method: 'GET',
    paths: ['/team'],
    entry: 'records/team.ts',
    auth: SUPERVISOR,
    environment: [...LISTS, ...RULE_NAMES],
  },
  {
    name: 'reports',
    method: 'GET',
    paths: ['/reports'],
    entry: 'records/reports.ts',
    auth: SUPERVISOR,
    environment: [ENV.auditTable, ...LISTS, ...RULE_NAMES],
  },
  {
    name: 'accessLog',
    method: 'GET',
    paths: ['/accessLog'],
    entry: 'records/access-log.ts',
    auth: READING_SUPERVISOR,
    environment: TRAIL,
  },
  {
    name: 'searchAccessLog',
    method: 'POST',
    paths: ['/accessLog/search'],
    entry: 'records/search-access-log.ts',
    auth: READING_SUPERVISOR,
    environment: TRAIL,
  },
  {
    name: 'closeReport',
    method: 'POST',
    paths: ['/reports/close'],
    entry: 'records/close-report.ts',
    auth: SUPERVISOR,
    environment: [ENV.auditTable, ...LISTS, ...RULE_NAMES],
  },
  {
    name: 'listDeliveries',
    method: 'GET',
    paths: ['/deliveries'],
    entry: 'records/list-deliveries.ts',
    auth: SUPERVISOR,
    environment: [ENV.sessionsTable, ENV.webhooks],
  },
  {
    name: 'resendDelivery',
    method: 'POST',
    paths: ['/deliveries/resend'],
    entry: 'records/resend-delivery.ts',
    auth: SUPERVISOR,
    environment: [ENV.sessionsTable],
  },
] as const satisfies readonly RouteDefinition[];

export type RouteName = (typeof DEFINITIONS)[number]['name'];

export interface Route extends RouteDefinition {
  readonly name: RouteName;
}

/** Every endpoint. The stack, the local host and the tests loop over this list; nothing else names a path. */
export const ROUTES: readonly Route[] = DEFINITIONS;

/** Main path of every route by its name, with its leading slash. */
export const PATHS = Object.fromEntries(ROUTES.map(({ name, paths }) => [name, paths[0]])) as Readonly<
  Record<RouteName, string>
>;
