import { AppError } from '#lambdas/contract/errors.ts';
import type { RouteName } from '#lambdas/contract/routes.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import type { Grant } from '#lambdas/stores/grant-store.ts';
import { type Builders, grants, lazily } from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { createBudget } from './budget.ts';
import { clientNamed } from './embed-client.ts';
import type { ApiResponse } from './request.ts';
import { type Handler, routeFor, serve } from './serve.ts';
import { ACTIONS, READINGS, type SignedInRequest } from './signed-in.ts';

export interface PanelRequest extends SignedInRequest {
  readonly grant: Grant;
  /** Until when the panel is open. */
  readonly until: Date;
}

const now = () => systemClock.now().getTime();
const takeReading = createBudget(READINGS, now);
const takeAction = createBudget(ACTIONS, now);

/**
 * The handler of a route for panels: with the token for which a grant was spent. Its caller is the agent whom the grant
 * names, on the call and reference of the grant; it has the rights of an agent and no others.
 */
export function forPanel<Needs extends Partial<Services>>(
  name: RouteName,
  operation: (needs: Needs) => (request: PanelRequest) => Promise<ApiResponse>,
  builders: Builders<Needs>,
): Handler {
  const { auth, paths } = routeFor(name, 'panel');
  return serve(name, async (event, request) => {
    const token = /^Bearer +(\S+)$/i.exec(request.header('Authorization')?.trim() ?? '')?.[1];
    const opened = token === undefined ? undefined : await grants().find(token);
    if (!opened || !clientNamed(opened.grant.client)) throw new AppError('PANEL_CLOSED');
    const { grant, until } = opened;
    const retryAfterSeconds = (auth.reads ? takeReading : takeAction)(grant.id);
    if (retryAfterSeconds > 0) throw new AppError('TOO_MANY_REQUESTS', { retryAfterSeconds });

    const caller = { username: grant.agent, roles: ['agent'], until, grant } as const;
    const path = paths.find((known) => known === event.resource) ?? paths[0];
    return operation(lazily(builders))({ ...request, path, caller, grant, until });
  });
}
