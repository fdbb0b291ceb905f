import { forPanel, type PanelRequest } from '#lambdas/edge/for-panel.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { cancelPaySession } from '#lambdas/payment/cancel-pay-session.ts';
import { completePaySession } from '#lambdas/payment/complete-pay-session.ts';
import { updatePaySession } from '#lambdas/payment/update-pay-session.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { assertNotEnded } from './granted-call.ts';
import { panelToken } from './panel-token.ts';
import { type StartNeeds, startPayment } from './start-payment.ts';

type Needs = StartNeeds & Pick<Services, 'secrets'>;
type Act = (services: Needs) => (request: PanelRequest) => Promise<ApiResponse>;

/** Lets nothing be asked or submitted once the call is known to have ended. Cancelling is always allowed. */
const whileUp =
  (act: Act): Act =>
  (services) =>
  async (request) => {
    await assertNotEnded(services, request.grant);
    return act(services)(request);
  };

const ACTS: Readonly<Record<string, Act>> = {
  '/panel/startPaySession': startPayment,
  '/panel/updatePaySession': whileUp(updatePaySession),
  '/panel/completePaySession': whileUp(completePaySession),
  '/panel/cancelPaySession': cancelPaySession,
  '/panel/token': panelToken,
};

/** What a panel does: the desk's own operations, by the caller of its grant. */
export const actOnPanel =
  (services: Needs) =>
  async (request: PanelRequest): Promise<ApiResponse> => {
    const act = ACTS[request.path];
    if (!act) throw new Error(`Failed to serve the panel: ${request.path} has no operation. Add it to ACTS.`);
    return act(services)(request);
  };

export const handler = forPanel('panel', actOnPanel, {
  bus: real.bus,
  calls: real.calls,
  ceilings: real.ceilings,
  clock: real.clock,
  documents: real.documents,
  open: real.open,
  outbox: real.outbox,
  payments: real.payments,
  idRules: real.idRules,
  processorParameters: real.processorParameters,
  references: real.references,
  secrets: real.secrets,
  sessions: real.sessions,
  settings: real.settings,
  trail: real.trail,
  twilioCalls: real.twilioCalls,
});
