import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { ROUTES, type RouteAuth, type RouteDefinition } from '../routes.ts';
import { assertConnector, readCaller, readSignedForm } from './callers.ts';
import type { ErrorAnswer } from './contract.ts';
import { AppError } from './errors.ts';
import { describeFailure, type Log } from './log.ts';
import { type Answer, type ApiRequest, type Caller, readRequest } from './request.ts';
import { createServices, type Services } from './services.ts';
import type { FormParameters } from './signature.ts';

export type Handler = (
  event: APIGatewayProxyEvent,
  context?: Partial<Context>,
) => Promise<APIGatewayProxyResult>;

export interface SignedInRequest extends ApiRequest {
  readonly caller: Caller;
}

export interface TwilioWebhook extends ApiRequest {
  readonly parameters: FormParameters;
  /** The first value of a parameter. */
  parameter(name: string): string | undefined;
}

type Operation<Request> = (services: Services) => (request: Request) => Promise<Answer>;

const services = createServices();

/** The handler of a route for people: signed in, in one of the route's groups. */
export function forSignedIn(name: string, operation: Operation<SignedInRequest>): Handler {
  const auth = authOf(name, 'signIn');
  return serve(name, async (event, request) => {
    const caller = readCaller(event, auth.roles);
    return operation(services)({ ...request, caller });
  });
}

/** The handler of a route for Twilio: signed for the address we gave it. */
export function forTwilio(name: string, operation: Operation<TwilioWebhook>): Handler {
  authOf(name, 'twilioSignature');
  const [path] = routeOf(name).paths;
  return serve(name, async (event, request) => {
    const url = services.settings.publicBaseUrl + path;
    const parameters = readSignedForm(request, event, url, await services.secrets.twilio());
    const parameter = (parameterName: string) => parameters.get(parameterName)?.[0];
    return operation(services)({ ...request, parameters, parameter });
  });
}

/** The handler of a route for the pay connector: with its own name and password. */
export function forConnector(name: string, operation: Operation<ApiRequest>): Handler {
  authOf(name, 'connectorBasic');
  return serve(name, async (_event, request) => {
    assertConnector(request, await services.secrets.twilio());
    return operation(services)(request);
  });
}

/** The only place where an error becomes an answer, and where a request is logged. */
function serve(
  route: string,
  respond: (event: APIGatewayProxyEvent, request: ApiRequest) => Promise<Answer>,
): Handler {
  return async (event, context) => {
    const requestId = event.requestContext?.requestId || context?.awsRequestId || randomUUID();
    const log = services.log.with({ requestId, route });
    const startedAt = services.clock.now().getTime();
    let result: APIGatewayProxyResult;
    try {
      result = toResult(await respond(event, readRequest(event, requestId, log)));
    } catch (failure) {
      result = toErrorResult(asAppError(failure, log), requestId, log);
    }
    const milliseconds = services.clock.now().getTime() - startedAt;
    log.info('served', { status: result.statusCode, milliseconds });
    return result;
  };
}

function asAppError(failure: unknown, log: Log): AppError {
  if (failure instanceof AppError) return failure;
  log.error('failed', describeFailure(failure));
  return new AppError(isStoreFailure(failure) ? 'STORE_UNAVAILABLE' : 'INTERNAL', { cause: failure });
}

/** The AWS SDK marks what a service answered; what never reached it carries a system error code. */
function isStoreFailure(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false;
  const code: unknown = Reflect.get(failure, 'code');
  return '$metadata' in failure || failure.name === 'TimeoutError' || /^E[A-Z]+$/.test(String(code ?? ''));
}

function toErrorResult(error: AppError, requestId: string, log: Log): APIGatewayProxyResult {
  const twilioCode = error.twilioCode === undefined ? {} : { twilioCode: error.twilioCode };
  const field = error.field === undefined ? {} : { field: error.field };
  log.warn('refused', { status: error.status, code: error.code, ...twilioCode, ...field });
  const { code, message } = error;
  const json: ErrorAnswer = { error: { code, message, requestId, ...field, ...twilioCode } };
  return toResult({ status: error.status, json });
}

function toResult({ status, json, text, headers }: Answer): APIGatewayProxyResult {
  const content =
    json === undefined ? text : { contentType: 'application/json', content: JSON.stringify(json) };
  return {
    statusCode: status,
    headers: {
      ...(content ? { 'content-type': content.contentType } : {}),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: content?.content ?? '',
  };
}

function routeOf(name: string): RouteDefinition {
  const route = ROUTES.find((candidate) => candidate.name === name);
  if (!route) throw new Error(`Failed to serve ${name}: it is not in the route table. Add it there.`);
  return route;
}

function authOf<Kind extends RouteAuth['kind']>(
  name: string,
  kind: Kind,
): Extract<RouteAuth, { kind: Kind }> {
  const { auth } = routeOf(name);
  if (auth.kind !== kind)
    throw new Error(`Failed to serve ${name}: its route asks for another proof. Match them.`);
  return auth as Extract<RouteAuth, { kind: Kind }>;
}
