import type { PresenceState } from '#lambdas/contract/desk-api.ts';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, type Item, queryAll, unlessLost } from '#lambdas/platform/dynamo.ts';

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
   * the callback that frees an agent may have been lost. Of more than `most` the longest waiting and the newest arrival.
   */
  available(most: number): Promise<readonly string[]>;
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
/** Where busy agents have a list of their own (`contract/partitions.ts`); otherwise they stay among those online. */
const BUSY = 'agent-busy';
const PAUSED = 'agent-paused';

/**
 * The longest life of a token, that of a sign-in token in AWS: a person who signs out or leaves a group is rung for no longer,
 * and nobody stays among those online for longer without fetching another.
 */
export const LONGEST_TOKEN_MS = 15 * 60_000;

const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** Agents as items `agent#<name>`; those online or paused are in the index by status. */
export function createPresenceStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  busyApart = false,
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

  const listOf = (status: string) => ({
    TableName: table,
    IndexName: 'byStatus',
    KeyConditionExpression: 'listStatus = :status',
    ExpressionAttributeValues: { ':status': status },
  });

  const whoIsThere = (agents: readonly AgentItem[]) => {
    const now = clock.now().toISOString();
    return agents.filter(({ onlineUntil = '' }) => onlineUntil > now);
  };

  /** Agents of one status whose token is still valid, longest in it first. */
  const holdingToken = async (status: string): Promise<readonly AgentItem[]> =>
    whoIsThere(await queryAll<AgentItem>(dynamo, listOf(status)));

  /** Agents from one end of a list. Who holds a token has fetched it, and began to wait, no longer ago than it may live. */
  const someOf = async (
    status: string,
    end: 'oldest' | 'newest',
    most: number,
  ): Promise<readonly AgentItem[]> => {
    const { ExpressionAttributeValues: values, ...list } = listOf(status);
    const since = new Date(clock.now().getTime() - LONGEST_TOKEN_MS).toISOString();
    const found: AgentItem[] = [];
    for await (const page of dynamo.pages({
      ...list,
      KeyConditionExpression: 'listStatus = :status AND listTime >= :since',
      ExpressionAttributeValues: { ...values, ':since': since },
      ScanIndexForward: end === 'oldest',
      Limit: 2 * most,
    })) {
      const agents = whoIsThere(page as readonly unknown[] as readonly AgentItem[]);
      // Those online may be on a call that began while they shared this list.
      found.push(...agents.filter((agent) => status === BUSY || isIdle(agent)));
      if (found.length >= most) break;
    }
    return found.slice(0, most);
  };

  /** The longest waiting and the newest arrival, without reading those in between or those on calls. */
  const idleApart = async (most: number): Promise<readonly AgentItem[]> => {
    const [waiting, [newest]] = await Promise.all([
      someOf(ONLINE, 'oldest', most),
      someOf(ONLINE, 'newest', 1),
    ]);
    if (!newest || waiting.length < most || waiting.at(-1)?.username === newest.username) return waiting;
    return [...waiting.slice(0, most - 1), newest];
  };

  /** Moves between the lists of the free and the busy, unless the agent is paused or away: then only the mark changes. */
  const mark = (username: string, expression: string, values: Item, condition: string, list: string) =>
    unlessLost(
      busyApart
        ? update(
            username,
            expression.replace('SET ', 'SET listStatus = :list, '),
            { ...values, ':list': list, ':there': 'online' },
            `(${condition}) AND presence = :there`,
          )
        : update(username, expression, values, condition),
    ).then((done) =>
      done || !busyApart ? done : unlessLost(update(username, expression, values, condition)),
    );

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
      await (onCall
        ? mark(
            username,
            'SET username = :username, busyWith = :call, busySince = :now',
            { ':username': username, ':call': callSid, ':now': clock.now().toISOString() },
            'attribute_not_exists(busyWith) OR busyWith <> :call',
            BUSY,
          )
        : mark(
            username,
            'SET listTime = :time REMOVE busyWith, busySince',
            { ':time': waitingSince(username), ':call': callSid },
            'busyWith = :call',
            ONLINE,
          ));
    },

    async available(most) {
      if (busyApart) {
        const idle = await idleApart(most);
        return (idle.length > 0 ? idle : await someOf(BUSY, 'oldest', most)).map(({ username }) => username);
      }
      const online = await holdingToken(ONLINE);
      const idle = online.filter(isIdle);
      return (idle.length > 0 ? idle : online).map(({ username }) => username);
    },

    async staff() {
      const there = await Promise.all(
        (busyApart ? [ONLINE, BUSY, PAUSED] : [ONLINE, PAUSED]).map(holdingToken),
      );
      return there.flat().map(toMember);
    },
  };
}

function isIdle({ busyWith }: AgentItem): boolean {
  return busyWith === undefined;
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
