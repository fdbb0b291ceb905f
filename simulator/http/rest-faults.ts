import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import type { Chance, FaultPlan, Faults } from '../services.ts';
import { errorBody, twilioError } from './twilio-error.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The fault that struck a request: the request log shows it. */
    fault?: string;
  }
}

type RestFault = NonNullable<FaultPlan['rest']>;

/**
 * Creates the middleware factory behind `FaultPlan.rest`: put `failing('createPayment')` on a route and its requests
 * fail as the current plan says. One factory serves the whole API, so that `times` counts over all operations.
 */
export function createRestFaults(faults: Faults, chance: Chance): (operation: string) => MiddlewareHandler {
  let counted: RestFault | undefined;
  let failures = 0;

  const strikes = (operation: string): RestFault | undefined => {
    const plan = faults.current.rest;
    if (plan !== counted) [counted, failures] = [plan, 0];
    if (!plan || failures >= (plan.times ?? Number.POSITIVE_INFINITY)) return undefined;
    if (plan.operations && !plan.operations.includes(operation)) return undefined;
    if (chance.fraction() >= plan.probability) return undefined;
    failures += 1;
    return plan;
  };

  return (operation) => async (context, next) => {
    const fault = strikes(operation);
    if (!fault) return next();
    context.set('fault', String(fault.failWith));
    if (!fault.afterEffect) return fail(context.env, fault);
    await next();
    context.res = undefined; // otherwise hono merges the headers of two responses
    context.res = await fail(context.env, fault);
    return undefined;
  };
}

async function fail({ incoming }: HttpBindings, fault: RestFault): Promise<Response> {
  switch (fault.failWith) {
    case 429:
      return errorResponse(429, 20429, 'Too Many Requests', {
        ...(fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) }),
      });
    case 500:
      return errorResponse(500, 20500, 'Internal Server Error');
    case 503:
      return errorResponse(503, 20503, 'Service Unavailable');
    case 'malformed':
      return new Response('{"sid": "', { status: 200, headers: { 'Content-Type': 'application/json' } });
    case 'reset':
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    case 'timeout': {
      const { socket } = incoming;
      if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
      return RESPONSE_ALREADY_SENT;
    }
  }
}

function errorResponse(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const body = errorBody(twilioError(status, code, message));
  return new Response(body, { status, headers: { 'Content-Type': 'application/json', ...headers } });
}
