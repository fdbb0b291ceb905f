import { ROUTES } from '#lambdas/contract/routes.ts';
import { outcomeOf } from './attempt.ts';
import type { Headers, Target } from './target.ts';

/** Every endpoint that needs a sign-in, with each of its paths. */
export const SIGNED_IN_ROUTES = ROUTES.flatMap(({ name, method, paths, auth }) =>
  auth.kind === 'signIn' ? paths.map((path) => ({ name, method, path, roles: auth.roles })) : [],
);

export type SignedInRoute = (typeof SIGNED_IN_ROUTES)[number];

/** Sends an endpoint a request that would work there, so that only the caller is wrong. */
export async function callRoute(
  target: Target,
  { name, method, path }: SignedInRoute,
  headers: Headers,
  query = '',
): Promise<string> {
  const valid = QUERIES[name]?.() ?? '';
  const asked = valid && query ? `${valid}&${query.slice(1)}` : valid || query;
  const address = `/api${path.replace('{paySid}', target.paySid).replace('{callSid}', target.callSid)}${asked}`;
  const body = method === 'GET' ? '' : JSON.stringify(bodyOf(name, target));
  return outcomeOf(await target.desk(method, address, headers, body));
}

/** What an endpoint that is read must be asked. */
const QUERIES: Readonly<Record<string, () => string>> = {
  myDay: () => `?from=${new Date().toISOString()}`,
  reports: () => '?from=2026-01-01&to=2026-01-01',
};

function bodyOf(route: string, { paySid, callSid }: Target): unknown {
  const bodies: Readonly<Record<string, unknown>> = {
    token: {},
    presence: { state: 'offline' },
    searchPaySessions: {},
    searchAccessLog: {},
    startPaySession: { callSid, tokenType: 'reusable' },
    updatePaySession: { paySid, capture: 'expiration-date' },
    completePaySession: { paySid },
    cancelPaySession: { paySid, reason: 'forged' },
    resolvePaySession: { paySid, finding: 'notCharged', note: 'forged' },
    closeReport: { from: '2026-01-01', to: '2026-01-01' },
    resendDelivery: { eventId: `${paySid}-1`, endpoint: 'crm' },
  };
  const body = bodies[route];
  if (body === undefined)
    throw new Error(`Failed to call ${route}: no valid body is known for it. Add one here.`);
  return body;
}
