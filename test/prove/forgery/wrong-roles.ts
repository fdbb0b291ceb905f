import type { Attempt } from './attempt.ts';
import { callRoute, SIGNED_IN_ROUTES } from './signed-in-routes.ts';
import type { Target } from './target.ts';

const ROLES = ['agent', 'supervisor'] as const;

/** A token of somebody with only that role: ana, whose call and session the requests name, or a supervisor. */
const tokenOf = (role: (typeof ROLES)[number], { tokens }: Target) =>
  role === 'agent' ? tokens.ana : tokens.sam;

/** Every endpoint with each role it refuses, and each readable one with the roles it accepts, as controls. */
export const WRONG_ROLES: readonly Attempt[] = SIGNED_IN_ROUTES.flatMap((route) =>
  ROLES.filter((role) => !route.roles.includes(role) || route.method === 'GET').map((role) => ({
    family: 'roles',
    name: `${route.method} ${route.path} as ${role}`,
    expected: route.roles.includes(role) ? '200' : '403 ROLE_REFUSED',
    run: (target: Target) => callRoute(target, route, { Authorization: `Bearer ${tokenOf(role, target)}` }),
  })),
);
