import type { Env, Hono } from 'hono';
import { SimulatorUnsupported, unsupportedBody } from './simulator-unsupported.ts';
import { errorBody, TwilioError } from './twilio-error.ts';

/**
 * Gives an app the simulator's three kinds of error response: Twilio's errors in Twilio's words, 501 in the
 * simulator's own words for what is not supported, and a plain 500 for its own bugs that cannot be mistaken for
 * either.
 */
export function respondToErrors<E extends Env>(app: Hono<E>, log: (line: string) => void = () => {}): void {
  app.onError((error, context) => {
    if (error instanceof TwilioError) return json(error.status, errorBody(error), error.headers);
    if (error instanceof SimulatorUnsupported) {
      log(error.message);
      return json(501, unsupportedBody(error));
    }
    log(`simulator bug in ${context.req.method} ${context.req.routePath}: ${error.name}: ${error.message}`);
    return json(
      500,
      JSON.stringify({
        simulator: 'bug',
        message: 'Failed to respond: this is a bug in the simulator.',
      }),
    );
  });
  app.notFound((context) => {
    const error = new SimulatorUnsupported(`${context.req.method} ${context.req.path}`);
    log(error.message);
    return json(501, unsupportedBody(error));
  });
}

function json(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, { status, headers: { 'Content-Type': 'application/json', ...headers } });
}
