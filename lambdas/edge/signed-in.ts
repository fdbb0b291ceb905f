import { AppError } from '#lambdas/contract/errors.ts';
import { isReservedName } from '#lambdas/contract/reserved-names.ts';
import type { RouteName } from '#lambdas/contract/routes.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { type Builders, lazily } from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { createBudget } from './budget.ts';
import { readCaller } from './read-caller.ts';
import type { ApiRequest, ApiResponse, Caller } from './request.ts';
import { type Handler, routeFor, serve } from './serve.ts';

export interface SignedInRequest extends ApiRequest {
  readonly caller: Caller;
}

/**
 * Readings of records per person. A desk reads its open payment every few seconds and a person opens a page or two a
 * second at most: a script that exports what it may is served, a flood is not. Ten thousand people are about 2 MB.
 */
export const READINGS = { burst: 40, perSecond: 20, people: 10_000 } as const;

/** Everything else a person may ask for. A desk on several calls at once stays far below it. */
export const ACTIONS = { burst: 200, perSecond: 20, people: 10_000 } as const;

const now = () => systemClock.now().getTime();
const takeReading = createBudget(READINGS, now);
const takeAction = createBudget(ACTIONS, now);

/**
 * The handler of a route for people: signed in, in one of the route's groups. `refused` runs before somebody of another
 * group is turned away.
 */
export function forSignedIn<Needs extends Partial<Services>>(
  name: RouteName,
  operation: (needs: Needs) => (request: SignedInRequest) => Promise<ApiResponse>,
  builders: Builders<Needs>,
  refused?: (needs: Needs) => (request: SignedInRequest) => Promise<unknown>,
): Handler {
  const { auth } = routeFor(name, 'signIn');
  return serve(name, async (event, request) => {
    const caller = readCaller(event);
    if (isReservedName(caller.username)) throw new AppError('NAME_RESERVED');
    // Before any store is used: a refused reading is recorded too, so it also counts.
    const retryAfterSeconds = (auth.reads ? takeReading : takeAction)(caller.username);
    if (retryAfterSeconds > 0) throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds });

    const asked = { ...request, caller };
    if (caller.roles.some((role) => auth.roles.includes(role))) return operation(lazily(builders))(asked);
    await refused?.(lazily(builders))(asked);
    throw new AppError('ROLE_REFUSED');
  });
}
