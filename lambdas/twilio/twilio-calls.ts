import { AppError } from '#lambdas/contract/errors.ts';
import type { AgentLeg, CallRecord } from '#lambdas/stores/call-records.ts';
import { agentAt } from './identity.ts';
import type { TwilioAddresses } from './twilio-payments.ts';
import type { SendToTwilio } from './twilio-request.ts';

/** Twilio's Calls resource, reduced to what we ask. */
export interface TwilioCalls {
  /** The legs of a call on which an agent is talking now. */
  agentLegsUp(call: Pick<CallRecord, 'callSid' | 'rung'>): Promise<readonly AgentLeg[]>;
  /** The call that a leg belongs to; undefined when it belongs to none, or Twilio does not know it. */
  parentOf(legSid: string): Promise<string | undefined>;
}

/** "The requested resource was not found". */
const NOT_FOUND = 20404;

/** Asked only when the callbacks leave open who answered, or contradict each other. */
export function createTwilioCalls(send: SendToTwilio, { accountSid, baseUrl }: TwilioAddresses): TwilioCalls {
  const calls = `${baseUrl}/2010-04-01/Accounts/${accountSid}/Calls`;
  return {
    async agentLegsUp({ callSid, rung }) {
      const query = new URLSearchParams({ ParentCallSid: callSid, Status: 'in-progress' });
      const body = await send({
        method: 'GET',
        url: `${calls}.json?${query}`,
      });
      const legs: readonly unknown[] = Array.isArray(body.calls) ? body.calls : [];
      return legs.flatMap((leg) => readLeg(leg, callSid, rung));
    },

    async parentOf(legSid) {
      try {
        const leg = await send({ method: 'GET', url: `${calls}/${legSid}.json` });
        return typeof leg.parent_call_sid === 'string' ? leg.parent_call_sid : undefined;
      } catch (error) {
        if (error instanceof AppError && error.twilioCode === NOT_FOUND) return undefined;
        throw error;
      }
    },
  };
}

function readLeg(value: unknown, callSid: string, rung: readonly string[]): readonly AgentLeg[] {
  const { sid, to, status } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof sid !== 'string' || typeof to !== 'string' || status !== 'in-progress') return [];
  const agent = agentAt(to, rung);
  return agent ? [{ callSid, legSid: sid, agent }] : [];
}
