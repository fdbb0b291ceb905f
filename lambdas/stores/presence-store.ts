import type { PresenceState } from '#lambdas/contract/desk-api.ts';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { type Dynamo, queryAll, unlessLost } from '#lambdas/platform/dynamo.ts';
import { listKey, listKeys } from './list-key.ts';

/**
 * Who can be rung. Only what a person presses takes an agent on or off the line. Everything else, however late and however often
 * it comes, changes it only for somebody who is online.
 */
export interface PresenceStore {
  /** The agent holds a token until then: their desk can be reached again, if it was taken for away. */
  tokenFetched(username: string, until: Date): Promise<void>;
  /**
   * What the agent's desk says: pressed by a person, or, with `beat`, said by the page itself. A beat changes nothing that is
   * right already. Nobody is freed from a call by it. Returns what holds then.
   */
  set(username: string, said: DeskSays): Promise<AgentState>;
  find(username: string): Promise<AgentState>;
  /** The agent is on that call, or (with `false`) has left it; returns whether anything changed. */
  busy(username: string, callSid: string, onCall: boolean): Promise<boolean>;
  /** The agent is busy with a call they make; false when they are on another one, or one rings there. */
  callsOut(username: string, callSid: string): Promise<boolean>;
  /**
   * Reserves up to that many agents for one call, longest waiting first. Nobody else can reserve them until then, when each
   * is free again by itself.
   */
  reserve(callSid: string, until: Date, most: number): Promise<readonly string[]>;
  /** Ends that reservation and no later one, not even for the same call; false when there is none. */
  release(username: string, reservation: Reservation, why: ReleaseReason): Promise<boolean>;
  /** Everybody who holds a valid token and did not go offline, in no particular order. */
  staff(): Promise<readonly StaffMember[]>;
}

export interface Reservation {
  readonly callSid: string;
  /** ISO 8601. */
  readonly until: string;
}

export interface DeskSays {
  readonly state: PresenceState;
  readonly beat?: boolean | undefined;
}

export interface AgentState {
  readonly state: PresenceState;
  /** Paused because calls rang here and nobody answered. */
  readonly missed: boolean;
  /** What they are busy with. */
  readonly call?: AgentCall;
}

/** An agent's call: the customer's leg, or their own while they call out and nobody has answered. */
export interface AgentCall {
  readonly callSid: string;
  /** ISO 8601. */
  readonly since?: string;
}

/**
 * `spared`: the caller left; they keep their place. `beaten`: somebody else answered; they keep it too, and after too many in a row
 * the next call rings them alone. `missed`: it rang and they did not answer; they go to the back, and after {@link MOST_MISSES} in a
 * row are paused. `absent`: Twilio found no desk to ring.
 */
export type ReleaseReason = 'spared' | 'beaten' | 'missed' | 'absent';

/** Somebody at work. */
export interface StaffMember {
  readonly username: string;
  readonly presence: Exclude<PresenceState, 'offline'> | 'away';
  /** When they began to wait, or paused. */
  readonly since?: string;
  readonly call?: AgentCall;
}

interface AgentItem {
  readonly username: string;
  readonly presence: PresenceState | 'away';
  readonly onlineUntil?: string;
  readonly busyWith?: string;
  readonly busySince?: string;
  /** When and who, "<ISO time>#<name>": the place in the line of those who are free. */
  readonly waitKey?: string;
  /** Missed calls in a row. */
  readonly misses?: number;
  /** Calls in a row that rang here and somebody else answered. */
  readonly racesLost?: number;
  readonly listStatus?: string;
  readonly listTime?: string;
}

/** Calls an agent may miss in a row. */
export const MOST_MISSES = 2;

/** Where the index lists an agent. Somebody offline is not in it. */
const LISTED = {
  free: 'agent-free',
  busy: 'agent-busy',
  paused: 'agent-paused',
  away: 'agent-away',
} as const;

const NO_CALL = 'attribute_not_exists(busyWith)';

/** How long an agent is remembered after their desk was last heard of. */
export const AGENT_KEPT_SECONDS = 7 * 24 * 60 * 60;

/**
 * Agents read beyond those that are wanted: others may be reserved by other calls at the same moment, and the index shows that a
 * little later. Further down the line when all of the first were.
 */
const LOOKS = [7, 60];

/**
 * Agents as items `agent#<name>`. Those who are free are in the index by the time from which they may be rung: since when they
 * wait, or the end of a reservation. So the first ones of the index are always the right ones, and a crash holds nobody.
 */
export function createPresenceStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  shards = 1,
): PresenceStore {
  const kept = () => epochSeconds(clock.now()) + AGENT_KEPT_SECONDS;
  const update = (username: string, change: Change) =>
    dynamo.update({
      TableName: table,
      Key: { pk: `agent#${username}` },
      UpdateExpression: [
        `SET expiresAtSeconds = :kept, username = :username${change.set ? `, ${change.set}` : ''}`,
        ...(change.remove ? [`REMOVE ${change.remove}`] : []),
      ].join(' '),
      ConditionExpression: change.condition,
      ExpressionAttributeValues: { ':kept': kept(), ':username': username, ...change.values },
      ReturnValues: 'ALL_NEW',
    }) as Promise<unknown> as Promise<AgentItem>;

  const freeKey = (username: string) => listKey(LISTED.free, username, shards);
  const keyAt = (at: Date, username: string) => `${at.toISOString()}#${username}`;
  const now = () => clock.now().toISOString();
  /** Behind every place in line whose time has come. */
  const due = () => `${now()}~`;

  const read = async (username: string): Promise<AgentItem | undefined> =>
    (await dynamo.get({ TableName: table, Key: { pk: `agent#${username}` }, ConsistentRead: true })) as
      | AgentItem
      | undefined;

  /** Free, at the back of the line, but not before a call that rings there has stopped. */
  const beFree = async (username: string, { set = '', remove = '', condition, values }: Change = {}) => {
    const free = `presence = :online, listStatus = :free, waitKey = :key${set ? `, ${set}` : ''}`;
    const gone = ['busyWith', 'busySince', ...(remove ? [remove] : [])].join(', ');
    const given = {
      ...values,
      ':online': 'online',
      ':free': freeKey(username),
      ':key': keyAt(clock.now(), username),
    };
    const only = (more: string) => (condition ? `${condition} AND ${more}` : more);
    const atOnce = await unlessLost(
      update(username, {
        set: `${free}, listTime = :key`,
        remove: `${gone}, ringing, ringKey`,
        condition: only('(attribute_not_exists(ringKey) OR ringKey <= :due)'),
        values: { ...given, ':due': due() },
      }),
    );
    if (atOnce) return atOnce;
    return unlessLost(
      update(username, {
        set: `${free}, listTime = ringKey`,
        remove: gone,
        condition: only('attribute_exists(ringKey)'),
        values: given,
      }),
    );
  };

  const onCall = (username: string, callSid: string) => ({
    set: 'busyWith = :call, busySince = :now, listStatus = :busy, listTime = :key',
    values: {
      ':call': callSid,
      ':now': now(),
      ':busy': LISTED.busy,
      ':key': keyAt(clock.now(), username),
    },
  });

  /** On a call. The reservation under which it rang is over; one for another call still holds. */
  const beOnCall = async (username: string, callSid: string) => {
    const change = {
      ...onCall(username, callSid),
      condition: '(attribute_not_exists(busyWith) OR busyWith <> :call)',
    };
    return (
      (await unlessLost(
        update(username, {
          ...change,
          remove: 'ringing, ringKey, misses, racesLost',
          condition: `${change.condition} AND (attribute_not_exists(ringing) OR begins_with(ringing, :call))`,
        }),
      )) ??
      (await unlessLost(
        update(username, {
          ...change,
          remove: 'misses, racesLost',
          condition: `${change.condition} AND attribute_exists(ringing)`,
        }),
      ))
    );
  };

  const pause = (username: string, { remove, condition, values }: Change = {}) =>
    update(username, {
      set: 'presence = :paused, listStatus = :paused_, listTime = :key',
      ...definedOnly({ remove, condition }),
      values: {
        ...values,
        ':paused': 'paused',
        ':paused_': LISTED.paused,
        ':key': keyAt(clock.now(), username),
      },
    });

  /** Online because a person said so; back from a call when it is over. Who waits already keeps their place. */
  const comeOnline = async (username: string) => {
    const known = await read(username);
    if (known?.presence === 'online' && known.listStatus === freeKey(username)) return known;
    const free = await beFree(username, { remove: 'misses', condition: NO_CALL });
    const busy = {
      set: 'presence = :online, listStatus = :busy, listTime = :key',
      remove: 'misses',
      condition: 'attribute_exists(busyWith)',
      values: { ':online': 'online', ':busy': LISTED.busy, ':key': keyAt(clock.now(), username) },
    };
    return free ?? (await unlessLost(update(username, busy))) ?? read(username);
  };

  const PRESSED: Readonly<Record<PresenceState, (username: string) => Promise<AgentItem | undefined>>> = {
    online: comeOnline,
    paused: (username) => pause(username, { remove: 'misses' }),
    offline: (username) =>
      update(username, {
        set: 'presence = :offline',
        remove: 'listStatus, misses, racesLost',
        values: { ':offline': 'offline' },
      }),
  };

  /** A desk is there: back on the line, where nobody took themselves off it. */
  const wake = (username: string) =>
    beFree(username, {
      remove: 'misses',
      condition: `presence IN (:online, :away) AND ${NO_CALL}`,
      values: { ':away': 'away' },
    });

  const beat = async (username: string, state: PresenceState) => {
    const known = await read(username);
    const isListed = known?.listStatus === freeKey(username) || known?.busyWith !== undefined;
    const sleeps = known?.presence === 'away' || (known?.presence === 'online' && !isListed);
    if (state !== 'online' || !sleeps) return known;
    return (await wake(username)) ?? read(username);
  };

  const reserveOne = (username: string, callSid: string, until: Date) =>
    unlessLost(
      update(username, {
        set: 'ringing = :ringing, ringKey = :until, listTime = :until',
        condition: 'listStatus = :free AND listTime <= :due AND onlineUntil > :now',
        values: {
          ':ringing': ringingOf({ callSid, until: until.toISOString() }),
          ':until': keyAt(until, username),
          ':free': freeKey(username),
          ':due': due(),
          ':now': now(),
        },
      }),
    );

  const freeUnder = (key: string, most: number) =>
    dynamo.query({
      TableName: table,
      IndexName: 'byStatus',
      KeyConditionExpression: 'listStatus = :free AND listTime <= :due',
      ExpressionAttributeValues: { ':free': key, ':due': due() },
      Limit: most,
    }) as Promise<readonly unknown[]> as Promise<readonly AgentItem[]>;

  /** The longest waiting, over all keys. */
  const free = async (most: number): Promise<readonly AgentItem[]> => {
    const keys = listKeys(LISTED.free, shards);
    const lines = (await Promise.all(keys.map((key) => freeUnder(key, most)))).flat();
    return lines.toSorted((a, b) => ((a.listTime ?? '') < (b.listTime ?? '') ? -1 : 1)).slice(0, most);
  };

  const listed = (status: string) =>
    queryAll<AgentItem>(dynamo, {
      TableName: table,
      IndexName: 'byStatus',
      KeyConditionExpression: 'listStatus = :status',
      ExpressionAttributeValues: { ':status': status },
    });

  /** The first of them that nobody else has got yet. */
  const reserveAmong = async (
    agents: readonly AgentItem[],
    callSid: string,
    until: Date,
    most: number,
  ): Promise<readonly string[]> => {
    const isThere = ({ onlineUntil = '' }: AgentItem) => onlineUntil > now();
    // Their token ended: off the line, or they would fill its front.
    const gone = agents.filter((agent) => !isThere(agent));
    await Promise.all(gone.map(({ username }) => unlessLost(update(username, expired(now())))));

    const line = agents.filter(isThere).map(({ username }) => username);
    const reserved: AgentItem[] = [];
    // Several race for a call and one has it: who is in front and lost as many races as that is rung alone.
    for (let wanted = 1; line.length > 0 && reserved.length < wanted; ) {
      const tried = line.splice(0, wanted - reserved.length);
      const won = await Promise.all(tried.map((username) => reserveOne(username, callSid, until)));
      reserved.push(...won.filter((agent) => agent !== undefined));
      wanted = (reserved[0]?.racesLost ?? 0) >= most ? 1 : most;
    }
    return reserved.map(({ username }) => username);
  };

  return {
    async tokenFetched(username, until) {
      const fetched = await unlessLost(
        update(username, {
          set: 'onlineUntil = :until, presence = if_not_exists(presence, :offline)',
          condition: '(attribute_not_exists(onlineUntil) OR onlineUntil < :until)',
          values: { ':until': until.toISOString(), ':offline': 'offline' },
        }),
      );
      if (fetched?.presence === 'away') await wake(username);
    },

    async set(username, { state, beat: isBeat }) {
      return stateOf(await (isBeat ? beat(username, state) : PRESSED[state](username)));
    },

    find: async (username) => stateOf(await read(username)),

    async busy(username, callSid, isOn) {
      if (isOn) return (await beOnCall(username, callSid)) !== undefined;
      const values = { ':call': callSid, ':away': 'away' };
      const isOnline = 'presence IN (:online, :away)';
      if (await beFree(username, { values, condition: `busyWith = :call AND ${isOnline}` })) return true;
      const gone = await unlessLost(
        update(username, {
          remove: 'busyWith, busySince',
          condition: `busyWith = :call AND NOT ${isOnline}`,
          values: { ...values, ':online': 'online' },
        }),
      );
      if (gone?.presence === 'paused') {
        const condition = `presence = :paused AND ${NO_CALL}`;
        await unlessLost(pause(username, { condition }));
      } else if (gone) {
        const condition = `NOT presence IN (:online, :away, :paused) AND ${NO_CALL}`;
        const there = { ':online': 'online', ':away': 'away', ':paused': 'paused' };
        await unlessLost(update(username, { remove: 'listStatus', condition, values: there }));
      }
      return gone !== undefined;
    },

    async callsOut(username, callSid) {
      const { set, values } = onCall(username, callSid);
      const called = await unlessLost(
        update(username, {
          set,
          remove: 'ringing, ringKey',
          condition: `(${NO_CALL} OR busyWith = :call) AND (attribute_not_exists(ringKey) OR ringKey <= :due)`,
          values: { ...values, ':due': due() },
        }),
      );
      return called !== undefined;
    },

    async reserve(callSid, until, most) {
      for (const look of LOOKS) {
        const agents = await free(most + look);
        const reserved = await reserveAmong(agents, callSid, until, most);
        if (reserved.length > 0 || agents.length < most + look) return reserved;
      }
      return [];
    },

    async release(username, reservation, why) {
      const values = { ':ringing': ringingOf(reservation), ':free': freeKey(username) };
      const { set, ...more } = released(why, keyAt(clock.now(), username));
      const inLine = () =>
        unlessLost(
          update(username, {
            set,
            remove: 'ringing, ringKey',
            condition: 'ringing = :ringing AND listStatus = :free',
            values: { ...values, ...more.values },
          }),
        );
      // They paused, left, or are on a call: there is no place in line to change.
      const offLine = () =>
        unlessLost(
          update(username, {
            remove: 'ringing, ringKey',
            condition: 'ringing = :ringing AND (attribute_not_exists(listStatus) OR listStatus <> :free)',
            values,
          }),
        );
      const after = (await inLine()) ?? ((await offLine()) ? undefined : await inLine());
      if (after && (after.misses ?? 0) >= MOST_MISSES) {
        const condition = 'misses >= :most AND presence = :online';
        await unlessLost(
          pause(username, { condition, values: { ':most': MOST_MISSES, ':online': 'online' } }),
        );
      }
      return after !== undefined;
    },

    async staff() {
      const { free: line, ...others } = LISTED;
      const keys = [...listKeys(line, shards), ...Object.values(others)];
      const there = (await Promise.all(keys.map(listed))).flat();
      return there.filter(({ onlineUntil = '' }) => onlineUntil > now()).map(toMember);
    },
  };
}

/** What the end of a reservation changes for somebody who is free. */
function released(why: ReleaseReason, key: string): Required<Pick<Change, 'set' | 'values'>> {
  if (why === 'spared') return { set: 'listTime = waitKey', values: {} };
  if (why === 'beaten') {
    return {
      set: 'listTime = waitKey, racesLost = if_not_exists(racesLost, :none) + :one',
      values: { ':none': 0, ':one': 1 },
    };
  }
  if (why === 'absent') {
    return {
      set: 'presence = :away, listStatus = :away_',
      values: { ':away': 'away', ':away_': LISTED.away },
    };
  }
  return {
    set: 'misses = if_not_exists(misses, :none) + :one, waitKey = :key, listTime = :key',
    values: { ':none': 0, ':one': 1, ':key': key },
  };
}

function ringingOf({ callSid, until }: Reservation): string {
  return `${callSid}#${until}`;
}

interface Change {
  readonly set?: string;
  readonly remove?: string;
  readonly condition?: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Their token ended: away until they have another one. */
function expired(now: string): Change {
  return {
    set: 'presence = :away',
    remove: 'listStatus',
    condition: `(onlineUntil <= :now OR attribute_not_exists(onlineUntil)) AND presence = :online AND ${NO_CALL}`,
    values: { ':now': now, ':away': 'away', ':online': 'online' },
  };
}

/** Who is away comes back on the line when their desk speaks: to the desk they are online. */
function stateOf(agent: AgentItem | undefined): AgentState {
  const { presence = 'offline', misses = 0 } = agent ?? {};
  return {
    state: presence === 'away' ? 'online' : presence,
    missed: presence === 'paused' && misses >= MOST_MISSES,
    ...callOf(agent),
  };
}

function callOf({ busyWith, busySince }: Partial<AgentItem> = {}): { readonly call?: AgentCall } {
  return busyWith ? { call: { callSid: busyWith, ...(busySince ? { since: busySince } : {}) } } : {};
}

function toMember(agent: AgentItem): StaffMember {
  const { username, presence, listTime } = agent;
  const since = listTime?.split('#')[0];
  return {
    username,
    presence: presence === 'offline' ? 'online' : presence,
    ...(since ? { since } : {}),
    ...callOf(agent),
  };
}
