import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import { CAPTURES, FIELDS_OF, fieldOf } from '#lambdas/contract/fields.ts';
import type { Answer } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { keepSession } from './publish-session.ts';
import { idempotencyKeyOf, ownSessionFor } from './session-access.ts';

const schema = v.strictObject({ paySid: paySidShape, capture: v.picklist(CAPTURES) });
const RULES = {
  paySid: 'must be the SID of a payment session',
  capture: "must be one of Twilio's fields that belongs to the payment method",
};

/** `POST /updatePaySession`: asks the caller for one field, for the first time or again. */
export const updatePaySession =
  (services: Pick<Services, 'payments' | 'sessions' | 'trail'>) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<Answer> => {
    const { payments, trail } = services;
    const { paySid, capture } = readBody(body, schema, RULES);

    const { events, recorded } = await trail.append(paySid, (known) => {
      const session = ownSessionFor('capture', known, caller);
      if (!FIELDS_OF[session.paymentMethod].includes(fieldOf(capture))) throw invalid('capture', RULES);
      return { type: 'captureRequested', capture, by: caller.username, requestId };
    });
    // Kept before Twilio hears of it: the first digits may come in before this request is answered.
    const { session } = await keepSession(services, events, log);
    const request = recorded?.sequence ?? session.version;

    try {
      const idempotencyKey = idempotencyKeyOf(paySid, request);
      await payments.capture({ callSid: session.callSid, paySid, idempotencyKey }, capture);
    } catch (error) {
      if (error instanceof AppError && error.code === 'TWILIO_REFUSED') {
        const code = String(error.twilioCode ?? 'refused');
        const after = await trail.append(paySid, () => ({
          type: 'captureRefused',
          capture,
          request,
          code,
          by: 'system',
          requestId,
        }));
        await keepSession(services, after.events, log);
      }
      throw error;
    }
    log.info('field asked for', { callSid: session.callSid, paySid, field: capture });
    return { status: 202, json: session };
  };

export const handler = forSignedIn('updatePaySession', updatePaySession, {
  payments: real.payments,
  sessions: real.sessions,
  trail: real.trail,
});
