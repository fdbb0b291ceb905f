import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS_SHARDS } from '#lambdas/contract/tables.ts';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { accessChainOf, shardOf } from '#lambdas/session/access-event.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { createAccessLog } from '#lambdas/stores/access-log-store.ts';
import { accessDay } from '#test/support/access-day.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let dynamo: Dynamo;
let documents: ReturnType<typeof createDocumentClient>;
beforeAll(async () => {
  house = await openHouse();
  dynamo = createDynamo();
  documents = createDocumentClient();
});
afterAll(() => house.close());

const DRAFT = { action: 'search', outcome: 'allowed', requestId: 'request-1' } as const;
const logOn = (day: string, through = dynamo) =>
  createAccessLog(
    { clock: { now: () => new Date(`${day}T12:00:00.000Z`), sleep: async () => {} }, dynamo: through },
    'Audit',
  );

describe('the chains of a day', () => {
  it('are all opened by the first writer, also when everybody comes first', async () => {
    const day = '2031-01-01';
    const people = Array.from({ length: 8 }, (_, at) => `person ${at}`);
    await Promise.all(people.map((by) => logOn(day).record({ ...DRAFT, by })));
    expect((await accessDay(logOn(day), day)).check).toEqual({ verified: true, events: 8 });
    for (let shard = 0; shard < ACCESS_SHARDS; shard += 1) {
      expect((await linesOf(accessChainOf(day, shard)))[0]?.type).toBe('accessDay');
    }
  });

  it('are all opened by the next writer after a crash', async () => {
    const day = '2031-01-02';
    let puts = 0;
    const orDie = <T>(run: () => Promise<T>): Promise<T> =>
      puts > 5 ? Promise.reject(new Error('killed')) : run();
    const dying: Dynamo = {
      ...dynamo,
      query: (input) => orDie(() => dynamo.query(input)),
      put: (input) => {
        puts += 1;
        return orDie(() => dynamo.put(input));
      },
    };
    await expect(logOn(day, dying).record({ ...DRAFT, by: 'ana' })).rejects.toThrow('killed');
    expect((await accessDay(logOn(day), day)).check).toEqual({ verified: true, events: 0 });
    await logOn(day).record({ ...DRAFT, by: 'ana' });
    expect((await accessDay(logOn(day), day)).check).toEqual({ verified: true, events: 1 });
  });

  it.each([
    ['somebody’s', shardOf('ana', ACCESS_SHARDS)],
    ['nobody’s', (shardOf('ana', ACCESS_SHARDS) + 1) % ACCESS_SHARDS || 1],
    ['the first', 0],
  ])('are missed when one is gone: %s', async (what, shard) => {
    const day = `2031-02-0${['somebody’s', 'nobody’s', 'the first'].indexOf(what) + 1}`;
    await logOn(day).record({ ...DRAFT, by: 'ana' });
    const chain = accessChainOf(day, shard);
    for (const { sequence } of await linesOf(chain)) {
      await documents.send(new DeleteCommand({ TableName: 'Audit', Key: { paySid: chain, sequence } }));
    }
    expect((await accessDay(logOn(day), day)).check).toMatchObject({ verified: false, chain, brokenAt: 1 });
  });

  it('are whole when a day is opened between the reads', async () => {
    const day = '2031-05-01';
    let isOpened = false;
    const opening: Dynamo = {
      ...dynamo,
      async query(input) {
        const before = await dynamo.query(input);
        if (!isOpened) {
          isOpened = true;
          await logOn(day).record({ ...DRAFT, by: 'ana' });
        }
        return before;
      },
    };
    expect((await accessDay(logOn(day, opening), day)).check).toEqual({ verified: true, events: 1 });
  });

  it('remember in their opening how far those of the last day with readers went', async () => {
    await logOn('2031-03-06').record({ ...DRAFT, by: 'ana' });
    const last = await logOn('2031-03-06').record({ ...DRAFT, by: 'ana' });
    await logOn('2031-03-09').record({ ...DRAFT, by: 'ben' });
    const [opening] = await linesOf(accessChainOf('2031-03-09', 0));
    expect(opening?.joins).toMatchObject({ [last.paySid]: { events: 3, hash: last.hash } });
  });

  it('of days before there were several stay readable and verified', async () => {
    const day = '2026-01-05';
    const paySid = accessChainOf(day);
    let previous: string | undefined;
    for (const sequence of [1, 2, 3]) {
      const line = {
        ...DRAFT,
        type: 'access',
        by: 'ana',
        paySid,
        sequence,
        at: `${day}T12:00:0${sequence}.000Z`,
      };
      previous = hashOf(line, previous);
      await documents.send(new PutCommand({ TableName: 'Audit', Item: { ...line, hash: previous } }));
    }
    const { lines, check } = await accessDay(logOn(day), day);
    expect(lines.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(check).toEqual({ verified: true, events: 3 });
    await documents.send(new DeleteCommand({ TableName: 'Audit', Key: { paySid, sequence: 2 } }));
    expect((await accessDay(logOn(day), day)).check).toMatchObject({
      verified: false,
      chain: paySid,
      brokenAt: 2,
    });
  });
});

describe('a flood by one person', () => {
  it('costs a person of another chain no extra request', async () => {
    const day = '2031-04-01';
    const [flo, sam] = ['flo', 'sam'];
    expect(shardOf(flo, ACCESS_SHARDS)).not.toBe(shardOf(sam, ACCESS_SHARDS));
    let requests = 0;
    const counting: Dynamo = {
      ...dynamo,
      query: (input) => {
        requests += 1;
        return dynamo.query(input);
      },
      put: (input) => {
        requests += 1;
        return dynamo.put(input);
      },
    };
    const sams = logOn(day, counting);
    await sams.record({ ...DRAFT, by: sam });
    const alone = requests;
    requests = 0;

    const flood = Array.from({ length: 24 }, (_, at) =>
      logOn(day).record({ ...DRAFT, by: flo, requestId: `flood ${at}` }),
    );
    for (let look = 0; look < 10; look += 1) await sams.record({ ...DRAFT, by: sam });
    await Promise.all(flood);
    // The last line of the chain, and the line itself.
    expect(requests).toBe(10 * 2);
    expect(alone).toBeGreaterThan(2);
    expect((await accessDay(logOn(day), day)).check).toEqual({ verified: true, events: 35 });
  }, 30_000);
});

async function linesOf(chain: string): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: 'Audit',
      KeyConditionExpression: 'paySid = :chain',
      ExpressionAttributeValues: { ':chain': chain },
    }),
  );
  return Items;
}
