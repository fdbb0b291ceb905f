import * as v from 'valibot';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forTwilio, type TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import { paySid as paySidShape, validate } from '#lambdas/edge/validate.ts';
import { describeFailure } from '#lambdas/platform/log.ts';
import { type PartialResult, readCallback, readPartial } from '#lambdas/session/callback.ts';
import { isTooNew } from '#lambdas/session/trail-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { logCallback } from './log-callback.ts';
import { publishSession, readClearValues } from './publish-session.ts';
import { recordCallback } from './record-callback.ts';

const schema = v.object({ Sid: paySidShape });

type Needs = Pick<
  Services,
  'bus' | 'calls' | 'ceilings' | 'clock' | 'documents' | 'open' | 'outbox' | 'sessions' | 'trail'
>;

/**
 * `POST /statusCallback`: records what happened and updates the agent's screen. It returns 204 once the event is in
 * the trail; the next push or reader updates a screen that could not be reached.
 */
export const recordStatus =
  (services: Needs) =>
  async (request: TwilioWebhook): Promise<ApiResponse> => {
    const { Sid: paySid } = validate({ Sid: request.parameter('Sid') }, schema);
    const partial = readPartial(request.parameter);
    await (partial ? showTyping(services, request, paySid, partial) : record(services, request, paySid));
    return { status: 204 };
  };

export const handler = forTwilio('statusCallback', recordStatus, {
  bus: real.bus,
  calls: real.calls,
  ceilings: real.ceilings,
  clock: real.clock,
  documents: real.documents,
  open: real.open,
  outbox: real.outbox,
  sessions: real.sessions,
  trail: real.trail,
});

async function record(services: Needs, request: TwilioWebhook, paySid: string): Promise<void> {
  const { log, parameter, header } = request;
  const token = header('I-Twilio-Idempotency-Token');
  const outcome = await recordCallback(services, paySid, parameter, token, log);
  if (isTooNew(outcome.events)) return log.error('trail too new', { paySid });
  const session = await publishSession(services, outcome, log, readClearValues(parameter));
  logCallback(log, {
    callback: readCallback(parameter),
    session,
    isNew: outcome.recorded !== undefined,
    now: services.clock.now(),
  });
}

/**
 * Incoming digits are not an event: they go to the screen as fast as possible, and are worthless when late. No table is
 * read or written for them. What they belong to, and whether they are stale, the screen knows.
 */
async function showTyping(
  { clock, documents }: Needs,
  { log }: TwilioWebhook,
  paySid: string,
  { capture, typed, time }: PartialResult,
): Promise<void> {
  const at = time ?? clock.now().toISOString();
  try {
    await documents.pushTyping({ paySid, field: capture, typed, at });
  } catch (failure) {
    log.warn('state not pushed', { paySid, ...describeFailure(failure) });
  }
}
