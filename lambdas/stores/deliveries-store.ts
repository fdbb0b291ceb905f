import type { Delivery, DeliveryTry, EndpointHealth } from '#lambdas/contract/webhooks.ts';
import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import { type Dynamo, type Item, unlessLost } from '#lambdas/platform/dynamo.ts';

/** A delivery with what is sent. */
export interface StoredDelivery extends Delivery {
  /** Sent as it is, so that every try is the same. */
  readonly body: string;
  /** Tries since it was last sent for the first time. */
  readonly round: number;
  /** Its place among those that wait, as it was read. */
  readonly listTime: string;
}

export type NewDelivery = Pick<Delivery, 'eventId' | 'endpoint' | 'type' | 'paySid'> & {
  readonly body: string;
};

/** What became of a try: when to try again, or that there will be none. */
export type Verdict = { readonly nextAt: Date } | { readonly state: 'delivered' | 'givenUp' };

/** Events on their way to endpoints, one by one, and how the endpoints fare. */
export interface DeliveriesStore {
  /** Remembers one that is to be tried at `firstAt`; undefined when it is known already. */
  create(delivery: NewDelivery, firstAt: Date): Promise<StoredDelivery | undefined>;
  find(eventId: string, endpoint: string): Promise<StoredDelivery | undefined>;
  /** Of one endpoint, those whose time has come, oldest first. */
  due(endpoint: string): AsyncIterable<StoredDelivery>;
  /** Takes one for `leaseMs`; false when somebody else has it. */
  claim(delivery: StoredDelivery, leaseMs: number): Promise<boolean>;
  note(delivery: StoredDelivery, made: DeliveryTry, verdict: Verdict): Promise<void>;
  /** Sends one as if for the first time, and to an endpoint that is off too; undefined when it is not known. */
  again(eventId: string, endpoint: string): Promise<StoredDelivery | undefined>;
  /** A page of one day, newest first. */
  ofDay(
    day: string,
    before?: string,
  ): Promise<{ readonly items: readonly StoredDelivery[]; readonly cursor?: string }>;
  health(endpoint: string): Promise<EndpointHealth>;
  setHealth(health: EndpointHealth): Promise<void>;
}

/** Deliveries are kept this long after their event. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;
const MOST_TRIES = 20;
const PAGE = 50;

/**
 * Items `delivery#<event>#<endpoint>` and `endpoint#<name>`. Those that wait are listed by endpoint, so that the backlog of one
 * delays no other; all are listed by day.
 */
export function createDeliveriesStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): DeliveriesStore {
  const find = async (eventId: string, endpoint: string) => {
    const item = await dynamo.get({
      TableName: table,
      Key: { pk: keyOf(eventId, endpoint) },
      ConsistentRead: true,
    });
    return item && fromItem(item);
  };

  return {
    find,

    async create(delivery, firstAt) {
      const now = clock.now();
      const item = {
        pk: keyOf(delivery.eventId, delivery.endpoint),
        ...delivery,
        createdAt: now.toISOString(),
        state: 'waiting',
        tries: [],
        round: 0,
        listStatus: statusOf(delivery.endpoint),
        listMonth: dayOf(now.toISOString().slice(0, 10)),
        listTime: listTimeOf(firstAt, delivery.eventId, delivery.endpoint),
        expiresAtSeconds: epochSeconds(now) + KEPT_SECONDS,
      };
      const made = await unlessLost(
        dynamo.put({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
      return made && fromItem(item);
    },

    async *due(endpoint) {
      const pages = dynamo.pages({
        TableName: table,
        IndexName: 'byStatus',
        KeyConditionExpression: 'listStatus = :status AND listTime < :now',
        ExpressionAttributeValues: {
          ':status': statusOf(endpoint),
          ':now': `${clock.now().toISOString()}#~`,
        },
      });
      for await (const page of pages) {
        for (const { pk } of page) {
          const [, eventId = '', name = ''] = String(pk).split('#');
          const delivery = await find(eventId, name);
          if (delivery?.state === 'waiting') yield delivery;
        }
      }
    },

    async claim({ eventId, endpoint, listTime }, leaseMs) {
      const until = new Date(clock.now().getTime() + leaseMs);
      const claimed = await unlessLost(
        dynamo.update({
          TableName: table,
          Key: { pk: keyOf(eventId, endpoint) },
          UpdateExpression: 'SET listTime = :until',
          ConditionExpression: 'listTime = :seen AND attribute_exists(listStatus)',
          ExpressionAttributeValues: {
            ':until': listTimeOf(until, eventId, endpoint),
            ':seen': listTime,
          },
        }),
      );
      return claimed !== undefined;
    },

    async note({ eventId, endpoint, tries, round, createdAt }, made, verdict) {
      const waits = 'nextAt' in verdict;
      await dynamo.update({
        TableName: table,
        Key: { pk: keyOf(eventId, endpoint) },
        UpdateExpression: `SET tries = :tries, round = :round, #state = :state, listTime = :time${waits ? '' : ' REMOVE listStatus'}`,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':tries': [...tries, made].slice(-MOST_TRIES),
          ':round': round + 1,
          ':state': waits ? 'waiting' : verdict.state,
          ':time': listTimeOf(waits ? verdict.nextAt : new Date(createdAt), eventId, endpoint),
        },
      });
    },

    async again(eventId, endpoint) {
      const known = await find(eventId, endpoint);
      if (!known) return undefined;
      const listTime = listTimeOf(clock.now(), eventId, endpoint);
      await dynamo.update({
        TableName: table,
        Key: { pk: keyOf(eventId, endpoint) },
        UpdateExpression: 'SET round = :none, #state = :state, listStatus = :status, listTime = :time',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':none': 0,
          ':state': 'waiting',
          ':status': statusOf(endpoint),
          ':time': listTime,
        },
      });
      return { ...known, round: 0, state: 'waiting', listTime, nextAt: listTime.split('#')[0] ?? '' };
    },

    async ofDay(day, before) {
      const keys = await dynamo.query({
        TableName: table,
        IndexName: 'byMonth',
        KeyConditionExpression: `listMonth = :day${before === undefined ? '' : ' AND listTime < :before'}`,
        ExpressionAttributeValues: {
          ':day': dayOf(day),
          ...(before === undefined ? {} : { ':before': before }),
        },
        ScanIndexForward: false,
        Limit: PAGE,
      });
      const found = await dynamo.getMany(
        table,
        keys.map(({ pk }) => ({ pk })),
      );
      const items = found.map(fromItem).sort((a, b) => (a.listTime < b.listTime ? 1 : -1));
      const last = keys.at(-1)?.listTime;
      return { items, ...(keys.length === PAGE && typeof last === 'string' ? { cursor: last } : {}) };
    },

    async health(endpoint) {
      const { failingSince, off } =
        (await dynamo.get({
          TableName: table,
          Key: { pk: `endpoint#${endpoint}` },
          ConsistentRead: true,
        })) ?? {};
      return {
        endpoint,
        ...(failingSince ? { failingSince } : {}),
        ...(off ? { off } : {}),
      } as EndpointHealth;
    },

    async setHealth({ endpoint, ...health }) {
      await dynamo.put({ TableName: table, Item: { pk: `endpoint#${endpoint}`, ...health } });
    },
  };
}

function keyOf(eventId: string, endpoint: string): string {
  return `delivery#${eventId}#${endpoint}`;
}

function statusOf(endpoint: string): string {
  return `delivery#${endpoint}`;
}

/** A day has no name that an endpoint could have. */
function dayOf(day: string): string {
  return `delivery#${day}`;
}

function listTimeOf(at: Date, eventId: string, endpoint: string): string {
  return `${at.toISOString()}#${eventId}#${endpoint}`;
}

function fromItem(item: Item): StoredDelivery {
  const { eventId, endpoint, type, paySid, createdAt, state, tries, body, round, listTime } =
    item as unknown as StoredDelivery;
  const nextAt = state === 'waiting' ? { nextAt: listTime.split('#')[0] ?? '' } : {};
  return { eventId, endpoint, type, paySid, createdAt, state, tries, body, round, listTime, ...nextAt };
}
