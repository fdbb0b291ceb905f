import * as v from 'valibot';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { freeText } from '#lambdas/edge/free-text.ts';
import type { ApiResponse, Caller } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, must, paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import { assertNotTooOften } from '#lambdas/session/limits.ts';
import { CLOSED_AT_TWILIO } from '#lambdas/session/reduce-session.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { publishSession } from './publish-session.ts';
import { assertAllowed, isOwn, knownSession } from './session-access.ts';
import { tellTwilio } from './tell-twilio.ts';

const A_REASON = 'must be text of at most 200 characters; a supervisor has to give one';
const schema = v.strictObject({
  paySid: paySidShape,
  reason: must(A_REASON, v.exactOptional(v.pipe(v.string(), v.trim(), v.maxLength(200), freeText()))),
});

/** Twilio's "invalid operation": what the simulator returns for a payment at the processor; not confirmed for Twilio. */
const AT_WRONG_TIME = 64021;

/** `POST /cancelPaySession`: ends a session without charging. Its agent may, and a supervisor with a reason. */
export const cancelPaySession =
  (
    services: Pick<Services, 'bus' | 'ceilings' | 'documents' | 'payments' | 'outbox' | 'sessions' | 'trail'>,
  ) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const { paySid, reason } = readBody(body, schema);

    const { session, outcome, response } = await tellTwilio(services, paySid, {
      announce: (known) => {
        const session = knownSession(known);
        assertMayCancel(caller, session, reason);
        assertAllowed('cancel', session);
        assertNotTooOften(known, 'cancelRequested', caller.username);
        return {
          type: 'cancelRequested',
          ...(reason ? { reason } : {}),
          by: caller.username,
          requestId,
        };
      },
      send: (payment) => services.payments.cancel(payment),
      // It cannot mean that an earlier attempt worked: that would be refused with 20404.
      certainCode: AT_WRONG_TIME,
      answered:
        ({ refusal }) =>
        () =>
          refusal
            ? { type: 'cancelRefused', code: refusal.code, by: 'system', requestId }
            : { type: 'cancelAccepted', by: 'system', requestId },
    });
    const cancelled = await publishSession(services, outcome, log);
    const refusal = response?.refusal;
    // Twilio no longer knows a submitted payment: that cancels nothing, and its result may still come.
    const isClosed = refusal?.code === CLOSED_AT_TWILIO && cancelled.state !== 'submitting';
    if (refusal && !isClosed) throw explain(refusal.error, cancelled);
    log.info('cancelled', { callSid: session.callSid, paySid, agent: caller.username });
    return { status: 202, json: cancelled };
  };

export const handler = forSignedIn('cancelPaySession', cancelPaySession, {
  bus: real.bus,
  ceilings: real.ceilings,
  documents: real.documents,
  payments: real.payments,
  outbox: real.outbox,
  sessions: real.sessions,
  trail: real.trail,
});

function assertMayCancel(caller: Caller, session: PaySession, reason: string | undefined): void {
  if (isOwn(session, caller)) return;
  if (!caller.roles.includes('supervisor')) throw new AppError('NOT_YOUR_CALL');
  if (!reason) throw invalid('reason', A_REASON);
}

/** Whatever code Twilio chose, a payment that was already submitted could not be cancelled. */
function explain(refusal: AppError, { state }: PaySession): AppError {
  if (isOver(state)) return new AppError('ACTION_NOT_ALLOWED');
  if (state !== 'submitting') return refusal;
  const { twilioCode } = refusal;
  return new AppError('ALREADY_SUBMITTED', twilioCode === undefined ? {} : { twilioCode });
}
