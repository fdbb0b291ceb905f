import type { AgentLeg, CallRecord } from '#lambdas/stores/call-records.ts';
import { agentAt } from './identity.ts';
import type { TwilioAddresses } from './twilio-payments.ts';
import { type SendToTwilio, twilioCodeOf } from './twilio-request.ts';

/** Twilio's Calls resource, reduced to what we ask. */
export interface TwilioCalls {
  /** The legs of a call on which an agent is talking now. */
  agentLegsUp(call: Pick<CallRecord, 'callSid' | 'rung'>): Promise<readonly AgentLeg[]>;
  /**
   * The call that a leg belongs to, or else those it made that are up: whom an agent called out to. None when Twilio does not know
   * the leg.
   */
  callsOf(legSid: string): Promise<readonly string[]>;
  /** Whether a call is up; undefined when our account has no such call, or knows it by another spelling of its SID. */
  stateOf(callSid: string): Promise<'before' | 'up' | 'over' | undefined>;
  /** The customer's end of a call, as Twilio has it; undefined when Twilio does not know the call. */
  customerOf(callSid: string): Promise<string | undefined>;
  /**
   * Has a call that is up go on with the TwiML at an address of ours. `gone` when it has ended.
   *
   * @throws AppError when it is unknown whether it did
   */
  redirect(callSid: string, url: string): Promise<'done' | 'gone'>;
}

/** "The requested resource was not found". */
const NOT_FOUND = 20404;
/** "Call is not in-progress": it has ended, or it has not begun. */
const NOT_IN_PROGRESS = 21220;

/** Of a call that has ended. */
const OVER: ReadonlySet<unknown> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** Asked only when the callbacks leave open who answered, or contradict each other. */
export function createTwilioCalls(send: SendToTwilio, { accountSid, baseUrl }: TwilioAddresses): TwilioCalls {
  const calls = `${baseUrl}/2010-04-01/Accounts/${accountSid}/Calls`;
  const find = async (callSid: string) => {
    try {
      return await send({ method: 'GET', url: `${calls}/${callSid}.json` });
    } catch (error) {
      if (twilioCodeOf(error) === NOT_FOUND) return undefined;
      throw error;
    }
  };
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

    async callsOf(legSid) {
      const leg = await find(legSid);
      if (!leg) return [];
      if (typeof leg.parent_call_sid === 'string') return [leg.parent_call_sid];
      const query = new URLSearchParams({ ParentCallSid: legSid, Status: 'in-progress' });
      const { calls: legs } = await send({ method: 'GET', url: `${calls}.json?${query}` });
      return Array.isArray(legs) ? legs.map((leg: { sid?: unknown }) => String(leg.sid)) : [];
    },

    async stateOf(callSid) {
      const call = await find(callSid);
      if (call?.sid !== callSid) return undefined;
      if (call.status === 'in-progress') return 'up';
      return OVER.has(call.status) ? 'over' : 'before';
    },

    async customerOf(callSid) {
      const call = await find(callSid);
      const address = call?.direction === 'inbound' ? call.from : call?.to;
      return typeof address === 'string' ? address : undefined;
    },

    async redirect(callSid, url) {
      const call = `${calls}/${callSid}.json`;
      try {
        await send({ method: 'POST', url: call, form: { Url: url, Method: 'POST' } });
        return 'done';
      } catch (error) {
        const code = twilioCodeOf(error);
        if (code === NOT_FOUND) return 'gone';
        if (code !== NOT_IN_PROGRESS) throw error;
        const { status } = await send({ method: 'GET', url: call });
        if (OVER.has(status)) return 'gone';
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
