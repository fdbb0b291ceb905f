import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { unlessLost } from '#lambdas/platform/dynamo.ts';
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
}

/** An agent's leg of a call. */
export interface AgentLeg {
  readonly callSid: string;
  readonly legSid: string;
  readonly agent: string;
}

export interface CallRecords {
  /** By the caller's SID or by the SID of an agent's leg. */
  find(sid: string): Promise<CallRecord | undefined>;
  rung(callSid: string, agents: readonly string[]): Promise<void>;
  /** The leg was answered. The first leg reported owns the call, and the record returned says which that is. */
  answered(leg: AgentLeg): Promise<CallRecord>;
  /** An answered leg has ended. The call ends with its owner's leg and with no other. */
  left(leg: AgentLeg): Promise<CallRecord>;
  /** Gives the call to the leg that is up; nothing changes when `wrongLegSid` no longer owns it. */
  handOver(leg: AgentLeg, wrongLegSid: string): Promise<void>;
  ended(callSid: string): Promise<void>;
  /** Adds a session to the call's list; a repeat changes nothing. */
  addSession(callSid: string, paySid: string): Promise<void>;
  /** Replaces the intent numbered `previous` (0 for none); false when another start was faster. */
  claim(callSid: string, previous: number, intent: StartIntent): Promise<boolean>;
  /** Records how an intent ended; does nothing when the intent has been replaced. */
  settle(callSid: string, number: number, outcome: { readonly paySid: string } | 'refused'): Promise<void>;
}

const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** Calls as items `call#<CallSid>`, legs as `leg#<CallSid>`. */
export function createCallRecords(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: DynamoDBDocumentClient },
  table: string,
): CallRecords {
  const get = async (pk: string) =>
    (await dynamo.send(new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }))).Item;

  /** Sets attributes and extends the item's life; `condition` may name `#attribute`s of `names`. */
  const set = async (
    pk: string,
    values: Readonly<Record<string, unknown>>,
    { once = {}, condition, names = {}, extra = {}, append = {}, remove = [] }: SetOptions = {},
  ) => {
    const kept = { ...values, expiresAtSeconds: epochSeconds(clock.now()) + KEPT_SECONDS };
    const always = Object.keys(kept).map((name) => `#${name} = :${name}`);
    const firstOnly = Object.keys(once).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    const appended = Object.keys(append).map(
      (name) => `#${name} = list_append(if_not_exists(#${name}, :none), :${name})`,
    );
    const attributes = Object.entries({ ...kept, ...once, ...append });
    const { Attributes } = await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk },
        UpdateExpression: `SET ${[...always, ...firstOnly, ...appended].join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
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
      }),
    );
    return Attributes;
  };

  const end = async (callSid: string) =>
    toRecord(
      (await set(
        `call#${callSid}`,
        { callSid },
        { once: { rung: [], endedAt: clock.now().toISOString() } },
      )) ?? {},
    );

  return {
    async find(sid) {
      const call = await get(`call#${sid}`);
      if (call) return toRecord(call);
      const leg = await get(`leg#${sid}`);
      const parent = leg && (await get(`call#${String(leg.callSid)}`));
      return parent && toRecord(parent);
    },

    async rung(callSid, agents) {
      await set(`call#${callSid}`, { callSid, rung: agents });
    },

    async answered({ callSid, legSid, agent }) {
      const leg = await set(`leg#${legSid}`, { callSid });
      const call = await set(`call#${callSid}`, { callSid }, { once: { rung: [], agent, legSid } });
      return leg?.ended === true && call?.legSid === legSid ? end(callSid) : toRecord(call ?? {});
    },

    async left({ callSid, legSid }) {
      await set(`leg#${legSid}`, { callSid, ended: true });
      const call = await set(`call#${callSid}`, { callSid }, { once: { rung: [] } });
      return call?.legSid === legSid ? end(callSid) : toRecord(call ?? {});
    },

    async handOver({ callSid, legSid, agent }, wrongLegSid) {
      await unlessLost(
        set(
          `call#${callSid}`,
          { agent, legSid },
          { condition: '#legSid = :wrong', extra: { ':wrong': wrongLegSid }, remove: ['endedAt'] },
        ),
      );
    },

    async ended(callSid) {
      await end(callSid);
    },

    async addSession(callSid, paySid) {
      await unlessLost(
        set(
          `call#${callSid}`,
          { callSid },
          {
            once: { rung: [] },
            append: { sessions: [paySid] },
            condition: 'NOT contains(#sessions, :paySid)',
            extra: { ':paySid': paySid },
          },
        ),
      );
    },

    async claim(callSid, previous, intent) {
      const claimed = await unlessLost(
        set(
          `call#${callSid}`,
          { intent },
          {
            condition: previous === 0 ? 'attribute_not_exists(#intent)' : '#intent.#number = :previous',
            ...(previous === 0 ? {} : { names: { '#number': 'number' }, extra: { ':previous': previous } }),
          },
        ),
      );
      return claimed !== undefined;
    },

    async settle(callSid, number, outcome) {
      const [name, value] = outcome === 'refused' ? ['refused', true] : ['paySid', outcome.paySid];
      await unlessLost(
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: `call#${callSid}` },
            UpdateExpression: 'SET #intent.#name = :value',
            ConditionExpression: '#intent.#number = :number',
            ExpressionAttributeNames: { '#intent': 'intent', '#number': 'number', '#name': name },
            ExpressionAttributeValues: { ':number': number, ':value': value },
          }),
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
  readonly remove?: readonly string[];
}

function toRecord(item: Record<string, unknown>): CallRecord {
  return item as unknown as CallRecord;
}
