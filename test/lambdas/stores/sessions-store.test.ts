import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Clock, systemClock } from '#lambdas/platform/clock.ts';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { type ReducedSession, reduceSession } from '#lambdas/session/reduce-session.ts';
import { timeOf } from '#lambdas/session/totals-tree.ts';
import { keyOfSession } from '#lambdas/stores/session-item.ts';
import { createSessionsStore, type SessionsStore } from '#lambdas/stores/sessions-store.ts';
import { pointersOf } from '#lambdas/stores/terms.ts';
import { createTotalsCounting } from '#lambdas/stores/totals-counting.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let store: SessionsStore;
beforeAll(async () => {
  house = await openHouse();
  store = createSessionsStore({ clock: atMonth(0), dynamo: createDynamo() }, 'Sessions');
});
afterAll(() => house.close());

describe('the kept state of a session', () => {
  it('is replaced by a newer one only, in whatever order they come', async () => {
    const paySid = newSid('PK');
    await store.save(version(paySid, 2), { hash: 'two' });
    await store.save(version(paySid, 3), { hash: 'three' });
    await store.save(version(paySid, 1), { hash: 'one' });
    expect(await store.find(paySid)).toMatchObject({ lastHash: 'three', session: { version: 3 } });
  });

  it('has the minutes it leaves and comes to counted again, also after it was taken off the lists', async () => {
    const { progress } = createTotalsCounting({ clock: atMonth(0), dynamo: createDynamo() }, 'Sessions');
    const marked = async () => (await progress.marks()).map(({ minute }) => timeOf(minute).slice(11, 16));
    const paySid = newSid('PK');
    const began = (time: string, events: number) => {
      const reduced = version(paySid, Math.max(1, events));
      const startedAt = `2026-01-15T${time}:30.000Z`;
      return { ...reduced, session: { ...reduced.session, startedAt, version: events } };
    };
    await store.save(began('10:00', 0), { hash: '' });
    await store.save(began('10:01', 0), { hash: '' });
    expect([(await store.find(paySid))?.session.startedAt, await marked()]).toEqual([
      '2026-01-15T10:00:30.000Z',
      [],
    ]);
    await store.unlist(began('10:00', 0).session);
    expect(await marked()).toEqual([]);
    await store.save(began('11:05', 0), { hash: '' });
    expect(await marked()).toEqual(['10:00', '11:05']);
    await store.save(began('11:07', 1), { hash: 'one' });
    await store.save(began('11:07', 2), { hash: 'two' });
    await store.save(began('11:07', 1), { hash: 'one' });
    expect(await marked()).toEqual(['10:00', '11:05', '11:07']);
    expect(await store.find(paySid)).toMatchObject({ lastHash: 'two' });
  });

  it('is unknown when nothing was kept', async () => {
    expect(await store.find(newSid('PK'))).toBeUndefined();
  });
});

describe('how long it is kept', () => {
  const expiry = async (paySid: string) =>
    (await createDynamo().get({ TableName: 'Sessions', Key: { pk: keyOfSession(paySid) } }))
      ?.expiresAtSeconds;
  const stored = (session: Partial<ReducedSession['session']>, paySid = newSid('PK')) => {
    const reduced = version(paySid, 2);
    return { ...reduced, session: { ...reduced.session, ...session } };
  };
  const seconds = (text: string) => Date.parse(text) / 1000;

  it.each([
    ['succeeded', 'charged', seconds('2028-01-15T10:00:00.000Z')],
    ['failed', 'notCharged', seconds('2028-01-15T10:00:00.000Z')],
    ['failed', 'unknown', undefined],
    ['cancelled', 'unknown', undefined],
    ['capturing', undefined, undefined],
    ['started', undefined, undefined],
  ] as const)('%s, %s', async (state, outcome, expected) => {
    const reduced = stored({ state, ...(outcome ? { outcome } : {}) });
    await store.save(reduced, { hash: 'h' });
    expect(await expiry(reduced.session.paySid)).toBe(expected);
  });

  it('begins when an unknown result is resolved', async () => {
    const paySid = newSid('PK');
    await store.save(stored({ state: 'failed', outcome: 'unknown' }, paySid), { hash: 'h' });
    const updatedAt = '2026-03-01T00:00:00.000Z';
    await store.save(stored({ state: 'failed', outcome: 'charged', version: 3, updatedAt }, paySid), {
      hash: 'i',
    });
    expect(await expiry(paySid)).toBe(seconds('2028-03-01T00:00:00.000Z'));
  });

  it('is for ever when it is set to 0', async () => {
    const forEver = createSessionsStore({ clock: atMonth(0), dynamo: createDynamo() }, 'Sessions', {
      keepMonths: 0,
    });
    const reduced = stored({ state: 'succeeded', outcome: 'charged' });
    await forEver.save(reduced, { hash: 'h' });
    expect(await expiry(reduced.session.paySid)).toBeUndefined();
  });

  it('is over once: a reader of the trail does not bring it back', async () => {
    const late = createSessionsStore({ clock: atMonth(25), dynamo: createDynamo() }, 'Sessions');
    const reduced = stored({ state: 'succeeded', outcome: 'charged' });
    await late.save(reduced, { hash: 'h' });
    expect(await late.find(reduced.session.paySid)).toBeUndefined();
  });
});

describe('what leads to a session', () => {
  const listed = async (term: string) => {
    const found = await createDynamo().query({
      TableName: 'Sessions',
      IndexName: 'byTerm',
      KeyConditionExpression: 'listTerm = :term',
      ExpressionAttributeValues: { ':term': term },
    });
    return found.map(({ pk }) => pk);
  };
  const item = (pk: string) => createDynamo().get({ TableName: 'Sessions', Key: { pk } });
  const seconds = (text: string) => Date.parse(text) / 1000;
  const at = (paySid: string, count: number, more: Partial<ReducedSession['session']>) => {
    const reduced = version(paySid, 2);
    return { ...reduced, session: { ...reduced.session, version: count, ...more } };
  };
  const over = { state: 'succeeded', outcome: 'charged' } as const;

  it('is its customer as soon as it begins, and what the processor calls it at its end', async () => {
    const paySid = newSid('PK');
    const customer = newSid('PK');
    const confirmationCode = newSid('PK');
    const began = at(paySid, 0, { customer });
    await store.save(began, { hash: '' });
    const [pointer] = pointersOf(began.session);
    expect(await listed(pointer?.listTerm ?? '')).toEqual([`term#customer#${paySid}`]);
    expect(await item(`term#customer#${paySid}`)).toMatchObject({
      expiresAtSeconds: seconds('2026-02-15T10:00:00.000Z'),
    });

    const ended = at(paySid, 9, { ...over, customer, confirmationCode });
    await store.save(ended, { hash: 'h' });
    for (const { pk, listTerm } of pointersOf(ended.session)) {
      expect(await listed(listTerm)).toEqual([pk]);
      expect(await item(pk)).toMatchObject({ expiresAtSeconds: seconds('2028-01-15T10:00:00.000Z') });
    }
  });

  it('is written first, so that a session whose end is listed is found', async () => {
    const written: string[] = [];
    const dynamo = {
      put: async ({ Item }: { readonly Item?: Readonly<Record<string, unknown>> }) => {
        written.push(String(Item?.pk));
        return true as const;
      },
    } as Partial<Dynamo> as Dynamo;
    const counted = createSessionsStore({ clock: atMonth(0), dynamo }, 'Sessions');
    await counted.save(at('PK1', 3, { ...over, customer: 'C-1', confirmationCode: 'ch_1' }), { hash: 'h' });
    expect(written).toEqual(['term#customer#PK1', 'term#confirmation#PK1', 'session#PK1']);
    written.length = 0;
    // Under way it is found already.
    await counted.save(at('PK1', 2, { customer: 'C-1' }), { hash: 'h' });
    expect(written).toEqual(['session#PK1']);
  });

  it('moves when it changes, and not back with an older state', async () => {
    const paySid = newSid('PK');
    const [first, second] = [newSid('PK'), newSid('PK')].map((confirmationCode, index) =>
      at(paySid, 3 + index, { ...over, confirmationCode }),
    );
    if (!first || !second) throw new Error('Failed to make two states.');
    for (const state of [first, second, first]) await store.save(state, { hash: 'h' });
    expect(await listed(pointersOf(first.session)[0]?.listTerm ?? '')).toEqual([]);
    expect(await listed(pointersOf(second.session)[0]?.listTerm ?? '')).toEqual([
      `term#confirmation#${paySid}`,
    ]);
  });

  it('is also what a supervisor found the processor to call it', () => {
    const resolution = {
      finding: 'charged',
      by: 'sam',
      at: '',
      note: '',
      processorReference: 'CH_1',
    } as const;
    const terms = (more: object) =>
      pointersOf({ ...version('PK1', 2).session, ...more }).map(({ listTerm }) => listTerm);
    expect(terms({ resolution })).toEqual(terms({ confirmationCode: 'ch_1' }));
    expect(terms({ resolution, confirmationCode: 'ch_1' })).toHaveLength(1);
    expect(terms({ resolution, confirmationCode: 'ch_2' })).toHaveLength(2);
  });

  it.each(['#', '', 'confirmation#', '\0', 'x'.repeat(5_000), '\ud800', '4111 1111 1111 1111'])(
    'is never the text itself: %j',
    (confirmationCode) => {
      const session = { ...version('PK1', 2).session, confirmationCode, customer: confirmationCode };
      for (const { pk, listTerm } of pointersOf(session)) {
        expect(`${pk} ${listTerm}`).toMatch(/^term#([a-z]+)#PK1 \1#[0-9a-f]{12}$/);
      }
    },
  );

  it('is the last four digits of its own item while it is listed', async () => {
    const paySid = newSid('PK');
    const captured = { 'payment-card-number': 'xxxxxxxxxxxx9176' };
    const begun = at(paySid, 0, { captured });
    await store.save(begun, { hash: '' });
    expect(await listed('lastFour#9176')).toEqual([keyOfSession(paySid)]);
    await store.unlist(begun.session);
    expect(await listed('lastFour#9176')).toEqual([]);
  });
});

function atMonth(month: number): Clock {
  return { ...systemClock, now: () => new Date(Date.UTC(2026, month, 16)) };
}

/** A session with its start and enough requests for the expiry to make up the version. */
function version(paySid: string, count: number): ReducedSession {
  const at = '2026-01-15T10:00:00.000Z';
  const facts = { callSid: 'CA1', agent: 'ana', expects: ['expiration-date' as const] };
  return reduceSession(
    Array.from({ length: count }, (_, index) => ({
      ...(index === 0
        ? { type: 'started' as const, facts }
        : { type: 'captureRequested' as const, capture: 'expiration-date' as const }),
      by: 'ana',
      paySid,
      sequence: index + 1,
      at,
      hash: '',
    })),
  );
}
