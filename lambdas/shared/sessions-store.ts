import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { PartialResult } from './callback.ts';
import type { Capture, PaySession } from './contract.ts';
import { isLostCondition } from './dynamo.ts';
import type { ReducedSession } from './reduce-session.ts';
import { isOver } from './session-actions.ts';

/** A session as last derived from its trail, with the digits that came in since. */
export interface StoredSession extends ReducedSession {
  /** Digits typed after the newest event. */
  readonly live?: LiveDigits;
  /** Hash of the trail's last event when this was derived. */
  readonly lastHash: string;
}

interface LiveDigits {
  readonly capture: Capture;
  readonly typed: string;
  readonly at: string;
}

/** The current state of sessions: a cache of the trail. */
export interface SessionsStore {
  find(paySid: string): Promise<StoredSession | undefined>;
  /** Keeps the state unless a newer one is kept already. */
  save(reduced: ReducedSession, lastHash: string): Promise<void>;
  /** Keeps digits coming in and answers the session with them, or undefined when they are stale. */
  saveTyped(paySid: string, partial: Required<PartialResult>): Promise<StoredSession | undefined>;
}

/** Sessions as items `session#<paySid>` of the sessions table. */
export function createSessionsStore(dynamo: DynamoDBDocumentClient, table: string): SessionsStore {
  return {
    async find(paySid) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: { pk: keyOf(paySid) }, ConsistentRead: true }),
      );
      return Item as StoredSession | undefined;
    },

    async save({ session, outcomes }, lastHash) {
      const { paySid, agent, callSid, startedAt, version, state, capturing, required } = session;
      await ignoringLostCondition(
        dynamo.send(
          new PutCommand({
            TableName: table,
            Item: {
              pk: keyOf(paySid),
              session,
              outcomes,
              lastHash,
              version,
              // Copies at the top, for conditions.
              waitingFor: capturing?.field,
              missing: required,
              listTime: `${startedAt}#${paySid}`,
              listMonth: startedAt.slice(0, 7),
              listAgent: agent || undefined,
              listCall: callSid || undefined,
              listStatus: isOver(state) ? undefined : 'active',
            },
            ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          }),
        ),
      );
    },

    async saveTyped(paySid, { capture, typed, time }) {
      const answer = await ignoringLostCondition(
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: keyOf(paySid) },
            UpdateExpression: 'SET #live = :live',
            ConditionExpression: [
              '#listStatus = :active AND #session.#state <> :submitting',
              '(#waitingFor = :capture OR (attribute_not_exists(#waitingFor) AND contains(#missing, :capture)))',
              '(attribute_not_exists(#outcomes.#capture) OR #outcomes.#capture < :at)',
              '(attribute_not_exists(#live) OR #live.#captureName <> :capture OR #live.#at < :at OR (#live.#at = :at AND #live.#typed < :typed))',
            ].join(' AND '),
            ExpressionAttributeNames: {
              '#live': 'live',
              '#listStatus': 'listStatus',
              '#session': 'session',
              '#state': 'state',
              '#waitingFor': 'waitingFor',
              '#missing': 'missing',
              '#outcomes': 'outcomes',
              '#capture': capture,
              '#captureName': 'capture',
              '#at': 'at',
              '#typed': 'typed',
            },
            ExpressionAttributeValues: {
              ':live': { capture, typed, at: time },
              ':active': 'active',
              ':submitting': 'submitting',
              ':capture': capture,
              ':at': time,
              ':typed': typed,
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return answer?.Attributes as StoredSession | undefined;
    },
  };
}

/** The session as shown: its state, and the digits typed since. */
export function showLive({ session, live }: Pick<StoredSession, 'session' | 'live'>): PaySession {
  if (!live) return session;
  return {
    ...session,
    state: session.state === 'started' ? 'capturing' : session.state,
    capturing: { field: live.capture, typed: live.typed },
    updatedAt: live.at > session.updatedAt ? live.at : session.updatedAt,
  };
}

function keyOf(paySid: string): string {
  return `session#${paySid}`;
}

async function ignoringLostCondition<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (isLostCondition(error)) return undefined;
    throw error;
  }
}
