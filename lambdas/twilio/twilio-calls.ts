import type { AgentLeg, CallRecord } from '#lambdas/stores/call-records.ts';
import { agentAt } from './identity.ts';
import type { TwilioAddresses } from './twilio-payments.ts';
import type { SendToTwilio } from './twilio-request.ts';

/** Twilio's Calls resource, reduced to the one question we have. */
export interface TwilioCalls {
  /** The legs of a call on which an agent is talking now. */
  agentLegsUp(call: Pick<CallRecord, 'callSid' | 'rung'>): Promise<readonly AgentLeg[]>;
}

/** Asked only when the callbacks leave open who answered, or contradict each other. */
export function createTwilioCalls(send: SendToTwilio, { accountSid, baseUrl }: TwilioAddresses): TwilioCalls {
  return {
    async agentLegsUp({ callSid, rung }) {
      const query = new URLSearchParams({ ParentCallSid: callSid, Status: 'in-progress' });
      const body = await send({
        method: 'GET',
        url: `${baseUrl}/2010-04-01/Accounts/${accountSid}/Calls.json?${query}`,
      });
      const legs: readonly unknown[] = Array.isArray(body.calls) ? body.calls : [];
      return legs.flatMap((leg) => readLeg(leg, callSid, rung));
    },
  };
}

function readLeg(value: unknown, callSid: string, rung: readonly string[]): readonly AgentLeg[] {
  const { sid, to, status } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof sid !== 'string' || typeof to !== 'string' || status !== 'in-progress') return [];
  const agent = agentAt(to, rung);
  return agent ? [{ callSid, legSid: sid, agent }] : [];
}
