import * as v from 'valibot';
import type { ChainCheck, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { must, paySid as paySidShape, validate } from '#lambdas/edge/validate.ts';
import { keepSession } from '#lambdas/payment/publish-session.ts';
import { isOwn } from '#lambdas/payment/session-access.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { isWorthKeeping } from '#lambdas/session/listed.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { findBreak } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { viewEvent } from './trail-view.ts';

const schema = v.object({
  paySid: paySidShape,
  after: must(
    'must be the cursor of the previous response',
    v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number)), '0'),
  ),
});

/** Events on a page: a typical payment has a dozen, so it fits on one. */
const PAGE = 200;

/**
 * `GET /paySessions/{paySid}`: one session with a page of its trail, whose whole chain is verified on every
 * reading. Recorded in the access log before it is shown, except to the agent who has it open: that desk reads every few
 * seconds.
 */
export const getPaySession =
  (services: Pick<Services, 'access' | 'outbox' | 'sessions' | 'trail'>) =>
  async ({ pathParameters, query, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const { access, sessions, trail } = services;
    const { paySid, after } = validate({ ...query, ...pathParameters }, schema);
    const [read, kept] = await Promise.all([trail.read(paySid), sessions.find(paySid)]);
    // Kept after the trail was read: the trail is read again before it is judged.
    const isBehind = read.length < (kept?.session.version ?? 0);
    const events = isBehind ? await trail.read(paySid) : read;
    if (events.length === 0) throw new AppError('SESSION_NOT_FOUND');

    const reduced = reduceSession(events);
    const { session } = reduced;
    const isTheirs = isOwn(session, caller);
    const isAllowed = isTheirs || caller.roles.includes('supervisor');
    if (!isTheirs || isOver(session.state)) {
      const outcome = isAllowed ? 'allowed' : 'refused';
      await access.record({ action: 'read', by: caller.username, outcome, target: paySid, requestId });
    }
    if (!isAllowed) throw new AppError('NOT_YOUR_CALL');
    if (isWorthKeeping(kept, reduced)) await keepSession(services, events, log);

    const checked = checkTrail(events, kept);
    if (!checked.verified) log.error('trail broken', definedOnly({ paySid, sequence: checked.brokenAt }));
    const rest = events.filter(({ sequence }) => sequence > after);
    const page = rest.slice(0, PAGE);
    const record: PaySessionRecord = {
      ...session,
      events: page.map(viewEvent),
      trail: checked,
      ...(rest.length > PAGE ? { cursor: String(page.at(-1)?.sequence) } : {}),
    };
    return { status: 200, json: record };
  };

export const handler = forSignedIn('getPaySession', getPaySession, {
  access: real.access,
  outbox: real.outbox,
  sessions: real.sessions,
  trail: real.trail,
});

/**
 * The kept state remembers how long the trail was and how it ended, so that events cut off at its end are noticed too.
 */
function checkTrail(events: readonly RecordedEvent[], kept: StoredSession | undefined): ChainCheck {
  const version = kept?.session.version || undefined;
  const isAsKept = version === undefined || events[version - 1]?.hash === kept?.lastHash;
  const brokenAt = findBreak(events) ?? (isAsKept ? undefined : Math.min(version, events.length + 1));
  return { verified: brokenAt === undefined, events: events.length, ...definedOnly({ brokenAt }) };
}
