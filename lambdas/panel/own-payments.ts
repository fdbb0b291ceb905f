import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { isOwn } from '#lambdas/payment/session-access.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** Every payment on a call, oldest first, as its trail has it. */
export async function paymentsOn(
  { trail }: Pick<Services, 'trail'>,
  { sessions = [] }: Pick<CallRecord, 'sessions'>,
): Promise<readonly PaySession[]> {
  const trails = await Promise.all(sessions.map((paySid) => trail.read(paySid)));
  return trails.filter((events) => events.length > 0).map((events) => reduceSession(events).session);
}

/** Those of them that a panel may show. */
export function ownPayments(payments: readonly PaySession[], caller: Caller): readonly PaySession[] {
  return payments.filter((session) => isOwn(session, caller));
}
