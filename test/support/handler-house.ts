import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import dynalite from 'dynalite';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { PaySession, Role } from '#lambdas/contract/desk-api.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import type { GrantResponse } from '#lambdas/contract/panel-api.ts';
import { GRANT_SCOPE, ROUTES } from '#lambdas/contract/routes.ts';
import { TABLES } from '#lambdas/contract/tables.ts';
import type { Handler } from '#lambdas/edge/serve.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import { handOver } from '#local/database/hand-over.mjs';
import '#local/database/parse-once.cjs';
import { shortenWire } from '#local/database/short-wire.ts';
import type { LocalLog } from '#local/handler-environment.ts';
import { prepareTlog } from '#local/tlog-key.ts';
import { type FakeBus, startFakeBus } from './fake-bus.ts';
import { type FakeTwilio, startFakeTwilio } from './fake-twilio.ts';

export const PUBLIC_BASE_URL = 'https://pay.example.com/api';
export const DESK_URL = 'https://desk.example/';
export const AUTH_TOKENS = ['1'.repeat(32), '2'.repeat(32)] as const;
export const ACCOUNT_SID = `AC${'0'.repeat(32)}`;
const CONNECTOR = { connectorUsername: 'connector', connectorPassword: 'open sesame' };

export interface Reply<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: Body;
}

/** Who calls: a name and its groups. */
export interface Person {
  readonly username: string;
  readonly roles: readonly Role[];
}
export const ANA: Person = { username: 'ana', roles: ['agent'] };
export const BEN: Person = { username: 'ben', roles: ['agent'] };
export const SAM: Person = { username: 'sam', roles: ['agent', 'supervisor'] };

let people = 0;
/** Another of the same groups: a test reads more often than one person may. */
export function another({ username, roles }: Person): Person {
  people += 1;
  return { username: `${username}.${people}`, roles };
}

/** Other systems that are set up, by name; the id each signs in with is its name and `-id`. */
export const CLIENTS = ['acme', 'rival'] as const;
export const originOf = (client: string) => `https://${client}.example`;

export type Form = Readonly<Record<string, string>>;

/** The real handlers over a real DynamoDB engine in memory and a fake Twilio. One per test file: handlers read the environment. */
export interface HandlerHouse {
  readonly twilio: FakeTwilio;
  readonly bus: FakeBus;
  /** Runs a handler with an event as given. */
  invoke<Body = Record<string, unknown>>(
    route: string,
    event: Partial<APIGatewayProxyEvent>,
  ): Promise<Reply<Body>>;
  /** Calls a route of the desk's API. */
  desk<Body = PaySession>(
    route: string,
    person: Person,
    body?: unknown,
    more?: Partial<APIGatewayProxyEvent>,
  ): Promise<Reply<Body>>;
  /** Calls a route for other systems, as one of {@link CLIENTS}. */
  client<Body = GrantResponse>(client: string, body: unknown): Promise<Reply<Body>>;
  /** Calls a route of the panel with the token of one; `path` is below `/panel`. */
  panel<Body = PaySession>(path: string, token: string, body?: unknown): Promise<Reply<Body>>;
  /** Calls a webhook, signed; `below` is added to the path of its route: `/dialled`, or a query. */
  webhook(route: string, form: Form, headers?: Form, below?: string): Promise<Reply>;
  /** A call that rings for an agent. */
  rungCall(person?: Person): Promise<string>;
  /** A call that rang and was answered by an agent. */
  answeredCall(person?: Person): Promise<string>;
  /** A payment callback of a session, with the given parameters. */
  callback(paySid: string, form: Form, token?: string): Promise<Reply>;
  close(): Promise<void>;
}

let sids = 0;
/** A SID not used before. */
export function newSid(prefix: 'CA' | 'PK'): string {
  sids += 1;
  return `${prefix}${sids.toString(16).padStart(8, '0')}${'0'.repeat(24)}`;
}

export async function openHouse(): Promise<HandlerHouse> {
  const database = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
  const { port } = database.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const lengthenWire = shortenWire(port, async (request) => {
    // Never at once: a request has always left the caller before it arrives.
    await setImmediate();
    if (!database.listening) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    return handOver(database, request);
  });
  await createMissingTables(endpoint, TABLES);
  const twilio = await startFakeTwilio();
  const bus = await startFakeBus();
  const dataDir = await mkdtemp(join(tmpdir(), 'house-'));
  Object.assign(process.env, environment(endpoint, twilio.url, bus.url, await prepareTlog(dataDir)));

  const handlers = new Map<string, Handler>();
  for (const { name, entry } of ROUTES) {
    const module = (await import(`../../lambdas/${entry}`)) as { handler: Handler };
    handlers.set(name, module.handler);
  }

  const house: HandlerHouse = {
    twilio,
    bus,

    async invoke<Body>(route: string, event: Partial<APIGatewayProxyEvent>) {
      const handler = handlers.get(route);
      if (!handler) throw new Error(`No route ${route}`);
      const result = await handler({ ...blankEvent(route), ...event } as APIGatewayProxyEvent);
      return {
        status: result.statusCode,
        headers: result.headers ?? {},
        text: result.body,
        json: (result.body.startsWith('{') ? JSON.parse(result.body) : {}) as Body,
      };
    },

    desk(route, person, body, more = {}) {
      return house.invoke(route, {
        body: body === undefined ? null : JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
        requestContext: signedInAs(person),
        ...more,
      });
    },

    client: (client, body) =>
      house.invoke('createGrant', { body: JSON.stringify(body), requestContext: clientAs(`${client}-id`) }),

    panel<Body>(path: string, token: string, body?: unknown) {
      const [, paySid] = /^\/paySessions\/(.+)$/.exec(path) ?? [];
      const resource = `/panel${paySid ? '/paySessions/{paySid}' : path}`;
      const route = ROUTES.find(({ paths }) => (paths as readonly string[]).includes(resource));
      return house.invoke<Body>(route?.name ?? resource, {
        path: `/panel${path}`,
        resource,
        httpMethod: route?.method ?? 'POST',
        pathParameters: paySid ? { paySid } : null,
        body: body === undefined ? null : JSON.stringify(body),
        headers: { Authorization: `Bearer ${token}` },
      });
    },

    webhook(route, form, headers = {}, below = '') {
      const address = `${ROUTES.find(({ name }) => name === route)?.paths[0] ?? ''}${below}`;
      const [path = '', query] = address.split('?');
      const parameters = Object.fromEntries(new URLSearchParams(query));
      return house.invoke(route, {
        path,
        resource: path,
        queryStringParameters: parameters,
        multiValueQueryStringParameters: Object.fromEntries(
          Object.entries(parameters).map(([name, value]) => [name, [value]]),
        ),
        body: new URLSearchParams(form).toString(),
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          'X-Twilio-Signature': getExpectedTwilioSignature(AUTH_TOKENS[0], PUBLIC_BASE_URL + address, form),
          ...headers,
        },
      });
    },

    async rungCall(person = ANA) {
      const callSid = newSid('CA');
      await house.desk('token', person);
      await house.desk('presence', person, { state: 'online' });
      await house.webhook('twiml', { CallSid: callSid, From: '+12025550100', To: '+12025550142' });
      return callSid;
    },

    async answeredCall(person = ANA) {
      const callSid = await house.rungCall(person);
      const legSid = newSid('CA');
      await house.webhook('callStatus', {
        CallSid: legSid,
        ParentCallSid: callSid,
        CallStatus: 'in-progress',
        To: `client:${identityOf(person.username)}`,
      });
      return callSid;
    },

    callback: (paySid, form, token) =>
      house.webhook(
        'statusCallback',
        { AccountSid: ACCOUNT_SID, Sid: paySid, PaymentMethod: 'credit-card', ...form },
        token ? { 'I-Twilio-Idempotency-Token': token } : {},
      ),

    async close() {
      lengthenWire();
      await twilio.close();
      await bus.close();
      await rm(dataDir, { recursive: true });
      await new Promise<void>((resolve) => {
        database.close(() => resolve());
        database.closeAllConnections();
      });
    },
  };
  return house;
}

/** The request context API Gateway adds to a signed-in request. */
export function signedInAs({ username, roles }: Person): APIGatewayProxyEvent['requestContext'] {
  const claims = { sub: username, username, 'cognito:groups': roles.join(','), token_use: 'access' };
  return {
    requestId: 'request-1',
    authorizer: { claims },
  } as unknown as APIGatewayProxyEvent['requestContext'];
}

/** The request context API Gateway adds to the request of another system. */
export function clientAs(
  client: string,
  scope: string = GRANT_SCOPE,
): APIGatewayProxyEvent['requestContext'] {
  const claims = { sub: client, client_id: client, scope, token_use: 'access' };
  return {
    requestId: 'request-1',
    authorizer: { claims },
  } as unknown as APIGatewayProxyEvent['requestContext'];
}

export function connectorCredentials(password = CONNECTOR.connectorPassword): string {
  return `Basic ${Buffer.from(`${CONNECTOR.connectorUsername}:${password}`).toString('base64')}`;
}

function blankEvent(route: string) {
  const path = ROUTES.find(({ name }) => name === route)?.paths[0] ?? '';
  return {
    path,
    resource: path,
    httpMethod: 'POST',
    headers: {},
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1' },
  };
}

function environment(
  database: string,
  twilio: string,
  bus: string,
  tlog: LocalLog,
): Readonly<Record<string, string>> {
  return {
    [ENV.publicBaseUrl]: PUBLIC_BASE_URL,
    [ENV.auditTable]: 'Audit',
    [ENV.sessionsTable]: 'Sessions',
    [ENV.twilioAccountSid]: ACCOUNT_SID,
    [ENV.twilioSecret]: JSON.stringify({
      authTokens: AUTH_TOKENS,
      apiKeySid: `SK${'1'.repeat(32)}`,
      apiKeySecret: 'api key secret',
      ...CONNECTOR,
    }),
    [ENV.syncServiceSid]: `IS${'2'.repeat(32)}`,
    [ENV.twimlAppSid]: `AP${'3'.repeat(32)}`,
    [ENV.phoneNumber]: '+12025550142',
    [ENV.payConnectorName]: 'Default',
    [ENV.callbackOverrides]: 'rc=3&rp=ct,rt,5xx',
    [ENV.embedClients]: CLIENTS.map((name) => `${name}=${originOf(name)}`).join(','),
    [ENV.embedClientIds]: CLIENTS.map((name) => `${name}=${name}-id`).join(','),
    [ENV.eventBus]: 'events',
    [ENV.eventsBaseUrl]: bus,
    [ENV.deskUrl]: DESK_URL,
    [ENV.webhooks]: 'crm=https://crm.example.com/payments',
    [ENV.tlogFolder]: tlog.folder,
    [ENV.tlogKeyFile]: tlog.keyFile,
    [ENV.twilioApiBaseUrl]: twilio,
    [ENV.twilioSyncBaseUrl]: twilio,
    [ENV.logLevel]: 'silent',
    AWS_ENDPOINT_URL_DYNAMODB: database,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
