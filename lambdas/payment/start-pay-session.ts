import type { ApiResponse, Caller } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { type BeginNeeds, beginPayment, type Claim, claimCall, intentOf } from './begin-payment.ts';
import { findOwnCall } from './call-ownership.ts';
import { type CheckedStart, readStart } from './start-request.ts';

type Needs = BeginNeeds & Pick<Services, 'twilioCalls'>;

/**
 * `POST /startPaySession`: opens a session on the agent's own call. Repeating the request before anything has happened
 * in it returns the same session, so a retry after a lost response does not open a second one.
 */
export const startPaySession =
  (services: Needs) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const start = readStart(body, services);
    const claimed =
      (await claimFirst(services, start, caller)) ??
      (await claimCall(services, await findOwnCall(services, start.callSid, caller), start, caller));
    if ('repeated' in claimed) return { status: 201, json: claimed.repeated };
    return { status: 201, json: await beginPayment(services, claimed, { start, caller, requestId, log }) };
  };

export const handler = forSignedIn('startPaySession', startPaySession, {
  bus: real.bus,
  calls: real.calls,
  clock: real.clock,
  documents: real.documents,
  idRules: real.idRules,
  open: real.open,
  outbox: real.outbox,
  payments: real.payments,
  processorParameters: real.processorParameters,
  references: real.references,
  sessions: real.sessions,
  settings: real.settings,
  trail: real.trail,
  twilioCalls: real.twilioCalls,
});

/**
 * The usual start, in one write: the agent's own call, and the first payment on it. A reference may have been charged
 * elsewhere, so that is looked at first.
 */
async function claimFirst(
  { calls, clock }: Needs,
  start: CheckedStart,
  caller: Caller,
): Promise<Claim | undefined> {
  if (start.reference !== undefined) return undefined;
  const intent = intentOf(start, start.callSid, caller, 1, clock.now());
  const call = await calls.claimFirst(start.callSid, caller.username, intent);
  return call && { callSid: call.callSid, intent };
}
