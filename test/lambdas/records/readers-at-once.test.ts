import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { READINGS } from '#lambdas/edge/signed-in.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { accessDay } from '#test/support/access-day.ts';
import {
  ANA,
  type HandlerHouse,
  openHouse,
  type Person,
  SAM,
  signedInAs,
} from '#test/support/handler-house.ts';

const READERS = 160;

let house: HandlerHouse;
let paySid = '';
beforeAll(async () => {
  house = await openHouse();
  const callSid = await house.answeredCall(ANA);
  paySid = (await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' })).json.paySid;
  // Loads what the first request loads, and opens the day.
  for (const route of ['listPaySessions', 'accessLog']) await house.desk(route, SAM);
});
afterAll(() => house.close());

describe('160 readers at once', () => {
  it('are all served and all recorded, whatever they read', async () => {
    const payment = { pathParameters: { paySid } };
    const kinds = [
      { route: 'listPaySessions', role: 'supervisor', more: {}, status: 200 },
      { route: 'getPaySession', role: 'supervisor', more: payment, status: 200 },
      { route: 'getPaySession', role: 'agent', more: payment, status: 403 },
      { route: 'accessLog', role: 'supervisor', more: {}, status: 200 },
      { route: 'searchPaySessions', role: 'supervisor', more: { body: '{}' }, status: 200 },
    ] as const;
    const asked = Array.from({ length: READERS }, (_, at) => ({
      person: { username: `reader ${at}`, roles: [kinds[at % kinds.length]?.role ?? 'agent'] } as Person,
      ...(kinds[at % kinds.length] ?? kinds[0]),
    }));
    const replies = await Promise.all(
      asked.map(({ route, person, more }) => house.desk(route, person, undefined, more)),
    );
    expect(replies.map(({ status }) => status)).toEqual(asked.map(({ status }) => status));
    expect(await recordedOf((by) => by.startsWith('reader '))).toBe(READERS);
  }, 60_000);

  it('who are one person are told to wait beyond a budget, before anything is read or recorded', async () => {
    const flo: Person = { username: 'flo', roles: ['agent'] };
    const startedAt = Date.now();
    const replies = await Promise.all(
      Array.from({ length: READERS }, (_, at) =>
        house.desk('getPaySession', flo, undefined, {
          pathParameters: { paySid },
          requestContext: { ...signedInAs(flo), requestId: `request-${at}` },
        }),
      ),
    );
    const refused = replies.filter(({ status }) => status === 403);
    const told = replies.filter(({ status }) => status === 429);
    expect(refused.length + told.length).toBe(READERS);
    const refilled = ((Date.now() - startedAt) / 1000) * READINGS.perSecond;
    expect(refused.length).toBeGreaterThanOrEqual(READINGS.burst);
    expect(refused.length).toBeLessThanOrEqual(READINGS.burst + refilled);
    expect(told[0]).toMatchObject({
      headers: { 'retry-after': '1' },
      json: { error: { code: 'TOO_MANY_REQUESTS' } },
    });
    expect(await recordedOf((by) => by === 'flo')).toBe(refused.length);
    expect((await house.desk('listPaySessions', ANA)).status).toBe(200);
  }, 60_000);
});

async function recordedOf(isMeant: (by: string) => boolean): Promise<number> {
  const { lines } = await accessDay(real.access(), new Date().toISOString().slice(0, 10));
  return lines.filter(({ by }) => isMeant(by)).length;
}
