import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginTrail } from '#lambdas/payment/begin-trail.ts';
import { keepSession } from '#lambdas/payment/publish-session.ts';
import { shownOf, tallyOf } from '#lambdas/session/totals.ts';
import { countTotals } from '#lambdas/sweep/count-totals.ts';
import { verifyHouse } from '#test/infra/operate/audit/support/verify-house.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';
import { openTotalsHouse } from '#test/support/totals-house.ts';

const MINUTE = 60_000;
/** Of a count: the mark, the minute it left, and how far it got; one more, and it lives. */
const WRITES = 3;
/** Of a count of a minute that is over: what it counts, the minute, and how far it got; one more, and it lives. */
const WRITES_OF_A_MINUTE = 3;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('a payment that was listed in one minute, and began in another', () => {
  it('is counted there at every level, whatever write the count dies before', async () => {
    for (let write = 0; write <= WRITES; write += 1) {
      const place = await openTotalsHouse('2026-11-26T23:59:50.000Z');
      const count = (services = place.dyingAt(Number.POSITIVE_INFINITY)) =>
        countTotals(services, [], place.log, () => true);
      const paySid = newSid('PK');
      const facts = { callSid: 'CA1', agent: 'ana', chargeAmount: '12.00', currency: 'USD' };
      const draft = { type: 'started', by: 'ana', facts } as const;
      // Listed on its call and as under way, and no more.
      await expect(beginTrail(place.dyingAt(2), paySid, { draft })).rejects.toThrow('died');
      place.pass(20_000);
      await place.trail.append(paySid, () => draft);
      const { events } = await place.trail.append(paySid, () => ({
        type: 'abandoned',
        reason: 'nothing happened',
        by: 'system',
      }));
      // Nobody keeps what they lead to until both minutes were counted twice.
      for (const minutes of [3, 25 * 60]) {
        place.pass(minutes * MINUTE);
        await count();
      }
      await keepSession(place, events, place.log);
      await count(place.dyingAt(write));
      for (const minutes of [2, 2]) {
        place.pass(minutes * MINUTE);
        await count();
      }
      const kept = await place.sessions.find(paySid);
      expect(kept?.session).toMatchObject({ startedAt: '2026-11-27T00:00:10.000Z', state: 'cancelled' });
      expect(await place.totals.between('2026-11-26T00:00:00.000Z', '2026-11-29T00:00:00.000Z')).toEqual(
        kept && [shownOf(tallyOf(kept))],
      );
      expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
      expect(await place.counting.progress.marks()).toEqual([]);
    }
  }, 120_000);

  it.each(['dies', 'is overtaken', 'is stopped'] as const)(
    'is counted once in every minute, whatever write a count that named it where it was listed %s before',
    async (how) => {
      for (let write = 0; write <= WRITES_OF_A_MINUTE; write += 1) {
        const place = await openTotalsHouse('2026-11-26T12:00:50.000Z');
        const count = (services: Parameters<typeof countTotals>[0] = place) =>
          countTotals(services, [], place.log, () => true);
        await count();
        const paySid = newSid('PK');
        const facts = { callSid: 'CA1', agent: 'ana', chargeAmount: '12.00', currency: 'USD' };
        const draft = { type: 'started', by: 'ana', facts } as const;
        await expect(beginTrail(place.dyingAt(2), paySid, { draft })).rejects.toThrow('died');
        place.pass(3 * MINUTE);
        const { progress } = place.counting;
        const ofHow = {
          dies: place.dyingAt(write),
          'is overtaken': place.interruptedAt(write, count),
          // By another one that had to stop itself.
          'is stopped': place.interruptedAt(write, async () => {
            await progress.keep(await progress.read());
          }),
        };
        await count(ofHow[how]);
        place.pass(5 * MINUTE);
        await place.trail.append(paySid, () => draft);
        const { events } = await place.trail.append(paySid, () => ({
          type: 'abandoned',
          reason: 'nothing happened',
          by: 'system',
        }));
        await keepSession(place, events, place.log);
        const kept = await place.sessions.find(paySid);
        const rows = kept && [shownOf(tallyOf(kept))];
        for (const minutes of [0, 3, 20, 60, 60]) {
          place.pass(minutes * MINUTE);
          await count();
          // Of a part of an hour, so that its minutes speak.
          expect([
            write,
            await place.totals.between('2026-11-26T12:00:00.000Z', '2026-11-26T12:59:00.000Z'),
          ]).toEqual([write, rows]);
          expect([
            write,
            await place.totals.between('2026-11-26T00:00:00.000Z', '2026-11-27T00:00:00.000Z'),
          ]).toEqual([write, rows]);
        }
        expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
        expect((await progress.read()).open).toEqual([]);
      }
    },
    120_000,
  );
});
