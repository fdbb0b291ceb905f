import { type DynamoDBDocumentClient, GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { AccessOpening, ChainEnd } from '#lambdas/session/access-event.ts';
import { joinsOfClose, type RecordedClose } from '#lambdas/session/close-event.ts';
import type { StoredEvent, Witness } from './find-tampering.ts';

export interface TableNames {
  readonly audit: string;
  readonly sessions: string;
}

/** Every chain of the audit table, one after another. A scan returns the items of one key together. */
export async function* readChains(
  dynamo: DynamoDBDocumentClient,
  table: string,
): AsyncGenerator<readonly StoredEvent[]> {
  let chain: StoredEvent[] = [];
  for await (const item of scan(dynamo, table)) {
    const event = item as StoredEvent;
    if (chain[0] && chain[0].paySid !== event.paySid) {
      yield inOrder(chain);
      chain = [];
    }
    chain.push(event);
  }
  if (chain.length > 0) yield inOrder(chain);
}

/** What the sessions table says about each payment's chain, by payment SID. */
export async function readWitnesses(
  dynamo: DynamoDBDocumentClient,
  table: string,
): Promise<Map<string, Witness>> {
  const witnesses = new Map<string, Witness>();
  for await (const { pk, version, lastHash, expiresAtSeconds } of scan(dynamo, table)) {
    const paySid = /^session#(.+)$/.exec(String(pk))?.[1];
    if (paySid !== undefined && typeof version === 'number') {
      const expires = typeof expiresAtSeconds === 'number' ? { expiresAtSeconds } : {};
      witnesses.set(paySid, { name: 'session', events: version, hash: String(lastHash), ...expires });
    }
  }
  return witnesses;
}

/**
 * What lines of the audit table say about other chains: the first of each access-log day about the day's other chains and the
 * previous day's, and each close about its rows and the closes of other months.
 */
export async function readJoins(dynamo: DynamoDBDocumentClient, table: string): Promise<[string, Witness][]> {
  const joins: [string, Witness][] = [];
  for await (const item of scan(dynamo, table)) {
    const [name, ends] = endsIn(item);
    for (const [chain, end] of ends) joins.push([chain, { name, ...end }]);
  }
  return joins;
}

function endsIn(item: Record<string, unknown>): ['access log' | 'close', readonly [string, ChainEnd][]] {
  if (item.type === 'close') return ['close', joinsOfClose(item as unknown as RecordedClose)];
  const { joins = {} } = item.type === 'accessDay' ? (item as unknown as AccessOpening) : {};
  return ['access log', Object.entries(joins)];
}

/** Whether a chain has its first event. */
export async function exists(
  dynamo: DynamoDBDocumentClient,
  table: string,
  paySid: string,
): Promise<boolean> {
  const Key = { paySid, sequence: 1 };
  const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item !== undefined;
}

async function* scan(client: DynamoDBDocumentClient, table: string): AsyncGenerator<Record<string, unknown>> {
  const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) yield* Items;
}

function inOrder(events: readonly StoredEvent[]): readonly StoredEvent[] {
  return [...events].sort((a, b) => a.sequence - b.sequence);
}
