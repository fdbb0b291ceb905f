import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import type { CheckedStart } from './start-request.ts';

type Needs = Pick<Services, 'calls' | 'references' | 'trail'>;

/**
 * Lets a new charge through only when no earlier one on this call, or under this reference, may still have been charged;
 * or when the agent names that one.
 *
 * @throws {@link AppError} `UNKNOWN_RESULT` with the newest such payment
 */
export async function assertNothingUnknown(
  services: Needs,
  call: CallRecord,
  { chargeAmount, reference, acknowledgeUnknown }: CheckedStart,
): Promise<void> {
  if (chargeAmount === undefined) return; // saving a card cannot charge twice
  const onCall = await sessionsOf(services, call);
  const elsewhere = reference === undefined ? [] : await sessionsUnder(services, reference, call.callSid);
  const newest = [...onCall, ...elsewhere]
    .filter(mayHaveCharged)
    .reduce<PaySession | undefined>(
      (last, next) => (last && last.startedAt > next.startedAt ? last : next),
      undefined,
    );
  if (!newest || newest.paySid === acknowledgeUnknown) return;
  const { paySid, chargeAmount: amount, currency, startedAt } = newest;
  throw new AppError('UNKNOWN_RESULT', {
    field: 'acknowledgeUnknown',
    unknown: { paySid, startedAt, ...definedOnly({ chargeAmount: amount, currency }) },
  });
}

/** A result that is not known, or that may still come. */
function mayHaveCharged({ outcome, state, chargeAmount }: PaySession): boolean {
  return outcome === 'unknown' || (state === 'submitting' && chargeAmount !== undefined);
}

async function sessionsUnder(
  services: Needs,
  reference: string,
  callSid: string,
): Promise<readonly PaySession[]> {
  const others = (await services.references.callsOf(reference)).filter((sid) => sid !== callSid);
  const calls = await Promise.all(others.map((sid) => services.calls.find(sid)));
  const sessions = await Promise.all(calls.map((call) => (call ? sessionsOf(services, call) : [])));
  return sessions.flat().filter((session) => session.reference === reference);
}

async function sessionsOf({ trail }: Needs, { sessions = [] }: CallRecord): Promise<readonly PaySession[]> {
  const trails = await Promise.all(sessions.map((paySid) => trail.read(paySid)));
  return trails.filter((events) => events.length > 0).map((events) => reduceSession(events).session);
}
