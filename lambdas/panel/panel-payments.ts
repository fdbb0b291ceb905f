import { forPanel, type PanelRequest } from '#lambdas/edge/for-panel.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { readSessions } from '#lambdas/payment/session-access.ts';
import { getPaySession } from '#lambdas/records/get-pay-session.ts';
import type { CallRecord } from '#lambdas/stores/call-records.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { assertReadable } from './granted-call.ts';
import { ownPayments } from './own-payments.ts';

type Needs = Pick<Services, 'access' | 'calls' | 'clock' | 'outbox' | 'sessions' | 'trail'>;

/** `GET /panel/paySessions`: the panel's payments on its call, oldest first; below it one of them, as the desk reads it. */
export const readPayments =
  (services: Needs) =>
  async (request: PanelRequest): Promise<ApiResponse> => {
    const { caller, grant, pathParameters } = request;
    const { sessions = [], ...call }: Partial<CallRecord> = (await services.calls.find(grant.callSid)) ?? {};
    assertReadable(call, services.clock.now());
    if (pathParameters.paySid !== undefined) return getPaySession(services)(request);
    return {
      status: 200,
      json: { items: ownPayments(await readSessions(services, sessions), caller) },
    };
  };

export const handler = forPanel('panelPayments', readPayments, {
  access: real.access,
  calls: real.calls,
  clock: real.clock,
  outbox: real.outbox,
  sessions: real.sessions,
  trail: real.trail,
});
