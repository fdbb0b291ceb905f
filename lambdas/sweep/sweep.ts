import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import { EARLIEST } from '#lambdas/session/session-filter.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { endSession } from './end-session.ts';
import { overdueReason } from './find-overdue.ts';
import { mendLists } from './mend-lists.ts';

export type SweepNeeds = Pick<
  Services,
  'calls' | 'clock' | 'documents' | 'listing' | 'open' | 'payments' | 'sessions' | 'trail'
>;

const PAGE = 100;

/** Time one session may take: Twilio's patient retries and a push. */
const RESERVE_MS = 25_000;
/** Time one list may take to be mended. */
const MENDING_MS = 5_000;

/**
 * Looks at every session under way and ends those that are stuck; lists are mended in the time that is left, so that
 * they never keep a payment from its end. Returns how many were ended.
 */
export async function sweep(services: SweepNeeds, log: Log, remaining: () => number): Promise<number> {
  const active: StoredSession[] = [];
  const ended = await endOverdue(services, active, log, remaining);
  await mendLists(services, active, log, () => remaining() >= MENDING_MS);
  return ended;
}

/** One that cannot be ended now does not keep the others waiting. Adds each session seen to `active`. */
async function endOverdue(
  services: SweepNeeds,
  active: StoredSession[],
  log: Log,
  remaining: () => number,
): Promise<number> {
  const now = services.clock.now();
  const filter = {
    from: EARLIEST,
    to: new Date(now.getTime() + 60_000).toISOString(),
    state: 'active',
  } as const;
  let ended = 0;
  let before: string | undefined;
  do {
    const page = await services.listing.page(filter, { size: PAGE }, before);
    active.push(...page.items);
    for (const stored of page.items) {
      if (remaining() < RESERVE_MS) return ended; // the next sweep continues
      if (await sweepOne(services, stored, log)) ended += 1;
    }
    before = page.before;
  } while (before);
  return ended;
}

async function sweepOne(services: SweepNeeds, { session }: StoredSession, log: Log): Promise<boolean> {
  const { paySid, callSid, version } = session;
  if (version === 0) return false; // its trail has only begun, or never did: mending the lists tells
  try {
    const call = callSid ? await services.calls.find(callSid) : undefined;
    const reason = overdueReason(session, call, services.clock.now());
    if (!reason) return false;
    return await endSession(services, session, reason, log);
  } catch (failure) {
    log.error('session not swept', { paySid, callSid, ...describeFailure(failure) });
    return false;
  }
}
