import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '#lambdas/contract/errors.ts';
import type { RouteName } from '#lambdas/contract/routes.ts';
import type { TwilioSecret } from '#lambdas/stores/secrets.ts';
import { type Builders, lazily, secrets } from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { type Handler, routeFor, serve } from './serve.ts';

/** The handler of a route for the pay connector: with its own name and password. */
export function forConnector<Needs extends Partial<Services>>(
  name: RouteName,
  operation: (needs: Needs) => (request: ApiRequest) => Promise<ApiResponse>,
  builders: Builders<Needs>,
): Handler {
  routeFor(name, 'connectorBasic');
  return serve(name, async (_event, request) => {
    assertConnector(request, await secrets().twilio());
    return operation(lazily(builders))(request);
  });
}

function assertConnector(request: ApiRequest, secret: TwilioSecret): void {
  const given = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(request.header('Authorization') ?? '')?.[1] ?? '';
  const expected = `${secret.connectorUsername}:${secret.connectorPassword}`;
  if (!isSame(Buffer.from(given, 'base64').toString('utf8'), expected)) {
    throw new AppError('CREDENTIALS_REFUSED');
  }
}

/** Compares hashes, so that neither content nor length shows in the time taken. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
