import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { PaySession, SessionState } from './contract.ts';
import { isOver } from './session-actions.ts';
import type { StoredSession } from './sessions-store.ts';

export interface SessionFilter {
  /** Inclusive, ISO 8601. */
  readonly from: string;
  /** Exclusive, ISO 8601. */
  readonly to: string;
  readonly agent?: string;
  readonly callSid?: string;
  /** `active` stands for every state that is not over. */
  readonly state?: SessionState | 'active';
}

export interface SessionPage {
  readonly items: readonly StoredSession[];
  /** Where the next page starts; absent on the last. */
  readonly before?: string;
}

/** Sessions by time of their start, newest first. */
export interface SessionListing {
  page(filter: SessionFilter, size: number, before?: string): Promise<SessionPage>;
}

/** Lists through the narrowest index that fits, and filters the rest. */
export function createSessionListing(dynamo: DynamoDBDocumentClient, table: string): SessionListing {
  return {
    async page(filter, size, before) {
      const items: StoredSession[] = [];
      const upTo = before !== undefined && before < filter.to ? before : filter.to;
      // The store takes a range from later to earlier for a mistake.
      if (upTo < filter.from) return { items };
      for (const { index, attribute, value } of partitionsOf(filter)) {
        let startKey: Record<string, unknown> | undefined;
        do {
          const answer = await dynamo.send(
            new QueryCommand({
              TableName: table,
              IndexName: index,
              KeyConditionExpression: '#partition = :value AND #time BETWEEN :from AND :to',
              ExpressionAttributeNames: { '#partition': attribute, '#time': 'listTime' },
              ExpressionAttributeValues: {
                ':value': value,
                ':from': filter.from,
                ':to': upTo,
              },
              ScanIndexForward: false,
              Limit: size + 1,
              ExclusiveStartKey: startKey,
            }),
          );
          for (const item of (answer.Items ?? []) as StoredSession[]) {
            const time = timeOf(item.session);
            // BETWEEN includes its upper end, which is where the page before stopped.
            if (time === before || time >= filter.to || !fits(item.session, filter)) continue;
            if (items.length === size)
              return { items, before: timeOf(items[size - 1]?.session ?? item.session) };
            items.push(item);
          }
          startKey = answer.LastEvaluatedKey;
        } while (startKey);
      }
      return { items };
    },
  };
}

/** Shape of a position in a list: what a cursor may hold. */
export const LIST_POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#PK[0-9a-fA-F]{32}$/;

function timeOf(session: PaySession): string {
  return `${session.startedAt}#${session.paySid}`;
}

function fits(session: PaySession, { agent, callSid, state }: SessionFilter): boolean {
  if (agent !== undefined && session.agent !== agent) return false;
  if (callSid !== undefined && session.callSid !== callSid) return false;
  if (state === undefined) return true;
  return state === 'active' ? !isOver(session.state) : session.state === state;
}

interface Partition {
  readonly index: string;
  readonly attribute: string;
  readonly value: string;
}

function partitionsOf({ from, to, agent, callSid, state }: SessionFilter): readonly Partition[] {
  if (callSid !== undefined) return [{ index: 'byCall', attribute: 'listCall', value: callSid }];
  if (state === 'active') return [{ index: 'byStatus', attribute: 'listStatus', value: 'active' }];
  if (agent !== undefined) return [{ index: 'byAgent', attribute: 'listAgent', value: agent }];
  return monthsBack(from, to).map((value) => ({ index: 'byMonth', attribute: 'listMonth', value }));
}

function monthsBack(from: string, to: string): readonly string[] {
  const months: string[] = [];
  const first = from.slice(0, 7);
  const month = new Date(`${to.slice(0, 7)}-01T00:00:00.000Z`);
  while (month.toISOString().slice(0, 7) >= first) {
    months.push(month.toISOString().slice(0, 7));
    month.setUTCMonth(month.getUTCMonth() - 1);
  }
  return months;
}
