import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, epochSeconds } from './clock.ts';
import type { PresenceState } from './contract.ts';
import { isLostCondition } from './dynamo.ts';

/** Who can be rung. */
export interface PresenceStore {
  /** The agent holds a token until then: online, unless they paused and are still within their last token. */
  tokenFetched(username: string, until: Date): Promise<void>;
  set(username: string, state: PresenceState): Promise<void>;
  /** The agent is on that call, or (with `false`) has left it. */
  busy(username: string, callSid: string, onCall: boolean): Promise<void>;
  /** Names of agents to ring, longest waiting first. */
  available(): Promise<readonly string[]>;
}

interface AgentItem {
  readonly username: string;
  readonly presence: PresenceState;
  readonly onlineUntil?: string;
  readonly busyWith?: string;
  readonly busySince?: string;
}

const ONLINE = 'agent-online';

/** A lost "completed" callback must not keep an agent from being rung for ever; longer than any call. */
const LONGEST_CALL_MS = 4 * 60 * 60_000;
const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** Agents as items `agent#<name>`; the online ones stand in the index of what is under way. */
export function createPresenceStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: DynamoDBDocumentClient },
  table: string,
): PresenceStore {
  const update = (
    username: string,
    expression: string,
    values: Readonly<Record<string, unknown>>,
    condition?: string,
  ) => {
    const placeholders = { ...values, ':kept': epochSeconds(clock.now()) + KEPT_SECONDS };
    return dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: `agent#${username}` },
        UpdateExpression: expression.replace('SET ', 'SET expiresAtSeconds = :kept, '),
        ConditionExpression: condition,
        ExpressionAttributeValues: placeholders,
      }),
    );
  };

  /** The time in `listTime` is since when the agent waits for a call. */
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
    await update(username, 'SET username = :username, presence = :state REMOVE listStatus', {
      ':username': username,
      ':state': state,
    });
  };

  return {
    set,

    async tokenFetched(username, until) {
      const now = clock.now().toISOString();
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: { pk: `agent#${username}` }, ConsistentRead: true }),
      );
      const known = Item as AgentItem | undefined;
      const waits = known?.onlineUntil !== undefined && known.onlineUntil > now;
      await update(username, 'SET username = :username, onlineUntil = :until', {
        ':username': username,
        ':until': until.toISOString(),
      });
      // A renewed token changes nothing for somebody who is online or paused already.
      if (!(waits && (known.presence === 'online' || known.presence === 'paused')))
        await set(username, 'online');
    },

    async busy(username, callSid, onCall) {
      try {
        if (onCall) {
          await update(username, 'SET username = :username, busyWith = :call, busySince = :now', {
            ':username': username,
            ':call': callSid,
            ':now': clock.now().toISOString(),
          });
        } else {
          await update(
            username,
            'SET listTime = :time REMOVE busyWith, busySince',
            { ':time': waitingSince(username), ':call': callSid },
            'busyWith = :call',
          );
        }
      } catch (error) {
        if (!isLostCondition(error)) throw error;
      }
    },

    async available() {
      const now = clock.now();
      const names: string[] = [];
      let startKey: Record<string, unknown> | undefined;
      do {
        const page = await dynamo.send(
          new QueryCommand({
            TableName: table,
            IndexName: 'byStatus',
            KeyConditionExpression: 'listStatus = :online',
            ExpressionAttributeValues: { ':online': ONLINE },
            ExclusiveStartKey: startKey,
          }),
        );
        const agents = (page.Items ?? []) as AgentItem[];
        names.push(...agents.filter((agent) => canBeRung(agent, now)).map((agent) => agent.username));
        startKey = page.LastEvaluatedKey;
      } while (startKey);
      return names;
    },
  };
}

function canBeRung({ presence, onlineUntil, busySince }: AgentItem, now: Date): boolean {
  if (presence !== 'online' || !onlineUntil || onlineUntil <= now.toISOString()) return false;
  return busySince === undefined || now.getTime() - Date.parse(busySince) > LONGEST_CALL_MS;
}
