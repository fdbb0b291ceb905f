import * as v from 'valibot';
import { CAPTURES, FIELDS_OF, fieldOf } from '#lambdas/contract/fields.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, must, paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import { assertNotTooOften } from '#lambdas/session/limits.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { keepSession } from './publish-session.ts';
import { ownSessionFor } from './session-access.ts';
import { tellTwilio } from './tell-twilio.ts';

const A_FIELD = "must be one of Twilio's fields that belongs to the payment method";
const schema = v.strictObject({ paySid: paySidShape, capture: must(A_FIELD, v.picklist(CAPTURES)) });

/** `POST /updatePaySession`: asks the caller for one field, for the first time or again. */
export const updatePaySession =
  (services: Pick<Services, 'outbox' | 'payments' | 'sessions' | 'trail'>) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const { paySid, capture } = readBody(body, schema);
    const bySystem = { by: 'system', requestId };

    const { session, outcome, response } = await tellTwilio(services, paySid, {
      announce: (known) => {
        const session = ownSessionFor('capture', known, caller);
        if (!FIELDS_OF[session.paymentMethod].includes(fieldOf(capture))) throw invalid('capture', A_FIELD);
        assertNotTooOften(known, 'captureRequested', caller.username);
        return { type: 'captureRequested', capture, by: caller.username, requestId };
      },
      send: (payment) => services.payments.capture(payment, capture),
      answered: ({ refusal, request }) =>
        refusal && (() => ({ type: 'captureRefused', capture, request, code: refusal.code, ...bySystem })),
    });
    if (response?.refusal) {
      await keepSession(services, outcome.events, log);
      throw response.refusal.error;
    }
    log.info('field asked for', { callSid: session.callSid, paySid, field: capture });
    return { status: 202, json: session };
  };

export const handler = forSignedIn('updatePaySession', updatePaySession, {
  outbox: real.outbox,
  payments: real.payments,
  sessions: real.sessions,
  trail: real.trail,
});
