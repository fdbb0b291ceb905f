import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import { assertNotTooOften } from '#lambdas/session/limits.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { keepSession } from './publish-session.ts';
import { assertAllowed, isOwn, knownSession } from './session-access.ts';
import { type TwilioResponse, tellTwilio } from './tell-twilio.ts';
import { assertMaySubmit } from './unknown-results.ts';

const schema = v.strictObject({ paySid: paySidShape });

/** Twilio's "required payment information incomplete": certain proof that nothing was submitted. */
const INCOMPLETE = '64019';

/**
 * `POST /completePaySession`: submits to the processor. It is recorded first, and only once: the append is the lock. A
 * repeat while it is under way sends the same request to Twilio under the same key.
 */
export const completePaySession =
  (services: Pick<Services, 'calls' | 'outbox' | 'payments' | 'references' | 'sessions' | 'trail'>) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const { paySid } = readBody(body, schema);

    const { session, outcome, response } = await tellTwilio(services, paySid, {
      announce: (known) => {
        const session = knownSession(known);
        if (!isOwn(session, caller)) throw new AppError('NOT_YOUR_CALL');
        if (session.state === 'submitting') {
          assertNotTooOften(known, 'completeRepeated', caller.username);
          return { type: 'completeRepeated', request: lastRequest(known), by: caller.username, requestId };
        }
        assertAllowed('complete', session);
        assertNotTooOften(known, 'completeRequested', caller.username);
        return { type: 'completeRequested', by: caller.username, requestId };
      },
      announced: (known) => known.find(({ sequence }) => sequence === lastRequest(known)),
      send: async (payment, known) => {
        // Lists show at once that it was submitted, whatever becomes of it.
        const kept = keepSession(services, known, log);
        try {
          await assertMaySubmit(services, known);
          await services.payments.complete(payment);
        } finally {
          await kept;
        }
      },
      answered: (response) => {
        const { request, refusal } = response;
        if (!refusal) return undefined;
        return (known) =>
          provesNothing(known, response)
            ? undefined
            : { type: 'completeRefused', request, code: refusal.code, by: 'system', requestId };
      },
    });
    const refusal = response?.refusal;
    if (refusal && (!response?.isRepeat || refusal.code === INCOMPLETE)) {
      await keepSession(services, outcome.events, log);
      throw refusal.error;
    }
    if (!refusal) log.info('submitted', { callSid: session.callSid, paySid, agent: caller.username });
    return { status: 202, json: session };
  };

export const handler = forSignedIn('completePaySession', completePaySession, {
  calls: real.calls,
  outbox: real.outbox,
  payments: real.payments,
  references: real.references,
  sessions: real.sessions,
  trail: real.trail,
});

function lastRequest(events: readonly RecordedEvent[]): number {
  return events.findLast(({ type }) => type === 'completeRequested')?.sequence ?? 0;
}

/** Once the same submission was sent twice, the refusal of one may only mean that the other worked. */
function provesNothing(
  known: readonly RecordedEvent[],
  { request, refusal, isRepeat }: TwilioResponse,
): boolean {
  const isRecorded = known.some((event) => event.type === 'completeRefused' && event.request === request);
  const isRepeated =
    isRepeat || known.some((event) => event.type === 'completeRepeated' && event.request === request);
  return isRecorded || (isRepeated && refusal?.code !== INCOMPLETE);
}
