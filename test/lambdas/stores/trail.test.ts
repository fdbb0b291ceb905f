import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { findBreak, hashOf } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent, TrailDraft } from '#lambdas/session/trail-event.ts';
import { createAccessLog } from '#lambdas/stores/access-log-store.ts';
import type { AuditTrail, Decide } from '#lambdas/stores/audit-trail.ts';
import { createAuditTrail } from '#lambdas/stores/audit-trail.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let trail: AuditTrail;
const clock = { now: () => new Date('2026-01-15T10:00:00.000Z'), sleep: async () => {} };
beforeAll(async () => {
  house = await openHouse();
  trail = createAuditTrail({ clock, dynamo: createDynamo() }, 'Audit');
});
afterAll(() => house.close());

const DRAFT: TrailDraft = { type: 'completeRequested', by: 'ana' };
const add: Decide = () => DRAFT;

describe('the audit trail', () => {
  it('numbers events from one and chains them', async () => {
    const paySid = newSid('PK');
    await trail.append(paySid, add);
    const { events, recorded } = await trail.append(paySid, add);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(recorded?.hash).toBe(hashOf(events[1] as RecordedEvent, events[0]?.hash));
    expect(await trail.read(paySid)).toEqual(events);
    expect(await trail.count(paySid)).toBe(2);
    expect(findBreak(events)).toBeUndefined();
  });

  it('gives every one of thirty writers at once its own number', async () => {
    const paySid = newSid('PK');
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        trail.append(paySid, () => ({ ...DRAFT, requestId: `r${index}` })),
      ),
    );
    const numbers = outcomes.map(({ recorded }) => recorded?.sequence).sort((a = 0, b = 0) => a - b);
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(findBreak(await trail.read(paySid))).toBeUndefined();
  });

  it('asks again what to record after a lost race, and records nothing when told so', async () => {
    const paySid = newSid('PK');
    const once =
      (requestId: string): Decide =>
      (events) =>
        events.length === 0 ? { ...DRAFT, requestId } : undefined;
    const outcomes = await Promise.all([trail.append(paySid, once('r1')), trail.append(paySid, once('r2'))]);
    expect(outcomes.filter(({ recorded }) => recorded)).toHaveLength(1);
    expect(outcomes.map(({ events }) => events.length)).toEqual([1, 1]);
  });

  it('records nothing when told to refuse', async () => {
    const paySid = newSid('PK');
    const refuse: Decide = () => {
      throw new Error('no');
    };
    await expect(trail.append(paySid, refuse)).rejects.toThrow('no');
    expect(await trail.read(paySid)).toEqual([]);
  });

  it('reads nothing that could be stale', async () => {
    const dynamo = createDynamo();
    const asked: Parameters<Dynamo['query']>[0][] = [];
    const listening: Dynamo = {
      ...dynamo,
      query: (input) => {
        asked.push(input);
        return dynamo.query(input);
      },
      pages: (input) => {
        asked.push(input);
        return dynamo.pages(input);
      },
    };
    const paySid = newSid('PK');
    const listened = createAuditTrail({ clock, dynamo: listening }, 'Audit');
    await listened.append(paySid, add);
    // Loses the first race, so that it reads what won.
    let isFirst = true;
    await listened.append(paySid, () => {
      if (isFirst) void trail.append(paySid, add);
      isFirst = false;
      return DRAFT;
    });
    await listened.read(paySid);
    await listened.count(paySid);
    const access = createAccessLog({ clock, dynamo: listening }, 'Audit');
    await access.record({ action: 'search', by: 'ana', outcome: 'allowed', requestId: 'r1' });
    await access.page('2026-01-15', { size: 100 });
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter(({ ConsistentRead }) => ConsistentRead !== true)).toEqual([]);
  });

  it('recognises its own event when the response to the put was lost', async () => {
    const paySid = newSid('PK');
    const dynamo = createDynamo();
    const repeating: Dynamo = {
      ...dynamo,
      put: async (input) => {
        await dynamo.put(input);
        // The client's own retry meets the item its first attempt wrote.
        return dynamo.put(input);
      },
    };
    const { events, recorded } = await createAuditTrail({ clock, dynamo: repeating }, 'Audit').append(
      paySid,
      add,
    );
    expect(recorded?.sequence).toBe(1);
    expect(events).toHaveLength(1);
    expect(await trail.count(paySid)).toBe(1);
  });
});

describe('the chain', () => {
  const chain = (): RecordedEvent[] => {
    const events: RecordedEvent[] = [];
    for (const sequence of [1, 2, 3, 4]) {
      const event = { ...DRAFT, paySid: 'PK1', sequence, at: `2026-01-15T10:00:0${sequence}.000Z` };
      events.push({ ...event, hash: hashOf(event, events.at(-1)?.hash) });
    }
    return events;
  };

  it('is intact as written, and keeps its hashes over time', () => {
    expect(findBreak(chain())).toBeUndefined();
    expect(findBreak([])).toBeUndefined();
    expect(chain()[0]?.hash).toBe('10113ffd5c952023ee9b5db665b588d5c6e16cb9abd2a1fac36dc0d3fc1088db');
  });

  it.each<[string, (events: RecordedEvent[]) => RecordedEvent[], number]>([
    [
      'changed',
      (events) => events.map((event) => (event.sequence === 2 ? { ...event, by: 'eve' } : event)),
      2,
    ],
    [
      'dated back',
      (events) => events.map((event) => (event.sequence === 3 ? { ...event, at: 'x' } : event)),
      3,
    ],
    ['removed', (events) => events.filter(({ sequence }) => sequence !== 2), 2],
    ['swapped', ([a, b, c, d]) => [a, c, b, d] as RecordedEvent[], 2],
    [
      'of another session',
      (events) => events.map((event) => (event.sequence === 4 ? { ...event, paySid: 'PK2' } : event)),
      4,
    ],
    [
      'given a new member',
      (events) => events.map((event) => (event.sequence === 1 ? { ...event, requestId: 'r' } : event)),
      1,
    ],
    [
      'changed and sealed again',
      (events) => events.map((event) => (event.sequence === 2 ? resealed(event, events[0]) : event)),
      3,
    ],
  ])('shows the first event that was %s', (_, tamper, sequence) => {
    expect(findBreak(tamper(chain()))).toBe(sequence);
  });
});

function resealed(event: RecordedEvent, previous: RecordedEvent | undefined): RecordedEvent {
  const changed = { ...event, by: 'eve' };
  return { ...changed, hash: hashOf(changed, previous?.hash) };
}
