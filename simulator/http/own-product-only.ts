import type { MiddlewareHandler } from 'hono';
import { isTwilioHost, servesPath } from '../twilio-hosts.ts';
import { SimulatorUnsupported } from './simulator-unsupported.ts';

/**
 * Refuses what was asked under a host of Twilio's that has other paths.
 *
 * @throws SimulatorUnsupported
 */
export const ownProductOnly: MiddlewareHandler = (context, next) => {
  const { host } = context.env.incoming.headers;
  if (isTwilioHost(host) && !servesPath(host, context.req.path)) {
    throw new SimulatorUnsupported(`${context.req.method} https://${host}${context.req.path}`);
  }
  return next();
};
