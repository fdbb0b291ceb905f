import type { Context, MiddlewareHandler } from 'hono';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { TwilioError } from '../http/twilio-error.ts';
import type { Clock, RequestLog } from '../services.ts';
import { isTwilioHost } from '../twilio-hosts.ts';
import { maskParameters } from '../webhooks/mask-parameters.ts';

/** Adds every request to the REST API to the log: what Twilio's hosts and paths would serve, and nothing else. */
export function logRest({
  requests,
  clock,
  network,
}: {
  readonly requests: RequestLog;
  readonly clock: Clock;
  readonly network: Clock;
}): MiddlewareHandler {
  return async (context, next) => {
    if (!isTwilios(context)) return next();
    const startedAt = network.now().getTime();
    await next();
    const { req, res } = context;
    const { origin, pathname, searchParams } = new URL(req.url);
    const fault = context.get('fault');
    const problem = problemOf(context);
    const callSid = context.get('callSid') ?? /\/Calls\/(CA[0-9a-f]{32})/.exec(pathname)?.[1];
    requests.add({
      at: clock.now().toISOString(),
      kind: 'rest',
      method: req.method,
      url: origin + pathname,
      parameters: maskParameters({ ...Object.fromEntries(searchParams), ...context.get('form')?.record() }),
      status: res.headers.has(SENT_BY_HAND) ? null : res.status,
      milliseconds: network.now().getTime() - startedAt,
      ...(fault === undefined ? {} : { note: `fault: ${fault}` }),
      ...(problem === undefined || fault !== undefined ? {} : { problem }),
      ...(callSid === undefined ? {} : { callSid }),
    });
    return undefined;
  };
}

function isTwilios({ req }: Context): boolean {
  return /^\/(2010-04-01|v\d)\//.test(req.path) || isTwilioHost(req.header('host'));
}

/** The adaptor's mark on the response to a request whose connection a fault broke. */
const SENT_BY_HAND = 'x-hono-already-sent';

function problemOf({ error, res, req }: Context): string | undefined {
  if (error instanceof TwilioError) return `${error.code}: ${error.message}`;
  if (error) return error.message;
  return res.status === 501 ? new SimulatorUnsupported(`${req.method} ${req.path}`).message : undefined;
}
