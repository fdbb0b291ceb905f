import { type EmbedClient, parseClientIds } from '#lambdas/contract/embed-clients.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { GRANT_SCOPE, type RouteName } from '#lambdas/contract/routes.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { type Builders, lazily } from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { createBudget } from './budget.ts';
import { clientNamed } from './embed-client.ts';
import { readClaim } from './read-caller.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { type Handler, routeFor, serve } from './serve.ts';

export interface ClientRequest extends ApiRequest {
  readonly client: EmbedClient;
}

/** Grants per client: a busy contact centre takes a few payments a second, all from its server's one address. */
export const GRANTS = { burst: 200, perSecond: 50, people: 100 } as const;

const take = createBudget(GRANTS, () => systemClock.now().getTime());

/** The handler of a route for other systems' servers: with a client's own token, for a client that is set up here. */
export function forClient<Needs extends Partial<Services>>(
  name: RouteName,
  operation: (needs: Needs) => (request: ClientRequest) => Promise<ApiResponse>,
  builders: Builders<Needs>,
): Handler {
  routeFor(name, 'client');
  return serve(name, async (event, request) => {
    const claims: unknown = event.requestContext?.authorizer?.claims;
    const id = readClaim(claims, 'client_id');
    const scopes = readClaim(claims, 'scope')?.split(' ') ?? [];
    // A person's token names a person.
    if (!id || !scopes.includes(GRANT_SCOPE) || readClaim(claims, 'username')) {
      throw new AppError('SIGN_IN_REQUIRED');
    }
    const client = clientOf(id);
    if (!client) throw new AppError('CLIENT_REFUSED');
    const retryAfterSeconds = take(client.name);
    if (retryAfterSeconds > 0) throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds });
    return operation(lazily(builders))({ ...request, client });
  });
}

function clientOf(id: string): EmbedClient | undefined {
  return clientNamed(parseClientIds(process.env[ENV.embedClientIds] ?? '').get(id));
}
