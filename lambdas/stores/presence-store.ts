import type { PresenceState } from '#lambdas/contract/desk-api.ts';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, queryAll, unlessLost } from '#lambdas/platform/dynamo.ts';
import { listKey, listKeys } from './list-key.ts';

/** Who can be rung. */
export interface PresenceStore {
  /** The agent holds a token until then, and is online unless they paused while their last token was still valid. */
  tokenFetched(username: string, until: Date): Promise<void>;
  /**
   * What the agent's desk says: pressed by a person, or, with `beat`, said by the page itself. Online without a call means
   * that they are on none. A beat changes nothing that is right already, and undoes no pause.
   */
  set(username: string, said: DeskSays): Promise<AgentState>;
  /** The agent is on that call, or (with `false`) has left it; returns whether anything changed. */
  busy(username: string, callSid: string, onCall: boolean): Promise<boolean>;
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
  readonly callSid?: string | undefined;
  readonly beat?: boolean | undefined;
}

export interface AgentState {
  readonly state: PresenceState;
  /** Paused because calls rang here and nobody answered. */
  readonly missed: boolean;
}

/**
 * `spared`: somebody else answered, or the caller left; they keep their place. `missed`: it rang and they did not answer; they go
 * to the back, and after {@link MOST_MISSES} in a row are paused. `absent`: Twilio found no desk to ring.
 */
export type ReleaseReason = 'spared' | 'missed' | 'absent';

/** Somebody at work. */
export interface StaffMember {
  readonly username: string;
  readonly presence: Exclude<PresenceState, 'offline'> | 'away';
  /** When they began to wait, or paused. */
  readonly since?: string;
  readonly call?: { readonly callSid: string; readonly since?: string };
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

const KEPT_SECONDS = 7 * 24 * 60 * 60;

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
  const update = (username: string, change: Change) => {
    const kept = epochSeconds(clock.now()) + KEPT_SECONDS;
    return dynamo.update({
      TableName: table,
      Key: { pk: `agent#${username}` },
      UpdateExpression: [
        `SET expiresAtSeconds = :kept, username = :username${change.set ? `, ${change.set}` : ''}`,
        ...(change.remove ? [`REMOVE ${change.remove}`] : []),
      ].join(' '),
      ConditionExpression: change.condition,
      ExpressionAttributeValues: { ':kept': kept, ':username': username, ...change.values },
      ReturnValues: 'ALL_NEW',
    }) as Promise<unknown> as Promise<AgentItem>;
  };

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

  /** On a call. The reservation under which it rang is over; one for another call still holds. */
  const beOnCall = async (username: string, callSid: string) => {
    const change = {
      set: 'busyWith = :call, busySince = :now, listStatus = :busy, listTime = :key',
      condition: '(attribute_not_exists(busyWith) OR busyWith <> :call)',
      values: {
        ':call': callSid,
        ':now': now(),
        ':busy': LISTED.busy,
        ':key': keyAt(clock.now(), username),
      },
    };
    return (
      (await unlessLost(
        update(username, {
          ...change,
          remove: 'ringing, ringKey, misses',
          condition: `${change.condition} AND (attribute_not_exists(ringing) OR begins_with(ringing, :call))`,
        }),
      )) ??
      (await unlessLost(
        update(username, {
          ...change,
          remove: 'misses',
          condition: `${change.condition} AND attribute_exists(ringing)`,
        }),
      ))
    );
  };

  const pause = (username: string) =>
    update(username, {
      set: 'presence = :paused, listStatus = :paused_, listTime = :key',
      values: { ':paused': 'paused', ':paused_': LISTED.paused, ':key': keyAt(clock.now(), username) },
    });

  const leave = (username: string) =>
    update(username, {
      set: 'presence = :offline',
      remove: 'listStatus, misses',
      values: { ':offline': 'offline' },
    });

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
    const reserved: string[] = [];
    while (line.length > 0 && reserved.length < most) {
      const tried = line.splice(0, most - reserved.length);
      const won = await Promise.all(tried.map((username) => reserveOne(username, callSid, until)));
      reserved.push(...tried.filter((_, index) => won[index] !== undefined));
    }
    return reserved;
  };

  return {
    async tokenFetched(username, until) {
      const known = await read(username);
      const wasValid = (known?.onlineUntil ?? '') > now();
      const stays = wasValid && known?.presence !== 'offline' && known?.presence !== 'away';
      if (stays) {
        await update(username, { set: 'onlineUntil = :until', values: { ':until': until.toISOString() } });
        return;
      }
      await beFree(username, {
        set: 'onlineUntil = :until',
        remove: 'misses',
        values: { ':until': until.toISOString() },
      });
    },

    async set(username, { state, callSid, beat = false }) {
      const known = await read(username);
      const missed = known?.presence === 'paused' && (known.misses ?? 0) >= MOST_MISSES;
      if (beat && known && (known.presence === 'paused' || state !== 'online')) {
        return { state: known.presence === 'away' ? 'offline' : known.presence, missed };
      }
      if (state === 'offline') await leave(username);
      else if (state === 'paused') await pause(username);
      else if (callSid !== undefined) {
        if (known?.presence !== 'online') await beFree(username);
        await beOnCall(username, callSid);
      } else if (known?.presence !== 'online' || known.listStatus !== freeKey(username)) {
        await beFree(username, { remove: 'misses' });
      }
      return { state, missed: false };
    },

    async busy(username, callSid, onCall) {
      if (onCall) return (await beOnCall(username, callSid)) !== undefined;
      const left = { values: { ':call': callSid } };
      if (await beFree(username, { ...left, condition: 'busyWith = :call AND presence = :online' }))
        return true;
      const gone = await unlessLost(
        update(username, { ...left, remove: 'busyWith, busySince', condition: 'busyWith = :call' }),
      );
      if (gone) await (gone.presence === 'paused' ? pause(username) : leave(username));
      return gone !== undefined;
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
      const after = await unlessLost(
        update(username, {
          set,
          remove: 'ringing, ringKey',
          condition: 'ringing = :ringing AND listStatus = :free',
          values: { ...values, ...more.values },
        }),
      );
      if (after && (after.misses ?? 0) >= MOST_MISSES) await pause(username);
      if (after) return true;
      // They paused, left, or are on a call: there is no place in line to change.
      await unlessLost(
        update(username, {
          remove: 'ringing, ringKey',
          condition: 'ringing = :ringing',
          values: { ':ringing': values[':ringing'] },
        }),
      );
      return false;
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

function expired(now: string): Change {
  return {
    set: 'presence = :offline',
    remove: 'listStatus',
    condition: 'onlineUntil <= :now OR attribute_not_exists(onlineUntil)',
    values: { ':now': now, ':offline': 'offline' },
  };
}

function toMember({ username, presence, listTime, busyWith, busySince }: AgentItem): StaffMember {
  const since = listTime?.split('#')[0];
  return {
    username,
    presence: presence === 'offline' ? 'online' : presence,
    ...(since ? { since } : {}),
    ...(busyWith ? { call: { callSid: busyWith, ...(busySince ? { since: busySince } : {}) } } : {}),
  };
}
