import type { CallStep } from '#lambdas/contract/desk-api.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { type Dynamo, unlessLost } from '#lambdas/platform/dynamo.ts';
import type { StartFacts } from '#lambdas/session/trail-event.ts';
import { callUpdater, keyOfCall } from './call-item.ts';

/** A start on its way: written before Twilio is told, so that a repeat after a crash uses the same key. */
export interface StartIntent {
  /** 1 for the first start on the call; part of the idempotency key. */
  readonly number: number;
  /** Hash of the request. */
  readonly fingerprint: string;
  readonly facts: StartFacts;
  /** When it was written, ISO 8601. */
  readonly at: string;
  /** The session it led to. */
  readonly paySid?: string;
  /** Twilio said no: the next start is a new one. */
  readonly refused?: boolean;
}

/** Agents who are rung for a call, and until when they are reserved for it. */
export interface CallOffer {
  readonly agents: readonly string[];
  readonly at: string;
  readonly until: string;
}

/** A caller's call, by its own (parent) SID. Holds no phone number. */
export interface CallRecord {
  readonly callSid: string;
  readonly arrivedAt?: string;
  readonly answeredAt?: string;
  /** The newest offer; it stays when it is over. */
  readonly offer?: CallOffer;
  /** Oldest first, {@link MOST_STEPS} at most. */
  readonly steps?: readonly CallStep[];
  /** Names of the agents it was offered to. */
  readonly rung: readonly string[];
  /** The agent who answered first; owns the call and its payments. */
  readonly agent?: string;
  readonly legSid?: string;
  readonly endedAt?: string;
  readonly intent?: StartIntent;
  /** Every payment session on the call, oldest first. */
  readonly sessions?: readonly string[];
  /** Legs that were answered and have ended. */
  readonly endedLegs?: ReadonlySet<string>;
  /** Legs that were answered and gone before the caller heard them: they own nothing. */
  readonly unheardLegs?: ReadonlySet<string>;
}

/** An agent's leg of a call. */
export interface AgentLeg {
  readonly callSid: string;
  readonly legSid: string;
  readonly agent: string;
}

/** Steps kept of one call: a caller who waits for hours is rung for many times. */
export const MOST_STEPS = 60;

export interface CallRecords {
  /** By the caller's SID. */
  find(callSid: string): Promise<CallRecord | undefined>;
  /** The record of a call, made where none is: for one that never rang here. */
  known(callSid: string): Promise<CallRecord>;
  /** The leg was answered. The first leg reported owns the call, and the record returned says which that is. */
  answered(leg: AgentLeg): Promise<CallRecord>;
  /** An answered leg has ended. The call ends with its owner's leg and with no other. */
  left(leg: AgentLeg): Promise<CallRecord>;
  /** Gives the call to the leg that is up; nothing changes when `wrongLegSid` no longer owns it. */
  handOver(leg: AgentLeg, wrongLegSid: string): Promise<void>;
  /** A phone answered, but the caller was never joined with it: nobody has answered. Does nothing when it is not that leg's. */
  unheard(callSid: string, legSid: string): Promise<void>;
  /** The record as it is then; its `endedAt` is older when it had ended before. */
  ended(callSid: string): Promise<CallRecord>;
  /** Adds a session to the call's list, and to the intent of that number it came from; a repeat changes nothing. */
  addSession(callSid: string, paySid: string, intent?: number): Promise<void>;
  /**
   * Writes the first intent on a call of this agent that is in progress and has no session yet; undefined when any of that
   * is not so. Usually all of it is, and then nothing has to be read before.
   */
  claimFirst(callSid: string, agent: string, intent: StartIntent): Promise<CallRecord | undefined>;
  /** Replaces the intent numbered `previous` (0 for none); false when another start was faster. */
  claim(callSid: string, previous: number, intent: StartIntent): Promise<boolean>;
  /** Twilio refused what an intent asked for; does nothing when the intent has been replaced. */
  refused(callSid: string, intent: number): Promise<void>;
}

/** Calls as items `call#<CallSid>`. */
export function createCallRecords(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): CallRecords {
  const set = callUpdater<CallRecord>({ clock, dynamo }, table);

  const end = (callSid: string) =>
    set(
      callSid,
      { callSid },
      { once: { rung: [], endedAt: clock.now().toISOString() }, remove: ['listStatus'] },
    );

  return {
    async find(callSid) {
      const call = await dynamo.get({
        TableName: table,
        Key: { pk: keyOfCall(callSid) },
        ConsistentRead: true,
      });
      return call as CallRecord | undefined;
    },

    known: (callSid) => set(callSid, { callSid }, { once: { rung: [] } }),

    async answered({ callSid, legSid, agent }) {
      const at = clock.now().toISOString();
      const step: CallStep = { at, what: 'answered', agents: [agent] };
      const first = await unlessLost(
        set(
          callSid,
          { callSid },
          {
            once: { rung: [], agent, legSid, answeredAt: at },
            append: { steps: [step] },
            remove: ['listStatus'],
            condition: 'attribute_not_exists(#legSid) AND NOT contains(unheardLegs, :legSid)',
          },
        ),
      );
      const call = first ?? (await set(callSid, { callSid }));
      return call.legSid === legSid && call.endedLegs?.has(legSid) ? end(callSid) : call;
    },

    async left({ callSid, legSid }) {
      const add = { endedLegs: new Set([legSid]) };
      const ended = await unlessLost(
        set(
          callSid,
          { callSid },
          {
            once: { endedAt: clock.now().toISOString() },
            add,
            condition: '#legSid = :legSid',
            names: { '#legSid': 'legSid' },
            extra: { ':legSid': legSid },
          },
        ),
      );
      if (ended) return ended;
      const call = await set(callSid, { callSid }, { once: { rung: [] }, add });
      // Reported as answered in between.
      return call.legSid === legSid ? end(callSid) : call;
    },

    async handOver({ callSid, legSid, agent }, wrongLegSid) {
      await unlessLost(
        set(
          callSid,
          { agent, legSid },
          { condition: '#legSid = :wrong', extra: { ':wrong': wrongLegSid }, remove: ['endedAt'] },
        ),
      );
    },

    async unheard(callSid, legSid) {
      const step: CallStep = { at: clock.now().toISOString(), what: 'unheard' };
      // Kept, because its own reports may arrive only now.
      await set(callSid, { callSid }, { add: { unheardLegs: new Set([legSid]) } });
      await unlessLost(
        set(
          callSid,
          {},
          {
            append: { steps: [step] },
            remove: ['#agent', 'legSid', 'endedAt', 'answeredAt'],
            names: { '#agent': 'agent' },
            condition: 'legSid = :leg',
            extra: { ':leg': legSid },
          },
        ),
      );
    },

    ended: end,

    async addSession(callSid, paySid, intent) {
      const added = {
        once: { rung: [] },
        append: { sessions: [paySid] },
        condition: 'NOT contains(#sessions, :paySid)',
        extra: { ':paySid': paySid },
      };
      const ofIntent = {
        within: ['#intent.#paySid = :paySid'],
        condition: '#intent.#number = :number',
        names: { '#intent': 'intent', '#paySid': 'paySid', '#number': 'number' },
        extra: { ...added.extra, ':number': intent },
      };
      const both = { ...added, ...ofIntent, condition: `${added.condition} AND ${ofIntent.condition}` };
      if (intent !== undefined && (await unlessLost(set(callSid, { callSid }, both)))) return;
      await unlessLost(set(callSid, { callSid }, added));
      // Added by a callback that did not tell which intent it came from.
      if (intent !== undefined) await unlessLost(set(callSid, { callSid }, ofIntent));
    },

    claimFirst: (callSid, agent, intent) =>
      unlessLost(
        set(
          callSid,
          { intent },
          {
            condition:
              '#agent = :agent AND attribute_not_exists(endedAt) AND attribute_not_exists(#intent) AND attribute_not_exists(sessions)',
            names: { '#agent': 'agent' },
            extra: { ':agent': agent },
          },
        ),
      ),

    async claim(callSid, previous, intent) {
      const claimed = await unlessLost(
        set(
          callSid,
          { intent },
          {
            condition: previous === 0 ? 'attribute_not_exists(#intent)' : '#intent.#number = :previous',
            ...(previous === 0 ? {} : { names: { '#number': 'number' }, extra: { ':previous': previous } }),
          },
        ),
      );
      return claimed !== undefined;
    },

    async refused(callSid, intent) {
      await unlessLost(
        set(
          callSid,
          {},
          {
            within: ['#intent.#refused = :true'],
            condition: '#intent.#number = :number',
            names: { '#intent': 'intent', '#number': 'number', '#refused': 'refused' },
            extra: { ':number': intent, ':true': true },
          },
        ),
      );
    },
  };
}
