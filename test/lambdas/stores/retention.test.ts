import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS_SHARDS } from '#lambdas/contract/tables.ts';
import { createDynamo, type Dynamo, queryAll } from '#lambdas/platform/dynamo.ts';
import { accessChainOf, shardOf } from '#lambdas/session/access-event.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { findBreak } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent, TrailDraft } from '#lambdas/session/trail-event.ts';
import { createAccessLog } from '#lambdas/stores/access-log-store.ts';
import { createAuditTrail } from '#lambdas/stores/audit-trail.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { createSessionsStore } from '#lambdas/stores/sessions-store.ts';
import { accessDay } from '#test/support/access-day.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let dynamo: Dynamo;
let documents: ReturnType<typeof createDocumentClient>;
beforeAll(async () => {
  house = await openHouse();
  dynamo = createDynamo();
  documents = createDocumentClient();
});
afterAll(() => house.close());

const START = '2032-01-15T10:00:00.000Z';
const EXPIRY = Date.parse('2033-01-15T10:00:00.000Z') / 1000;
const JUST_BEFORE = '2033-01-15T09:59:59.000Z';
const at = (time: string) => ({ dynamo, clock: { now: () => new Date(time), sleep: async () => {} } });
const trailAt = (time: string, months?: number) => createAuditTrail(at(time), 'Audit', months);
const logAt = (time: string, months?: number) => createAccessLog(at(time), 'Audit', months);

const STARTED: TrailDraft = { type: 'started', by: 'ana', facts: { callSid: newSid('CA'), agent: 'ana' } };
const LOOK = { action: 'search', by: 'ana', outcome: 'allowed', requestId: 'r' } as const;

const removeFirst = (paySid: string) =>
  documents.send(new DeleteCommand({ TableName: 'Audit', Key: { paySid, sequence: 1 } }));
const linesOf = (chain: string) =>
  queryAll<RecordedEvent>(dynamo, {
    TableName: 'Audit',
    KeyConditionExpression: 'paySid = :chain',
    ExpressionAttributeValues: { ':chain': chain },
  });

describe('a trail that is kept for twelve months', () => {
  it('expires as one, whatever is recorded later and whatever is set by then', async () => {
    const paySid = newSid('PK');
    await trailAt(START, 12).append(paySid, () => STARTED);
    for (const months of [undefined, 12, 36]) {
      await trailAt('2032-06-01T00:00:00.000Z', months).append(paySid, () => ({
        type: 'completeRequested',
        by: 'ana',
      }));
    }
    const events = await trailAt(JUST_BEFORE).read(paySid);
    expect(events.map(({ expiresAtSeconds }) => expiresAtSeconds)).toEqual([EXPIRY, EXPIRY, EXPIRY, EXPIRY]);
    expect(findBreak(events)).toBeUndefined();
    // The hash covers it: nobody lengthens or shortens it unseen.
    expect(findBreak(events.map((event) => ({ ...event, expiresAtSeconds: 1 })))).toBe(1);
  });

  it('reads as none from then on, also while it is removed piece by piece', async () => {
    const paySid = newSid('PK');
    await trailAt(START, 12).append(paySid, () => STARTED);
    await trailAt(START, 12).append(paySid, () => ({ type: 'cancelAccepted', by: 'ana' }));
    expect(await trailAt('2033-01-15T10:00:00.000Z').read(paySid)).toEqual([]);
    await removeFirst(paySid);
    expect(await trailAt('2033-01-16T10:00:00.000Z').read(paySid)).toEqual([]);
    const late = trailAt('2033-01-16T10:00:00.000Z', 12).append(paySid, () => STARTED);
    await expect(late).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
    // What is missing before its time is not overlooked.
    expect(findBreak(await trailAt(JUST_BEFORE).read(paySid))).toBe(1);
  });

  it('that began before that was set is kept for ever', async () => {
    const paySid = newSid('PK');
    await trailAt(START).append(paySid, () => STARTED);
    const { events } = await trailAt(START, 12).append(paySid, () => ({ type: 'cancelAccepted', by: 'ana' }));
    expect(events.flatMap(({ expiresAtSeconds }) => expiresAtSeconds ?? [])).toEqual([]);
    expect(await trailAt('2099-01-01T00:00:00.000Z', 12).read(paySid)).toHaveLength(2);
  });

  it('takes its session off the lists, also one that nobody settled', async () => {
    const paySid = newSid('PK');
    const { events } = await trailAt(START, 12).append(paySid, () => STARTED);
    const reduced = reduceSession(events);
    await createSessionsStore(at(START), 'Sessions', { keepMonths: 0 }).save(
      reduced,
      events[0] as RecordedEvent,
    );
    const filter = { from: '2032-01-01T00:00:00.000Z', to: '2032-02-01T00:00:00.000Z' };
    const listed = (time: string) => createSessionListing(at(time), 'Sessions').page(filter, { size: 5 });
    expect((await listed(JUST_BEFORE)).items.map(({ session }) => session.paySid)).toContain(paySid);
    expect((await listed('2033-01-15T10:00:00.000Z')).items).toEqual([]);
  });
});

describe('a day of the access log that is kept for twelve months', () => {
  it('expires as one, all its chains, from its midnight', async () => {
    const day = '2032-02-01';
    const people = ['ana', 'ben', 'cem'];
    for (const by of people) await logAt(`${day}T08:00:00.000Z`, 12).record({ ...LOOK, by });
    await logAt(`${day}T09:00:00.000Z`, 36).record(LOOK);
    const lines = await Promise.all(
      Array.from({ length: ACCESS_SHARDS }, (_, shard) => linesOf(accessChainOf(day, shard))),
    );
    expect(new Set(lines.flat().map(({ expiresAtSeconds }) => expiresAtSeconds))).toEqual(
      new Set([Date.parse('2033-02-01') / 1000]),
    );
    expect((await accessDay(logAt('2033-01-31T23:59:59.000Z'), day)).check).toEqual({
      verified: true,
      events: 4,
    });
    await removeFirst(accessChainOf(day, 0));
    await removeFirst(accessChainOf(day, shardOf('ana', ACCESS_SHARDS)));
    expect((await accessDay(logAt('2033-02-01T00:00:00.000Z'), day)).check).toEqual({
      verified: true,
      events: 0,
    });
    expect((await accessDay(logAt('2033-01-31T23:59:59.000Z'), day)).check.verified).toBe(false);
  });

  it('is whole also when its first writers were told different times', async () => {
    const day = '2032-03-01';
    // One dies while it opens the day, and one with another setting goes on.
    let puts = 0;
    const dying: Dynamo = {
      ...dynamo,
      put: async (input) => {
        puts += 1;
        if (puts > 5) throw new Error('killed');
        return dynamo.put(input);
      },
    };
    const time = `${day}T08:00:00.000Z`;
    const first = createAccessLog({ ...at(time), dynamo: dying }, 'Audit', 12);
    await expect(first.record(LOOK)).rejects.toThrow('killed');
    await logAt(time, 24).record(LOOK);
    expect((await accessDay(logAt(time), day)).check).toEqual({ verified: true, events: 1 });
  });
});
