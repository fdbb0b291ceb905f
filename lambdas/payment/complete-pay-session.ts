import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Answer } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { keepSession } from './publish-session.ts';
import { assertAllowed, idempotencyKeyOf, knownSession } from './session-access.ts';

const schema = v.strictObject({ paySid: paySidShape });
const RULES = { paySid: 'must be the SID of a payment session' };

/** Twilio's "required payment information incomplete": certain proof that nothing was submitted. */
const INCOMPLETE = 64019;

/**
 * `POST /completePaySession`: submits to the processor. It is recorded first, and only once: the append is the lock. Asked
 * again while it is under way, the same request goes to Twilio under the same key.
 */
export const completePaySession =
  (services: Pick<Services, 'payments' | 'sessions' | 'trail'>) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<Answer> => {
    const { payments, trail } = services;
    const { paySid } = readBody(body, schema, RULES);

    const { events, recorded } = await trail.append(paySid, (known) => {
      const session = knownSession(known);
      if (session.agent !== caller.username) throw new AppError('NOT_YOUR_CALL');
      if (session.state === 'submitting') return undefined;
      assertAllowed('complete', session);
      return { type: 'completeRequested', by: caller.username, requestId };
    });
    const { session } = await keepSession(services, events, log);
    const request = (recorded ?? lastRequest(events))?.sequence ?? session.version;

    try {
      const idempotencyKey = idempotencyKeyOf(paySid, request);
      await payments.complete({ callSid: session.callSid, paySid, idempotencyKey });
    } catch (error) {
      const refused = error instanceof AppError && error.code === 'TWILIO_REFUSED';
      if (!refused) throw error;
      // Of a repeat, any other refusal may only mean that the first one worked.
      if (!recorded && error.twilioCode !== INCOMPLETE) return { status: 202, json: session };

      const code = String(error.twilioCode ?? 'refused');
      const after = await trail.append(paySid, (known) =>
        known.some((event) => event.type === 'completeRefused' && event.request === request)
          ? undefined
          : { type: 'completeRefused', request, code, by: 'system', requestId },
      );
      await keepSession(services, after.events, log);
      throw error;
    }
    log.info('submitted', { callSid: session.callSid, paySid, agent: caller.username });
    return { status: 202, json: session };
  };

export const handler = forSignedIn('completePaySession', completePaySession, {
  payments: real.payments,
  sessions: real.sessions,
  trail: real.trail,
});

function lastRequest(events: readonly RecordedEvent[]): RecordedEvent | undefined {
  return events.findLast((event) => event.type === 'completeRequested');
}
