import * as v from 'valibot';
import { type PresenceResponse, QUEUE_SHOWN } from '#lambdas/contract/desk-api.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { callSid as callSidShape, must, readBody } from '#lambdas/edge/validate.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type MatchNeeds, matchWaiting } from './match-waiting.ts';
import { queueView } from './queue-view.ts';
import { freeIfOver } from './still-on-call.ts';

const schema = v.strictObject({
  state: must('must be online, paused or offline', v.picklist(['online', 'paused', 'offline'])),
  callSid: v.optional(callSidShape),
  beat: v.optional(must('must be true or false', v.boolean())),
});

/** `POST /presence`: whether the agent is rung, and the call they are on. Returns what holds now, and who waits. */
export const setPresence =
  (services: MatchNeeds) =>
  async ({ body, caller, log }: SignedInRequest): Promise<ApiResponse> => {
    const { clock, presence, queue } = services;
    const { callSid, ...said } = readBody(body, schema);
    const { username } = caller;
    const { state, missed, call } = await presence.set(username, said);
    if (!said.beat) log.info('presence', { agent: username, state });
    if (callSid === undefined) await freeIfOver(services, log, username, call);
    else if (callSid !== call?.callSid) await takeUp(services, username, callSid);
    const line = await queue.waiting(QUEUE_SHOWN);
    if (state === 'online' && line.length > 0) await matchWaiting(services, log);
    const response: PresenceResponse = {
      state,
      ...(missed ? { missed } : {}),
      queue: queueView(line, clock.now()),
    };
    return { status: 200, json: response };
  };

/** The report of the answer was lost. A word about a call that has ended since comes too late. */
async function takeUp(
  { calls, presence }: Pick<MatchNeeds, 'calls' | 'presence'>,
  username: string,
  callSid: string,
): Promise<void> {
  const found = await calls.find(callSid);
  if (found && !found.endedAt) await presence.busy(username, callSid, true);
}

export const handler = forSignedIn('presence', setPresence, {
  calls: real.calls,
  clock: real.clock,
  presence: real.presence,
  queue: real.queue,
  rules: real.rules,
  settings: real.settings,
  twilioCalls: real.twilioCalls,
});
