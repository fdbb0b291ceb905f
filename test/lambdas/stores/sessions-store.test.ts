import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { type ReducedSession, reduceSession } from '#lambdas/session/reduce-session.ts';
import { createSessionsStore, type SessionsStore } from '#lambdas/stores/sessions-store.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let store: SessionsStore;
beforeAll(async () => {
  house = await openHouse();
  store = createSessionsStore(createDynamo(), 'Sessions');
});
afterAll(() => house.close());

describe('the kept state of a session', () => {
  it('is replaced by a newer one only, in whatever order they come', async () => {
    const paySid = newSid('PK');
    await store.save(version(paySid, 2), 'two');
    await store.save(version(paySid, 3), 'three');
    await store.save(version(paySid, 1), 'one');
    expect(await store.find(paySid)).toMatchObject({ lastHash: 'three', session: { version: 3 } });
  });

  it('is unknown when nothing was kept', async () => {
    expect(await store.find(newSid('PK'))).toBeUndefined();
  });
});

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
