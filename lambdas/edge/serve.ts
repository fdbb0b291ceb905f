import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { ErrorResponse } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { ROUTES, type RouteAuth, type RouteDefinition, type RouteName } from '#lambdas/contract/routes.ts';
import { createLog, describeFailure, type Log } from '#lambdas/platform/log.ts';
import { type ApiRequest, type ApiResponse, readRequest } from './request.ts';

export type Handler = (
  event: APIGatewayProxyEvent,
  context?: Partial<Context>,
) => Promise<APIGatewayProxyResult>;

const rootLog = createLog();

/** The only place where an error becomes a response, and where a request is logged. */
export function serve(
  route: RouteName,
  respond: (event: APIGatewayProxyEvent, request: ApiRequest) => Promise<ApiResponse>,
): Handler {
  return async (event, context) => {
    const requestId = event.requestContext?.requestId || context?.awsRequestId || randomUUID();
    const log = rootLog.with({ requestId, route });
    const startedAt = Date.now();
    let result: APIGatewayProxyResult;
    try {
      result = toResult(await respond(event, readRequest(event, requestId, log)));
    } catch (failure) {
      result = toErrorResult(asAppError(failure, log), requestId, log);
    }
    const milliseconds = Date.now() - startedAt;
    log.info('served', { status: result.statusCode, milliseconds });
    return result;
  };
}

function asAppError(failure: unknown, log: Log): AppError {
  if (failure instanceof AppError) return failure;
  log.error('failed', describeFailure(failure));
  return new AppError(isStoreFailure(failure) ? 'STORE_UNAVAILABLE' : 'INTERNAL', { cause: failure });
}

/** The AWS SDK marks errors that a service returned; a request that never reached it fails with a system error code. */
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
  const unknown = error.unknown === undefined ? {} : { unknown: error.unknown };
  const json: ErrorResponse = { error: { code, message, requestId, ...field, ...twilioCode, ...unknown } };
  const wait = error.retryAfterSeconds;
  const headers = wait === undefined ? {} : { 'retry-after': String(wait) };
  return toResult({ status: error.status, json, headers });
}

function toResult({ status, json, text, headers }: ApiResponse): APIGatewayProxyResult {
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

/**
 * A route that asks for this kind of proof.
 *
 * @throws Error when the table has no such route: a fault of the build, found when the module is loaded
 */
export function routeFor<Kind extends RouteAuth['kind']>(
  name: RouteName,
  kind: Kind,
): RouteDefinition & { readonly auth: Extract<RouteAuth, { kind: Kind }> } {
  const route = ROUTES.find((candidate) => candidate.name === name);
  if (route?.auth.kind !== kind) {
    throw new Error(`Failed to serve ${name}: the route table has no such route with ${kind}. Add it there.`);
  }
  return route as RouteDefinition & { readonly auth: Extract<RouteAuth, { kind: Kind }> };
}
