import * as v from 'valibot';
import type { ChainCheck, PaySessionRecord } from './shared/contract.ts';
import { definedOnly } from './shared/defined-only.ts';
import { AppError } from './shared/errors.ts';
import { keepSession } from './shared/publish-session.ts';
import * as real from './shared/real-services.ts';
import { reduceSession } from './shared/reduce-session.ts';
import type { Answer } from './shared/request.ts';
import type { Services } from './shared/services.ts';
import { isOver } from './shared/session-actions.ts';
import { type StoredSession, showLive } from './shared/sessions-store.ts';
import { forSignedIn, type SignedInRequest } from './shared/signed-in.ts';
import { findBreak } from './shared/trail-chain.ts';
import type { RecordedEvent } from './shared/trail-event.ts';
import { viewEvent } from './shared/trail-view.ts';
import { paySid as paySidShape, validate } from './shared/validate.ts';

const schema = v.object({ paySid: paySidShape });
const RULES = { paySid: 'must be the SID of a payment session' };

/**
 * `GET /paySessions/{paySid}`: one session with its trail, whose chain is verified on every reading. Recorded in the
 * access log before it is shown, except to the agent who has it open: that desk reads every few seconds.
 */
export const getPaySession =
  (services: Pick<Services, 'access' | 'sessions' | 'trail'>) =>
  async ({ pathParameters, caller, requestId, log }: SignedInRequest): Promise<Answer> => {
    const { access, sessions, trail } = services;
    const { paySid } = validate(pathParameters, schema, RULES);
    const [events, kept] = await Promise.all([trail.read(paySid), sessions.find(paySid)]);
    if (events.length === 0) throw new AppError('SESSION_NOT_FOUND');

    const { session } = reduceSession(events);
    const isOwn = session.agent === caller.username;
    const isAllowed = isOwn || caller.roles.includes('supervisor');
    if (!isOwn || isOver(session.state)) {
      const outcome = isAllowed ? 'allowed' : 'refused';
      await access.record({ action: 'read', by: caller.username, outcome, target: paySid, requestId });
    }
    if (!isAllowed) throw new AppError('NOT_YOUR_CALL');
    if ((kept?.session.version ?? 0) < session.version) await keepSession(services, events, log);

    const checked = checkTrail(events, kept);
    if (!checked.verified) log.error('trail broken', definedOnly({ paySid, sequence: checked.brokenAt }));
    const isCurrent = kept?.session.version === session.version;
    const record: PaySessionRecord = {
      ...(isCurrent && kept.live ? showLive({ session, live: kept.live }) : session),
      events: events.map(viewEvent),
      trail: checked,
    };
    return { status: 200, json: record };
  };

export const handler = forSignedIn('getPaySession', getPaySession, {
  access: real.access,
  sessions: real.sessions,
  trail: real.trail,
});

/** The kept state remembers how long the trail was and how it ended, so that events cut off at its end are missed too. */
function checkTrail(events: readonly RecordedEvent[], kept: StoredSession | undefined): ChainCheck {
  const version = kept?.session.version;
  const isAsKept = version === undefined || events[version - 1]?.hash === kept?.lastHash;
  const brokenAt = findBreak(events) ?? (isAsKept ? undefined : Math.min(version, events.length + 1));
  return { verified: brokenAt === undefined, events: events.length, ...definedOnly({ brokenAt }) };
}
