import * as v from 'valibot';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forTwilio, type TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import { paySid as paySidShape, validate } from '#lambdas/edge/validate.ts';
import { type PartialResult, readCallback, readPartial } from '#lambdas/session/callback.ts';
import { showLive } from '#lambdas/stores/sessions-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { logCallback } from './log-callback.ts';
import { publishSession, pushSession, readClearValues } from './publish-session.ts';
import { recordCallback } from './record-callback.ts';
import { storeTyped } from './store-typed.ts';

const schema = v.object({ Sid: paySidShape });

type Needs = Pick<Services, 'calls' | 'clock' | 'documents' | 'open' | 'sessions' | 'trail'>;

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
  calls: real.calls,
  clock: real.clock,
  documents: real.documents,
  open: real.open,
  sessions: real.sessions,
  trail: real.trail,
});

async function record(services: Needs, request: TwilioWebhook, paySid: string): Promise<void> {
  const { log, parameter, header } = request;
  const token = header('I-Twilio-Idempotency-Token');
  const { events, recorded } = await recordCallback(services, paySid, parameter, token);
  const session = await publishSession(services, events, log, readClearValues(parameter));
  logCallback(log, {
    callback: readCallback(parameter),
    session,
    isNew: recorded !== undefined,
    now: services.clock.now(),
  });
}

/**
 * Incoming digits are not an event: they go to the screen as fast as possible, and are worthless when late. Unlike
 * after an event, nothing looks at the trail again: that read would be the third request of every digit. If an outcome
 * was pushed in between, the document holds an older version than the desk has, and the desk ignores it. So nothing is
 * pushed in clear here: it could stay in the document after the end.
 */
async function showTyping(
  services: Needs,
  { log }: TwilioWebhook,
  paySid: string,
  partial: PartialResult,
): Promise<void> {
  const time = partial.time ?? services.clock.now().toISOString();
  const stored = await storeTyped(services, paySid, { ...partial, time }, log);
  if (!stored) return;
  await pushSession(services, showLive(stored), log, 'pushTyping');
}
