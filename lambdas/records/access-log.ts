import * as v from 'valibot';
import { isDay } from '#lambdas/contract/day.ts';
import type { AccessLogResponse } from '#lambdas/contract/desk-api.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { agentName, invalid, must, validate } from '#lambdas/edge/validate.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { viewAccess } from '#lambdas/session/access-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { notedName } from './noted-name.ts';

const A_CURSOR = 'must be the cursor of the previous response';
const schema = v.strictObject({
  day: must(
    'must be an existing day such as 2026-11-22',
    v.exactOptional(v.pipe(v.string(), v.check(isDay))),
  ),
  by: must("must be a person's name", v.exactOptional(agentName)),
  cursor: must(A_CURSOR, v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,9}(?:\.\d{1,9}){1,999}$/)))),
});

const PAGE = 100;

export type AccessNeeds = Pick<Services, 'access' | 'clock'>;

/**
 * `GET /accessLog`: who looked at the records on one day (UTC), newest first, each page verified as it is read. For
 * supervisors, and itself recorded.
 */
export const showAccessLog = (services: AccessNeeds) => (request: SignedInRequest) =>
  showLines(services, request, request.query);

/** The same for any way of asking. */
export async function showLines(
  { access, clock }: AccessNeeds,
  { caller, requestId, log }: SignedInRequest,
  given: object,
): Promise<ApiResponse> {
  const asked = validate({ ...given }, schema);
  const day = asked.day ?? today(clock);
  const { by, cursor } = asked;
  const page = await access.page(day, {
    size: PAGE,
    ...definedOnly({ by, from: cursor?.split('.').map(Number) }),
  });
  if (!page) throw invalid('cursor', A_CURSOR);
  const { lines: shown, check, next } = page;
  await access.record({
    action: 'accessLog',
    by: caller.username,
    outcome: 'allowed',
    target: day,
    ...(by === undefined ? {} : { filter: { by: notedName(by, shown.length) } }),
    rows: shown.length,
    requestId,
  });

  if (!check.verified) log.error('trail broken', definedOnly({ sequence: check.brokenAt }));
  const response: AccessLogResponse = {
    day,
    items: shown.map(viewAccess),
    trail: check,
    ...(next ? { cursor: next.join('.') } : {}),
  };
  return { status: 200, json: response };
}

/** An agent's attempt is a line too, without what was asked for: none of it has been checked. */
export const recordRefusal =
  ({ access, clock }: AccessNeeds) =>
  ({ caller, requestId }: SignedInRequest): Promise<unknown> =>
    access.record({
      action: 'accessLog',
      by: caller.username,
      outcome: 'refused',
      target: today(clock),
      requestId,
    });

export const handler = forSignedIn(
  'accessLog',
  showAccessLog,
  { access: real.access, clock: real.clock },
  recordRefusal,
);

function today(clock: AccessNeeds['clock']): string {
  return clock.now().toISOString().slice(0, 10);
}
