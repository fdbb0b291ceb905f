import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { isOwn } from '#lambdas/payment/session-access.ts';

/** Those payments that a panel may show. */
export function ownPayments(payments: readonly PaySession[], caller: Caller): readonly PaySession[] {
  return payments.filter((session) => isOwn(session, caller));
}
