import {
  QUEUE_SHOWN,
  type TeamAgent,
  type TeamResponse,
  type TeamSession,
} from '#lambdas/contract/desk-api.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { EARLIEST } from '#lambdas/session/session-filter.ts';
import type { StaffMember } from '#lambdas/stores/presence-store.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** Most payments under way that are shown at once; a floor with more of them needs another view. */
const MOST_SESSIONS = 500;

/**
 * `GET /team`: who is online, paused or on a call, and the payments under way. Holds nothing of a card, not even masked,
 * so that it may be looked at all day without being an audit read.
 */
export const showTeam =
  ({ clock, listing, presence, queue }: Pick<Services, 'clock' | 'listing' | 'presence' | 'queue'>) =>
  async (_request: SignedInRequest): Promise<ApiResponse> => {
    const now = clock.now();
    const to = new Date(now.getTime() + 60_000).toISOString();
    const [staff, { items }, waiting] = await Promise.all([
      presence.staff(),
      listing.page({ from: EARLIEST, to, state: 'active' }, { size: MOST_SESSIONS }),
      queue.waiting(QUEUE_SHOWN),
    ]);
    const response: TeamResponse = { at: now.toISOString(), agents: joinTeam(staff, items), waiting };
    return { status: 200, json: response };
  };

export const handler = forSignedIn('team', showTeam, {
  clock: real.clock,
  listing: real.listing,
  presence: real.presence,
  queue: real.queue,
});

/** Everybody who is there or has a payment open, by name: the order changes only when people come and go. */
function joinTeam(staff: readonly StaffMember[], stored: readonly StoredSession[]): readonly TeamAgent[] {
  const names = new Set([
    ...staff.map(({ username }) => username),
    ...stored.map(({ session }) => session.agent),
  ]);
  return [...names].sort(byName).map((agent) => {
    const member = staff.find(({ username }) => username === agent);
    const sessions = stored
      .filter(({ session }) => session.agent === agent)
      .map(viewSession)
      .sort((a, b) => byName(a.startedAt, b.startedAt));
    return {
      agent,
      presence: member?.presence ?? 'offline',
      ...definedOnly({ since: member?.since, call: member?.call ?? callOf(sessions) }),
      sessions,
    };
  });
}

/** A callback that says who is on a call can get lost; a payment under way says it too. */
function callOf(sessions: readonly TeamSession[]): TeamAgent['call'] {
  const callSid = sessions.at(-1)?.callSid;
  return callSid ? { callSid } : undefined;
}

function viewSession({ session, misses = 0 }: StoredSession): TeamSession {
  const { paySid, callSid, paymentMethod, chargeAmount, currency, startedAt, updatedAt, allowed, state } =
    session;
  // Between two fields it is the next one that the caller is asked for.
  const field = session.capturing?.field ?? (state === 'capturing' ? session.required[0] : undefined);
  return {
    paySid,
    callSid,
    state,
    ...definedOnly({ field, chargeAmount, currency }),
    paymentMethod,
    misses,
    startedAt,
    since: updatedAt,
    allowed,
  };
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
