import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Clock, systemClock } from '#lambdas/platform/clock.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { type ReducedSession, reduceSession } from '#lambdas/session/reduce-session.ts';
import { createSessionsStore, keyOfSession, type SessionsStore } from '#lambdas/stores/sessions-store.ts';
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
