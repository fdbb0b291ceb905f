import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { inLanes } from '#lambdas/platform/in-lanes.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { OpenSession } from '#lambdas/stores/open-sessions.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { countTotals } from './count-totals.ts';
import { emptyOutbox } from './empty-outbox.ts';
import { endSession } from './end-session.ts';
import { isStill, overdueReason } from './find-overdue.ts';
import { mendLists } from './mend-lists.ts';

export type SweepNeeds = Pick<
  Services,
  | 'bus'
  | 'calls'
  | 'ceilings'
  | 'clock'
  | 'counting'
  | 'documents'
  | 'listing'
  | 'open'
  | 'outbox'
  | 'payments'
  | 'sessions'
  | 'trail'
  | 'twilioCalls'
>;

/** Sessions read with one request. */
const BATCH = 100;
/** Sessions looked at together: ten thousand that may continue take seconds, and one that Twilio keeps waiting stops no other. */
const LANES = 20;

/** Time one session may take: Twilio's patient retries and a push. */
const RESERVE_MS = 25_000;
/** Time one list may take to be mended. */
const MENDING_MS = 5_000;
/** Time one step of the count may take. */
const COUNTING_MS = 10_000;

/**
 * Looks at every session under way, the oldest first, and ends those that are stuck; then others hear what they may
 * not have heard, lists are mended and totals counted in the time that is left, so that they never keep a payment from its end. What there was no time for is the oldest of the next sweep. Returns how many
 * were ended.
 */
export async function sweep(services: SweepNeeds, log: Log, remaining: () => number): Promise<number> {
  const open = await services.listing.underWay();
  const asTheyAre = readAhead(services, open);
  let ended = 0;
  await inLanes(
    open.entries(),
    LANES,
    () => remaining() >= RESERVE_MS,
    async ([at, { paySid }]) => {
      if (await sweepOne(services, paySid, () => asTheyAre(at), log)) ended += 1;
    },
  );
  await emptyOutbox(services, log, () => remaining() >= MENDING_MS);
  await mendLists(services, open, log, () => remaining() >= MENDING_MS);
  await countTotals(services, open, log, () => remaining() >= COUNTING_MS);
  return ended;
}

/** Reads sessions as they are now, many with one request, and forgets those of two requests before. */
function readAhead({ listing }: Pick<Services, 'listing'>, open: readonly OpenSession[]) {
  const batches = new Map<number, Promise<readonly StoredSession[]>>();
  return async (at: number): Promise<StoredSession | undefined> => {
    const number = Math.floor(at / BATCH);
    const wanted = open.slice(number * BATCH, (number + 1) * BATCH).map(({ paySid }) => paySid);
    const batch = batches.get(number) ?? listing.find(wanted);
    batches.set(number, batch).delete(number - 2);
    return (await batch).find(({ session }) => session.paySid === open[at]?.paySid);
  };
}

/** The call of a session. The end of one that never rang here is not reported to us, so Twilio is asked. */
async function callOf(
  { calls, twilioCalls }: SweepNeeds,
  { callSid, client }: PaySession,
): Promise<CallRecord | undefined> {
  const call = callSid ? await calls.find(callSid) : undefined;
  const isOurs = !client || call?.agent !== undefined;
  if (isOurs || call?.endedAt || (await twilioCalls.stateOf(callSid)) !== 'over') return call;
  return calls.ended(callSid);
}

/** One that cannot be ended now does not keep the others waiting. */
async function sweepOne(
  services: SweepNeeds,
  paySid: string,
  read: () => Promise<StoredSession | undefined>,
  log: Log,
): Promise<boolean> {
  let session: PaySession | undefined;
  try {
    session = (await read())?.session;
    const now = services.clock.now();
    // Version 0: its trail has only begun, or never did; mending the lists tells.
    if (!session || session.version === 0 || !isStill(session, now)) return false;
    const call = await callOf(services, session);
    const reason = overdueReason(session, call, now);
    return reason !== undefined && (await endSession(services, session, reason, log));
  } catch (failure) {
    log.error('session not swept', {
      paySid,
      ...definedOnly({ callSid: session?.callSid }),
      ...describeFailure(failure),
    });
    return false;
  }
}
