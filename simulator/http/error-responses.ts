import type { Env, Hono } from 'hono';
import { SimulatorUnsupported, unsupportedBody } from './simulator-unsupported.ts';
import { errorBody, TwilioError } from './twilio-error.ts';

/**
 * Gives an app the simulator's three kinds of refusal: Twilio's errors as Twilio words them, what is not supported
 * as 501 in the simulator's own voice, and its own bugs as a plain 500 that cannot pass for either.
 */
export function answerErrors<E extends Env>(app: Hono<E>, log: (line: string) => void = () => {}): void {
  app.onError((error, context) => {
    if (error instanceof TwilioError) return json(error.status, errorBody(error), error.headers);
    if (error instanceof SimulatorUnsupported) {
      log(error.message);
      return json(501, unsupportedBody(error));
    }
    log(`simulator bug in ${context.req.method} ${context.req.routePath}: ${error.name}: ${error.message}`);
    return json(
      500,
      JSON.stringify({ simulator: 'bug', message: 'Failed to answer: the simulator is at fault.' }),
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
