import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forTwilio, type TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import { callLegShape, validate } from '#lambdas/edge/validate.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { AgentLeg, CallRecord } from '#lambdas/stores/call-records.ts';
import { agentAt } from '#lambdas/twilio/identity.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Pick<Services, 'calls' | 'presence' | 'twilioCalls'>;

const OVER: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/**
 * `POST /callStatus`: follows an agent's leg, and the caller's own where the number reports it. The first agent who
 * answered owns the call, in whatever order the events arrive (Twilio does not promise one).
 */
export const followCall =
  (services: Needs) =>
  async ({ parameter, log }: TwilioWebhook): Promise<ApiResponse> => {
    const { calls, presence } = services;
    const { CallSid: legSid, ParentCallSid: callSid } = validate(
      { CallSid: parameter('CallSid'), ParentCallSid: parameter('ParentCallSid') || undefined },
      callLegShape,
    );
    const status = parameter('CallStatus') ?? '';
    if (!callSid) {
      if (OVER.has(status)) await endCall(legSid);
      return { status: 204 };
    }
    const to = parameter('To') ?? '';
    const agent = agentAt(to) ?? agentAt(to, (await calls.find(callSid))?.rung);
    if (agent && (status === 'in-progress' || status === 'completed')) {
      const leg = { callSid, legSid, agent };
      const reported = status === 'in-progress' ? await calls.answered(leg) : await calls.left(leg);
      const call = reported.legSid === legSid ? reported : await resolveOwner(services, leg, reported, log);
      await presence.busy(agent, callSid, call.agent === agent && call.endedAt === undefined);
      log.info('call followed', { callSid, agent, state: status });
    }
    return { status: 204 };

    async function endCall(sid: string) {
      const call = await calls.find(sid);
      if (!call) return;
      await calls.ended(sid);
      if (call.agent) await presence.busy(call.agent, sid, false);
    }
  };

export const handler = forTwilio('callStatus', followCall, {
  calls: real.calls,
  presence: real.presence,
  twilioCalls: real.twilioCalls,
});

/**
 * Resolves a report about a leg that contradicts the record: two legs were answered, or one ended that was never
 * reported as answered. Twilio knows which leg is up, and that one owns the call. When Twilio cannot be asked, the
 * record stays.
 */
async function resolveOwner(
  { calls, presence, twilioCalls }: Needs,
  leg: AgentLeg,
  call: CallRecord,
  log: Log,
): Promise<CallRecord> {
  try {
    const up = await twilioCalls.agentLegsUp(call);
    if (call.legSid === undefined) return await calls.answered(up[0] ?? leg);
    const isOwnerUp = up.some(({ legSid }) => legSid === call.legSid);
    if (isOwnerUp || !up.some(({ legSid }) => legSid === leg.legSid)) return call;
    await calls.handOver(leg, call.legSid);
    if (call.agent) await presence.busy(call.agent, leg.callSid, false);
    return (await calls.find(leg.callSid)) ?? call;
  } catch (failure) {
    log.warn('owner of call not resolved', { callSid: leg.callSid, ...describeFailure(failure) });
    return call;
  }
}
