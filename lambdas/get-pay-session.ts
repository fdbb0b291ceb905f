import * as v from 'valibot';
import type { PaySessionRecord } from './shared/contract.ts';
import { AppError } from './shared/errors.ts';
import { keepSession } from './shared/publish-session.ts';
import * as real from './shared/real-services.ts';
import { reduceSession } from './shared/reduce-session.ts';
import type { Answer } from './shared/request.ts';
import type { Services } from './shared/services.ts';
import { type StoredSession, showLive } from './shared/sessions-store.ts';
import { forSignedIn, type SignedInRequest } from './shared/signed-in.ts';
import { findBreak } from './shared/trail-chain.ts';
import type { RecordedEvent } from './shared/trail-event.ts';
import { viewEvent } from './shared/trail-view.ts';
import { paySid as paySidShape, validate } from './shared/validate.ts';

const schema = v.object({ paySid: paySidShape });
const RULES = { paySid: 'must be the SID of a payment session' };

/** `GET /paySessions/{paySid}`: one session with its trail, whose chain is verified on every reading. */
export const getPaySession =
  (services: Pick<Services, 'sessions' | 'trail'>) =>
  async ({ pathParameters, caller, log }: SignedInRequest): Promise<Answer> => {
    const { sessions, trail } = services;
    const { paySid } = validate(pathParameters, schema, RULES);
    const [events, kept] = await Promise.all([trail.read(paySid), sessions.find(paySid)]);
    if (events.length === 0) throw new AppError('SESSION_NOT_FOUND');

    const { session } = reduceSession(events);
    if (session.agent !== caller.username && !caller.roles.includes('supervisor')) {
      throw new AppError('NOT_YOUR_CALL');
    }
    if ((kept?.session.version ?? 0) < session.version) await keepSession(services, events, log);

    const verified = isWhole(events, kept);
    if (!verified) log.error('trail broken', { paySid, sequence: findBreak(events) ?? events.length });
    const isCurrent = kept?.session.version === session.version;
    const record: PaySessionRecord = {
      ...(isCurrent && kept.live ? showLive({ session, live: kept.live }) : session),
      events: events.map(viewEvent),
      trail: { verified, events: events.length },
    };
    return { status: 200, json: record };
  };

export const handler = forSignedIn('getPaySession', getPaySession, {
  sessions: real.sessions,
  trail: real.trail,
});

/** The kept state remembers how long the trail was and how it ended, so that events cut off at its end are missed too. */
function isWhole(events: readonly RecordedEvent[], kept: StoredSession | undefined): boolean {
  if (findBreak(events) !== undefined) return false;
  return !kept || events[kept.session.version - 1]?.hash === kept.lastHash;
}
