import type { APIGatewayProxyEvent } from 'aws-lambda';
import { AppError } from '#lambdas/contract/errors.ts';
import type { RouteName } from '#lambdas/contract/routes.ts';
import { type Builders, lazily } from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import type { Answer, ApiRequest, Caller } from './request.ts';
import { type Handler, routeFor, serve } from './serve.ts';

export interface SignedInRequest extends ApiRequest {
  readonly caller: Caller;
}

/**
 * The handler of a route for people: signed in, in one of the route's groups. `refused` runs before somebody of another
 * group is turned away.
 */
export function forSignedIn<Needs extends Partial<Services>>(
  name: RouteName,
  operation: (needs: Needs) => (request: SignedInRequest) => Promise<Answer>,
  builders: Builders<Needs>,
  refused?: (needs: Needs) => (request: SignedInRequest) => Promise<unknown>,
): Handler {
  const { auth } = routeFor(name, 'signIn');
  return serve(name, async (event, request) => {
    const caller = readCaller(event);
    const asked = { ...request, caller };
    if (caller.roles.some((role) => auth.roles.includes(role))) return operation(lazily(builders))(asked);
    await refused?.(lazily(builders))(asked);
    throw new AppError('ROLE_REFUSED');
  });
}

/**
 * Who is signed in, from the claims the authorizer verified.
 *
 * @throws {@link AppError} `SIGN_IN_REQUIRED` without claims
 */
function readCaller(event: APIGatewayProxyEvent): Caller {
  const claims: unknown = event.requestContext?.authorizer?.claims;
  const username = readClaim(claims, 'username');
  if (!username) throw new AppError('SIGN_IN_REQUIRED');
  const groups = (readClaim(claims, 'cognito:groups') ?? '').split(/[\s,[\]]+/);
  const roles = (['agent', 'supervisor'] as const).filter((role) => groups.includes(role));
  return { username, roles };
}

function readClaim(claims: unknown, name: string): string | undefined {
  if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, name)) return undefined;
  const value: unknown = Reflect.get(claims, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
