import type { Answer } from '#lambdas/edge/request.ts';
import { forTwilio, type TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import { callLegShape, validate } from '#lambdas/edge/validate.ts';
import { usernameOf } from '#lambdas/twilio/identity.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

const OVER: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** `POST /callStatus`: follows an agent's leg, and the caller's own where the number reports it. */
export const followCall =
  ({ calls, presence }: Pick<Services, 'calls' | 'presence'>) =>
  async ({ parameter, log }: TwilioWebhook): Promise<Answer> => {
    const { CallSid: legSid, ParentCallSid: parentSid } = validate(
      { CallSid: parameter('CallSid'), ParentCallSid: parameter('ParentCallSid') || undefined },
      callLegShape,
    );
    const status = parameter('CallStatus') ?? '';
    const agent = usernameOf(/^client:(.+)$/.exec(parameter('To') ?? '')?.[1] ?? '');

    if (!parentSid) {
      if (OVER.has(status)) await endCall(legSid);
    } else if (agent && (status === 'in-progress' || status === 'completed')) {
      const ended = status === 'completed';
      const call = await calls.follow({ callSid: parentSid, legSid, agent, ended });
      await presence.busy(agent, parentSid, call.endedAt === undefined);
      log.info('call followed', { callSid: parentSid, agent, state: status });
    }
    return { status: 204 };

    async function endCall(callSid: string) {
      const call = await calls.find(callSid);
      if (!call) return;
      await calls.ended(callSid);
      if (call.agent) await presence.busy(call.agent, callSid, false);
    }
  };

export const handler = forTwilio('callStatus', followCall, { calls: real.calls, presence: real.presence });
