import type { PaySession, UnknownPayment } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { isSaving } from '#lambdas/session/money-outcome.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { readSessions, readTrails } from './session-access.ts';
import type { CheckedStart } from './start-request.ts';

type Needs = Pick<Services, 'calls' | 'references' | 'trail'>;
type Charge = Pick<CheckedStart, 'chargeAmount' | 'reference'>;

/** Trails read at once under a reference. */
const AT_ONCE = 20;

/** Payments remembered by one process. */
const MOST_REMEMBERED = 1_000;

/** Payments whose trails have shown a certain charge: nothing recorded later takes that back. */
const charged = new Set<string>();

/**
 * Lets a charge through only when the agent has named every earlier one on this call, or under this reference, that may
 * have been charged.
 *
 * @param client whose panel asks: the payments of others stand in its way as well, but it is not told of them
 * @throws {@link AppError} `UNKNOWN_RESULT` with the newest of them that was not named
 */
export async function assertNothingUnknown(
  services: Needs,
  { sessions = [] }: Pick<CallRecord, 'sessions'>,
  { chargeAmount, reference }: Charge,
  named: readonly string[] = [],
  client?: string,
): Promise<void> {
  if (chargeAmount === undefined) return; // saving a card charges nobody twice
  const [onCall, elsewhere] = await Promise.all([
    readOnCall(services, notIn(named, sessions)),
    reference === undefined ? undefined : findUnknownUnder(services, reference, named),
  ]);
  const newest = newestUnknown([...onCall, ...(elsewhere ? [elsewhere] : [])]);
  if (!newest) return;
  if (client !== undefined && newest.client !== client) throw new AppError('UNKNOWN_RESULT');
  throw new AppError('UNKNOWN_RESULT', { field: 'acknowledgeUnknown', unknown: brief(newest) });
}

/**
 * The same once more for a charge that is recorded as submitted and of which Twilio has not been told. It is noted under
 * its reference first: of two submitted at once, at least one sees the other.
 *
 * @throws {@link AppError} `UNKNOWN_RESULT`
 */
export async function assertMaySubmit(services: Needs, events: readonly RecordedEvent[]): Promise<void> {
  const { session } = reduceSession(events);
  const { callSid, paySid, chargeAmount, reference } = session;
  if (chargeAmount === undefined) return;
  if (reference !== undefined) await services.references.note(reference, session);
  const call = await services.calls.find(callSid);
  const named = events.flatMap(
    (event) => (event.type === 'started' && event.facts.acknowledgedUnknown) || [],
  );
  await assertNothingUnknown(services, call ?? {}, session, [...named, paySid], session.client);
}

/** Newest first and as few trails as it takes: what has ended by now is taken off the list. */
async function findUnknownUnder(
  services: Needs,
  reference: string,
  named: readonly string[],
): Promise<PaySession | undefined> {
  const payments = notIn(named, await services.references.paymentsUnder(reference));
  for (let from = 0; from < payments.length; from += AT_ONCE) {
    const sessions = await readSessions(services, payments.slice(from, from + AT_ONCE));
    const ended = sessions.filter(isCertain);
    if (ended.length > 0) await services.references.release(reference, ended);
    const newest = newestUnknown(sessions);
    if (newest) return newest;
  }
  return undefined;
}

function newestUnknown(sessions: readonly PaySession[]): PaySession | undefined {
  return sessions
    .filter(mayHaveCharged)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .at(0);
}

/** A result that is not known, or that may still come. */
function mayHaveCharged(session: PaySession): boolean {
  const { outcome, state, chargeAmount } = session;
  if (outcome === 'unknown') return !isSaving(session);
  return state === 'submitting' && chargeAmount !== undefined;
}

/** Twilio's result can no longer change; a person's finding may still be contradicted. */
function isCertain({ outcome = 'unknown', resolution }: PaySession): boolean {
  return outcome !== 'unknown' && resolution === undefined;
}

function brief({ paySid, startedAt, chargeAmount, currency }: PaySession): UnknownPayment {
  return { paySid, startedAt, ...definedOnly({ chargeAmount, currency }) };
}

/** Those on a call, without what is remembered as charged: it stands in nobody's way. */
async function readOnCall(services: Needs, paySids: readonly string[]): Promise<readonly PaySession[]> {
  const trails = await readTrails(
    services,
    paySids.filter((paySid) => !charged.has(paySid)),
  );
  return trails.map((events) => {
    const { session } = reduceSession(events);
    if (isChargedForGood(events[0], session)) remember(session.paySid);
    return session;
  });
}

/** A clear success of what was asked for here outranks any other result. What Twilio alone told of could still be told otherwise. */
function isChargedForGood(first: RecordedEvent | undefined, { outcome, resolution }: PaySession): boolean {
  return first?.type === 'started' && outcome === 'charged' && resolution === undefined;
}

function remember(paySid: string): void {
  charged.add(paySid);
  const [oldest] = charged;
  if (charged.size > MOST_REMEMBERED && oldest !== undefined) charged.delete(oldest);
}

function notIn(named: readonly string[], paySids: readonly string[]): readonly string[] {
  return paySids.filter((paySid) => !named.includes(paySid));
}
