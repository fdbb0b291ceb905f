import type { RouteName } from '#lambdas/contract/routes.ts';
import { type Builders, lazily } from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { type Handler, routeFor, serve } from './serve.ts';

/** The handler of the route that spends a grant. The grant in the body is the proof, so the operation itself checks it. */
export function forGrant<Needs extends Partial<Services>>(
  name: RouteName,
  operation: (needs: Needs) => (request: ApiRequest) => Promise<ApiResponse>,
  builders: Builders<Needs>,
): Handler {
  routeFor(name, 'grant');
  return serve(name, (_event, request) => operation(lazily(builders))(request));
}
