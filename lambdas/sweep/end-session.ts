import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { type Keeping, keepTold, publishSession } from '#lambdas/payment/publish-session.ts';
import { knownSession } from '#lambdas/payment/session-access.ts';
import { tellTwilio } from '#lambdas/payment/tell-twilio.ts';
import type { Log } from '#lambdas/platform/log.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Keeping & Pick<Services, 'documents' | 'payments' | 'trail'>;

/**
 * Ends a stuck session: records that the sweep asks for it, asks Twilio to cancel, and records that it was given up,
 * whatever Twilio returns for a session it may have forgotten. A result that comes later still counts. Returns false
 * when the trail knows more than the state the decision was based on; that state is then repaired.
 *
 * @throws AppError `TWILIO_UNAVAILABLE`: nothing is given up, a later sweep repeats the same request
 */
export async function endSession(
  services: Needs,
  seen: PaySession,
  reason: string,
  log: Log,
): Promise<boolean> {
  const { paySid, version } = seen;
  const { outcome, response } = await tellTwilio(services, paySid, {
    announce: (known) => {
      const session = knownSession(known);
      if (isOver(session.state) || session.version > version || openRequest(known)) return undefined;
      return { type: 'cancelRequested', reason, by: 'system' };
    },
    announced: (known) => (isOver(knownSession(known).state) ? undefined : openRequest(known)),
    send: (payment) => services.payments.cancel(payment),
    answered:
      ({ refusal }) =>
      () =>
        refusal
          ? { type: 'cancelRefused', code: refusal.code, by: 'system' }
          : { type: 'cancelAccepted', by: 'system' },
  });
  if (!response) {
    await keepTold(services, outcome.events, log);
    return false;
  }

  const { request } = response;
  const after = await services.trail.append(
    paySid,
    (known) => {
      // Submitted while Twilio was asked to cancel: its result has only begun to be awaited.
      const wasSubmitted = known.some(
        ({ type, sequence }) => type === 'completeRequested' && sequence > request,
      );
      if (wasSubmitted || isOver(knownSession(known).state)) return undefined;
      return { type: 'abandoned', reason, by: 'system' };
    },
    outcome.events,
  );
  const ended = await publishSession(services, after, log);
  const { callSid, agent, state } = ended;
  log.warn('session swept', {
    paySid,
    callSid,
    agent,
    state,
    ...(response.refusal ? { code: response.refusal.code } : {}),
  });
  return true;
}

/** The sweep's own request that got no response: repeated under the same key. */
function openRequest(events: readonly RecordedEvent[]): RecordedEvent | undefined {
  const last = events.findLast((event) => event.type === 'cancelRequested' && event.by === 'system');
  const answered = events.some(
    ({ type, sequence }) =>
      (type === 'cancelAccepted' || type === 'cancelRefused') && sequence > (last?.sequence ?? 0),
  );
  return answered ? undefined : last;
}
