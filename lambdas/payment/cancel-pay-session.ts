import * as v from 'valibot';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { Answer, Caller } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, paySid as paySidShape, readBody } from '#lambdas/edge/validate.ts';
import { CLOSED_AT_TWILIO } from '#lambdas/session/reduce-session.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { keepSession, publishSession } from './publish-session.ts';
import { assertAllowed, idempotencyKeyOf, knownSession } from './session-access.ts';

const schema = v.strictObject({
  paySid: paySidShape,
  reason: v.exactOptional(v.pipe(v.string(), v.trim(), v.maxLength(200))),
});
const RULES = {
  paySid: 'must be the SID of a payment session',
  reason: 'must be text of at most 200 characters; a supervisor has to give one',
};

/** Twilio's "invalid operation": what the simulator says of a payment at the processor; unconfirmed of Twilio. */
const AT_WRONG_TIME = 64021;

/** `POST /cancelPaySession`: ends a session without charging. Its agent may, and a supervisor with a reason. */
export const cancelPaySession =
  (services: Pick<Services, 'documents' | 'payments' | 'sessions' | 'trail'>) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<Answer> => {
    const { payments, trail } = services;
    const { paySid, reason } = readBody(body, schema, RULES);

    const { events, recorded } = await trail.append(paySid, (known) => {
      const session = knownSession(known);
      assertMayCancel(caller, session.agent, reason);
      assertAllowed('cancel', session);
      return {
        type: 'cancelRequested',
        ...(reason ? { reason } : {}),
        by: caller.username,
        requestId,
      };
    });
    const { session } = await keepSession(services, events, log);

    const idempotencyKey = idempotencyKeyOf(paySid, recorded?.sequence ?? session.version);
    const refusal = await refusalOf(payments.cancel({ callSid: session.callSid, paySid, idempotencyKey }));
    const code = String(refusal?.twilioCode ?? 'refused');
    const after = await trail.append(paySid, () =>
      refusal
        ? { type: 'cancelRefused', code, by: 'system', requestId }
        : { type: 'cancelAccepted', by: 'system', requestId },
    );
    const cancelled = await publishSession(services, after.events, log);
    if (refusal && code !== CLOSED_AT_TWILIO) throw explain(refusal, cancelled);
    log.info('cancelled', { callSid: session.callSid, paySid, agent: caller.username });
    return { status: 202, json: cancelled };
  };

export const handler = forSignedIn('cancelPaySession', cancelPaySession, {
  documents: real.documents,
  payments: real.payments,
  sessions: real.sessions,
  trail: real.trail,
});

function assertMayCancel(caller: Caller, owner: string, reason: string | undefined): void {
  if (caller.username === owner) return;
  if (!caller.roles.includes('supervisor')) throw new AppError('NOT_YOUR_CALL');
  if (!reason) throw invalid('reason', RULES);
}

/** A refusal after a lost answer counts where it cannot mean that the first request worked: that would say 20404. */
async function refusalOf(request: Promise<void>): Promise<AppError | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'TWILIO_REFUSED' || error.twilioCode === AT_WRONG_TIME) return error;
    throw error;
  }
}

/** Whatever code Twilio chose: what was submitted before could not be cancelled any more. */
function explain(refusal: AppError, { state }: PaySession): AppError {
  if (isOver(state)) return new AppError('ACTION_NOT_ALLOWED');
  if (state !== 'submitting') return refusal;
  const { twilioCode } = refusal;
  return new AppError('ALREADY_SUBMITTED', twilioCode === undefined ? {} : { twilioCode });
}
