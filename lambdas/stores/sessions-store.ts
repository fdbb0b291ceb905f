import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { unlessLost } from '#lambdas/platform/dynamo.ts';
import type { PartialResult } from '#lambdas/session/callback.ts';
import { outcomeOfKept } from '#lambdas/session/money-outcome.ts';
import { type ReducedSession, readCharge } from '#lambdas/session/reduce-session.ts';

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
  /** Keeps incoming digits and returns the session with them, or undefined when they are stale. */
  saveTyped(paySid: string, partial: Required<PartialResult>): Promise<StoredSession | undefined>;
}

/**
 * Sessions as items `session#<paySid>`, with a copy `list#<paySid>` for the indexes. Two items, because a write to an
 * indexed item is a write to each of its four indexes: incoming digits would cost five writes instead of one.
 */
export function createSessionsStore(dynamo: DynamoDBDocumentClient, table: string): SessionsStore {
  const putIfNewer = (item: Omit<StoredSession, 'outcomes'> & { readonly pk: string }) => {
    const { session, lastHash } = item;
    const isOver = session.outcome !== undefined;
    return unlessLost(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...item, version: session.version },
          ConditionExpression: isOver ? `${IS_NEWER} OR ${LACKS_OUTCOME}` : IS_NEWER,
          ExpressionAttributeNames: {
            '#version': 'version',
            ...(isOver ? { '#session': 'session', '#outcome': 'outcome' } : {}),
          },
          ExpressionAttributeValues: {
            ':version': session.version,
            ...(isOver ? { ':lastHash': lastHash } : {}),
          },
        }),
      ),
    );
  };

  return {
    async find(paySid) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: { pk: keyOfSession(paySid) }, ConsistentRead: true }),
      );
      return Item as StoredSession | undefined;
    },

    async save(reduced, lastHash) {
      const { session, misses } = reduced;
      const content = { session, lastHash, misses };
      // The list first: a crash in between leaves an item behind the trail, and its next reader repairs it.
      await putIfNewer({ ...content, ...listKeys(session), pk: `list#${session.paySid}` });
      await putIfNewer({ ...content, ...stateKeys(reduced), pk: keyOfSession(session.paySid) });
    },

    async saveTyped(paySid, { capture, typed, time }) {
      const updated = await unlessLost(
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: keyOfSession(paySid) },
            UpdateExpression: 'SET #live = :live',
            ConditionExpression: [
              'attribute_exists(#isActive) AND #session.#state <> :submitting',
              '(#waitingFor = :capture OR (attribute_not_exists(#waitingFor) AND contains(#missing, :capture)))',
              '(attribute_not_exists(#outcomes.#capture) OR #outcomes.#capture < :at)',
              '(attribute_not_exists(#live) OR #live.#captureName <> :capture OR #live.#at < :at OR (#live.#at = :at AND #live.#typed < :typed))',
            ].join(' AND '),
            ExpressionAttributeNames: {
              '#live': 'live',
              '#isActive': 'isActive',
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
              ':submitting': 'submitting',
              ':capture': capture,
              ':at': time,
              ':typed': typed,
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return updated?.Attributes as StoredSession | undefined;
    },
  };
}

const IS_NEWER = 'attribute_not_exists(pk) OR #version < :version';
/** Kept from the same trail before sessions had an outcome. */
const LACKS_OUTCOME =
  '(#version = :version AND lastHash = :lastHash AND attribute_not_exists(#session.#outcome))';

/**
 * The session as shown, also one kept by an older fold: its state, what became of the money, and the digits typed
 * since.
 */
export function showLive({ session: kept, live }: Pick<StoredSession, 'session' | 'live'>): PaySession {
  const outcome = kept.outcome ?? outcomeOfKept(kept);
  const session = { ...kept, ...readCharge(kept), ...definedOnly({ outcome }) };
  if (!live) return session;
  return {
    ...session,
    state: session.state === 'started' ? 'capturing' : session.state,
    capturing: { field: live.capture, typed: live.typed },
    updatedAt: live.at > session.updatedAt ? live.at : session.updatedAt,
  };
}

/** What the indexes find a session by. */
function listKeys({ paySid, startedAt, agent, callSid, state, outcome }: PaySession) {
  return {
    listTime: `${startedAt}#${paySid}`,
    listMonth: startedAt.slice(0, 7),
    listAgent: agent || undefined,
    listCall: callSid || undefined,
    listStatus: isOver(state) ? (outcome === 'unknown' ? outcome : undefined) : 'active',
  };
}

/** What incoming digits are checked against. */
function stateKeys({ session: { capturing, required, state }, outcomes }: ReducedSession) {
  return {
    outcomes,
    waitingFor: capturing?.field,
    missing: required,
    isActive: isOver(state) ? undefined : true,
  };
}

/** Key of a session's item. */
export function keyOfSession(paySid: string): string {
  return `session#${paySid}`;
}
