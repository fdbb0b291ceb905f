import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, unlessLost } from '#lambdas/platform/dynamo.ts';
import type { StartFacts } from '#lambdas/session/trail-event.ts';

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

/** A caller's call, by its own (parent) SID. Holds no phone number. */
export interface CallRecord {
  readonly callSid: string;
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
}

/** An agent's leg of a call. */
export interface AgentLeg {
  readonly callSid: string;
  readonly legSid: string;
  readonly agent: string;
}

export interface CallRecords {
  /** By the caller's SID. */
  find(callSid: string): Promise<CallRecord | undefined>;
  rung(callSid: string, agents: readonly string[]): Promise<void>;
  /** The leg was answered. The first leg reported owns the call, and the record returned says which that is. */
  answered(leg: AgentLeg): Promise<CallRecord>;
  /** An answered leg has ended. The call ends with its owner's leg and with no other. */
  left(leg: AgentLeg): Promise<CallRecord>;
  /** Gives the call to the leg that is up; nothing changes when `wrongLegSid` no longer owns it. */
  handOver(leg: AgentLeg, wrongLegSid: string): Promise<void>;
  ended(callSid: string): Promise<void>;
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

const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** Calls as items `call#<CallSid>`. */
export function createCallRecords(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): CallRecords {
  /** Sets attributes and extends the item's life; `condition` may name `#attribute`s of `names`. */
  const set = async (
    callSid: string,
    values: Readonly<Record<string, unknown>>,
    {
      once = {},
      condition,
      names = {},
      extra = {},
      append = {},
      add = {},
      remove = [],
      within = [],
    }: SetOptions = {},
  ): Promise<CallRecord> => {
    const kept = { ...values, expiresAtSeconds: epochSeconds(clock.now()) + KEPT_SECONDS };
    const always = Object.keys(kept).map((name) => `#${name} = :${name}`);
    const firstOnly = Object.keys(once).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    const appended = Object.keys(append).map(
      (name) => `#${name} = list_append(if_not_exists(#${name}, :none), :${name})`,
    );
    const added = Object.keys(add).map((name) => `#${name} :${name}`);
    const attributes = Object.entries({ ...kept, ...once, ...append, ...add });
    const call = await dynamo.update({
      TableName: table,
      Key: { pk: keyOf(callSid) },
      UpdateExpression: [
        `SET ${[...always, ...firstOnly, ...appended, ...within].join(', ')}`,
        ...(added.length > 0 ? [`ADD ${added.join(', ')}`] : []),
        ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: condition,
      ExpressionAttributeNames: {
        ...Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
        ...names,
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        ...(appended.length > 0 ? { ':none': [] } : {}),
        ...extra,
      },
      ReturnValues: 'ALL_NEW',
    });
    return call as unknown as CallRecord;
  };

  const end = (callSid: string) =>
    set(callSid, { callSid }, { once: { rung: [], endedAt: clock.now().toISOString() } });

  return {
    async find(callSid) {
      const call = await dynamo.get({
        TableName: table,
        Key: { pk: keyOf(callSid) },
        ConsistentRead: true,
      });
      return call as CallRecord | undefined;
    },

    async rung(callSid, agents) {
      await set(callSid, { callSid, rung: agents });
    },

    async answered({ callSid, legSid, agent }) {
      const call = await set(callSid, { callSid }, { once: { rung: [], agent, legSid } });
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

    async ended(callSid) {
      await end(callSid);
    },

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

interface SetOptions {
  readonly once?: Readonly<Record<string, unknown>>;
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Members to add at the end of lists. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /** Members to add to sets. */
  readonly add?: Readonly<Record<string, ReadonlySet<unknown>>>;
  readonly remove?: readonly string[];
  /** Further assignments, to members of attributes. */
  readonly within?: readonly string[];
}

function keyOf(callSid: string): string {
  return `call#${callSid}`;
}
