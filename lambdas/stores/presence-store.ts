import type { PresenceState } from '#lambdas/contract/desk-api.ts';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, queryAll, unlessLost } from '#lambdas/platform/dynamo.ts';

/** Who can be rung. */
export interface PresenceStore {
  /**
   * The agent holds a token until then: online and on no call, unless they paused and their last token is still valid.
   * A token renewed during a call frees them too early, which does no harm: their page ignores the ringing.
   */
  tokenFetched(username: string, until: Date): Promise<void>;
  set(username: string, state: PresenceState): Promise<void>;
  /** The agent is on that call, or (with `false`) has left it. */
  busy(username: string, callSid: string, onCall: boolean): Promise<void>;
  /**
   * Names of agents to ring, longest waiting first: those on no call or, when everyone is on one, all of them, because
   * the callback that frees an agent may have been lost.
   */
  available(): Promise<readonly string[]>;
  /** Everybody online or paused whose token is still valid, in no particular order. */
  staff(): Promise<readonly StaffMember[]>;
}

/** Somebody at work. */
export interface StaffMember {
  readonly username: string;
  readonly presence: Exclude<PresenceState, 'offline'>;
  /** When they began to wait, or paused. */
  readonly since?: string;
  readonly call?: { readonly callSid: string; readonly since?: string };
}

interface AgentItem {
  readonly username: string;
  readonly presence: PresenceState;
  readonly onlineUntil?: string;
  readonly busyWith?: string;
  readonly busySince?: string;
  readonly listTime?: string;
}

const ONLINE = 'agent-online';
const PAUSED = 'agent-paused';

const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** Agents as items `agent#<name>`; those online or paused are in the index by status. */
export function createPresenceStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): PresenceStore {
  const update = (
    username: string,
    expression: string,
    values: Readonly<Record<string, unknown>>,
    condition?: string,
  ) => {
    const placeholders = { ...values, ':kept': epochSeconds(clock.now()) + KEPT_SECONDS };
    return dynamo.update({
      TableName: table,
      Key: { pk: `agent#${username}` },
      UpdateExpression: expression.replace('SET ', 'SET expiresAtSeconds = :kept, '),
      ConditionExpression: condition,
      ExpressionAttributeValues: placeholders,
    });
  };

  /** The time in `listTime` is when the agent began to wait for a call. */
  const waitingSince = (username: string) => `${clock.now().toISOString()}#${username}`;

  const set = async (username: string, state: PresenceState) => {
    if (state === 'online') {
      await update(
        username,
        'SET username = :username, presence = :state, listStatus = :online, listTime = :time REMOVE busyWith, busySince',
        { ':username': username, ':state': state, ':online': ONLINE, ':time': waitingSince(username) },
      );
      return;
    }
    if (state === 'paused') {
      await update(
        username,
        'SET username = :username, presence = :state, listStatus = :paused, listTime = :time',
        { ':username': username, ':state': state, ':paused': PAUSED, ':time': waitingSince(username) },
      );
      return;
    }
    await update(username, 'SET username = :username, presence = :state REMOVE listStatus', {
      ':username': username,
      ':state': state,
    });
  };

  /** Agents of one status whose token is still valid, longest in it first. */
  const holdingToken = async (status: string): Promise<readonly AgentItem[]> => {
    const agents = await queryAll<AgentItem>(dynamo, {
      TableName: table,
      IndexName: 'byStatus',
      KeyConditionExpression: 'listStatus = :status',
      ExpressionAttributeValues: { ':status': status },
    });
    const now = clock.now().toISOString();
    return agents.filter(({ onlineUntil = '' }) => onlineUntil > now);
  };

  return {
    set,

    async tokenFetched(username, until) {
      const now = clock.now().toISOString();
      const agent = await dynamo.get({
        TableName: table,
        Key: { pk: `agent#${username}` },
        ConsistentRead: true,
      });
      const known = agent as AgentItem | undefined;
      const holdsToken = known?.onlineUntil !== undefined && known.onlineUntil > now;
      await update(username, 'SET username = :username, onlineUntil = :until', {
        ':username': username,
        ':until': until.toISOString(),
      });
      if (!(holdsToken && known.presence === 'paused')) await set(username, 'online');
    },

    async busy(username, callSid, onCall) {
      await unlessLost(
        onCall
          ? update(
              username,
              'SET username = :username, busyWith = :call, busySince = :now',
              { ':username': username, ':call': callSid, ':now': clock.now().toISOString() },
              'attribute_not_exists(busyWith) OR busyWith <> :call',
            )
          : update(
              username,
              'SET listTime = :time REMOVE busyWith, busySince',
              { ':time': waitingSince(username), ':call': callSid },
              'busyWith = :call',
            ),
      );
    },

    async available() {
      const online = await holdingToken(ONLINE);
      const idle = online.filter(({ busyWith }) => busyWith === undefined);
      return (idle.length > 0 ? idle : online).map(({ username }) => username);
    },

    async staff() {
      const there = await Promise.all([holdingToken(ONLINE), holdingToken(PAUSED)]);
      return there.flat().map(toMember);
    },
  };
}

function toMember({ username, presence, listTime, busyWith, busySince }: AgentItem): StaffMember {
  const since = listTime?.split('#')[0];
  return {
    username,
    presence: presence === 'paused' ? 'paused' : 'online',
    ...(since ? { since } : {}),
    ...(busyWith ? { call: { callSid: busyWith, ...(busySince ? { since: busySince } : {}) } } : {}),
  };
}
