import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { MAX_BODY_BYTES } from '#lambdas/contract/gateway-responses.ts';
import type { RouteDefinition } from '#lambdas/contract/routes.ts';
import { readBody } from '../read-body.ts';
import type { Authorizer, Claims } from './authorizer.ts';
import { handlerContext } from './handler-context.ts';
import { createRouteMatcher, type RouteMatch } from './match-route.ts';
import { toProxyEvent } from './proxy-event.ts';
import { isProxyResult, writeGatewayResponse, writeProxyResult } from './proxy-response.ts';

export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<unknown>;

export interface ApiHostOptions {
  readonly routes: readonly RouteDefinition[];
  /** First path segment: with `api`, the route `/token` serves `/api/token`. */
  readonly stage: string;
  /** Returns the `handler` of a file under `lambdas/`. */
  readonly loadHandler: (entry: string) => Promise<Handler>;
  readonly authorize: Authorizer;
  /** Content types passed on in base64; a REST API has none by default. */
  readonly binaryMediaTypes?: readonly string[];
  /** Milliseconds a handler may take; API Gateway's limit and default is 29,000. */
  readonly timeoutMs?: number;
  /** Called when a handler could not be loaded, threw, or returned an invalid result. Never receives the request. */
  readonly onCrash?: (route: RouteDefinition, requestId: string, error: unknown) => void;
}

/**
 * Replaces API Gateway: turns an HTTP request into a proxy event for the route's handler, and its result into the
 * response.
 */
export function createApiHost(options: ApiHostOptions) {
  const { stage, authorize } = options;
  const matchRoute = createRouteMatcher(options.routes);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const [path = '', query = ''] = splitOnce((request.url ?? '/').slice(stage.length + 1), '?');
    const match = matchRoute(request.method ?? '', path);
    if (!match) return writeGatewayResponse(response, 'notFound', requestId);

    let claims: Claims | undefined;
    const { kind } = match.route.auth;
    if (kind === 'signIn' || kind === 'client') {
      claims = await authorize(request.headers.authorization, kind);
      if (!claims) return writeGatewayResponse(response, 'unauthorized', requestId);
    }

    const body = await readBody(request, MAX_BODY_BYTES);
    if (!body) {
      response.setHeader('Connection', 'close');
      return writeGatewayResponse(response, 'tooLarge', requestId);
    }

    const event = toProxyEvent(
      {
        method: request.method ?? '',
        path,
        query,
        rawHeaders: [...request.rawHeaders, ...forwarding(request)],
        body,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        receivedAt: new Date(),
      },
      match,
      { stage, requestId, claims, binaryMediaTypes: options.binaryMediaTypes ?? [] },
    );
    await respond(options, match, event, response);
  };
}

async function respond(
  { loadHandler, timeoutMs = 29_000, onCrash }: ApiHostOptions,
  { route }: RouteMatch,
  event: APIGatewayProxyEvent,
  response: ServerResponse,
): Promise<void> {
  const { requestId } = event.requestContext;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, TIMED_OUT);
  });
  try {
    const context = handlerContext(route.name, requestId, Date.now() + timeoutMs);
    const result = await Promise.race([loadHandler(route.entry).then((run) => run(event, context)), timeout]);
    if (result === TIMED_OUT) return writeGatewayResponse(response, 'timedOut', requestId);
    if (!isProxyResult(result)) throw new TypeError('The result is not a proxy result');
    writeProxyResult(response, result, requestId);
  } catch (error) {
    onCrash?.(route, requestId, error);
    writeGatewayResponse(response, 'otherFailure', requestId);
  } finally {
    clearTimeout(timer);
  }
}

const TIMED_OUT = Symbol('timed out');

/** Headers API Gateway adds to every request. */
function forwarding(request: IncomingMessage): string[] {
  const time = Math.floor(Date.now() / 1000).toString(16);
  return [
    'X-Amzn-Trace-Id',
    `Root=1-${time}-${randomBytes(12).toString('hex')}`,
    'X-Forwarded-For',
    request.socket.remoteAddress ?? '127.0.0.1',
    'X-Forwarded-Port',
    String(request.socket.localPort ?? ''),
    'X-Forwarded-Proto',
    'http',
  ];
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
