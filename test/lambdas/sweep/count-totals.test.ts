import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginTrail } from '#lambdas/payment/begin-trail.ts';
import { keepSession } from '#lambdas/payment/publish-session.ts';
import { shownOf, tallyOf } from '#lambdas/session/totals.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import { countTotals } from '#lambdas/sweep/count-totals.ts';
import { verifyHouse } from '#test/infra/operate/audit/support/verify-house.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';
import { openTotalsHouse, type TotalsHouse } from '#test/support/totals-house.ts';

const MINUTE = 60_000;
const DRAFT = {
  type: 'started',
  by: 'ana',
  facts: { callSid: 'CA1', agent: 'ana', chargeAmount: '12.00', currency: 'USD' },
} as const;
/** Around noon, so that minutes, a quarter, hours and days speak; before and from it on, so that each of two minutes does. */
const RANGES = [
  ['2026-11-26T11:55:00.000Z', '2026-11-26T12:04:00.000Z'],
  ['2026-11-26T11:50:00.000Z', '2026-11-26T12:00:00.000Z'],
  ['2026-11-26T12:00:00.000Z', '2026-11-26T12:10:00.000Z'],
  ['2026-11-26T12:00:00.000Z', '2026-11-26T13:00:00.000Z'],
  ['2026-11-26T00:00:00.000Z', '2026-11-29T00:00:00.000Z'],
] as const;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** What becomes of a count before one of its writes. */
const INTERRUPTIONS = {
  'it dies': async () => {
    throw new Error('The process has died.');
  },
  'another one counts': (place: TotalsHouse) => count(place),
  'another one stops it': async ({ counting: { progress } }: TotalsHouse) => {
    await progress.keep(await progress.read());
  },
};

describe.each([
  { listed: '2026-11-26T11:59:50.000Z', began: '2026-11-26T12:00:10.000Z' },
  { listed: '2026-11-26T12:00:10.000Z', began: '2026-11-26T11:59:50.000Z' },
])('a payment that was listed at $listed, and began at $began', ({ listed, began }) => {
  it.each(Object.entries(INTERRUPTIONS))(
    'is in the minute that lists show, when %s as it is listed',
    async (_, happens) => {
      await withEachWrite(listed, async (place, countUntil) => {
        const paySid = await listOnly(place);
        place.pass(3 * MINUTE);
        await countUntil(happens);
        place.pass(3 * MINUTE);
        await keepSession(place, await record(place, paySid, began), place.log);
        await expectAsListed(place, paySid);
      });
    },
    120_000,
  );

  it.each(Object.entries(INTERRUPTIONS))(
    'is in the minute that lists show, when %s as it moves after both were counted twice',
    async (_, happens) => {
      await withEachWrite(listed, async (place, countUntil) => {
        const paySid = await listOnly(place);
        const events = await record(place, paySid, began);
        for (const minutes of [3, 25 * 60]) {
          place.pass(minutes * MINUTE);
          await count(place);
        }
        await keepSession(place, events, place.log);
        await expectTotals(place, paySid);
        await countUntil(happens);
        await expectAsListed(place, paySid);
      });
    },
    120_000,
  );

  it.each([0, 1])(
    'is in the minute that lists show, when it moves after %i counts and during another',
    async (counts) => {
      await withEachWrite(listed, async (place, countUntil) => {
        const paySid = await listOnly(place);
        const events = await record(place, paySid, began);
        place.pass(2 * MINUTE);
        for (let done = 0; done < counts; done += 1) await count(place);
        place.pass(1.5 * MINUTE);
        const keep = async () => {
          await keepSession(place, events, place.log);
        };
        await countUntil(keep);
        // In the last round nothing interrupts the count, so it moves now.
        await keep();
        await expectAsListed(place, paySid);
      });
    },
    120_000,
  );
});

function count(place: TotalsHouse, services: Parameters<typeof countTotals>[0] = place): Promise<void> {
  return countTotals(services, [], place.log, () => true);
}

/** Listed on its call and as under way, and no more: whoever began it has died. */
async function listOnly(place: TotalsHouse): Promise<string> {
  const paySid = newSid('PK');
  await expect(beginTrail(place.dyingAt(2), paySid, { draft: DRAFT })).rejects.toThrow('died');
  return paySid;
}

/** Its trail, from a beginning that lists do not know to its end; nobody has kept what that leads to. */
async function record(place: TotalsHouse, paySid: string, at: string): Promise<readonly RecordedEvent[]> {
  await place.trail.append(paySid, () => DRAFT, [], at);
  const end = { type: 'abandoned', reason: 'nothing happened', by: 'system' } as const;
  return (await place.trail.append(paySid, () => end)).events;
}

/**
 * Runs it in a house of its own for each write of a count, before which something happens; and once more, with a count that
 * nothing interrupts.
 */
async function withEachWrite(
  start: string,
  run: (
    place: TotalsHouse,
    countUntil: (happens: (place: TotalsHouse) => Promise<void>) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  for (let write = 0, isLeft = true; isLeft; write += 1) {
    const place = await openTotalsHouse(start);
    await count(place);
    await run(place, async (happens) => {
      isLeft = false;
      const services = place.interruptedAt(write, async () => {
        isLeft = true;
        await happens(place);
      });
      await count(place, services);
    });
  }
}

/** At once, and however much later. */
async function expectAsListed(place: TotalsHouse, paySid: string): Promise<void> {
  await expectTotals(place, paySid);
  for (const minutes of [0, 2, 2, 20, 60, 60]) {
    place.pass(minutes * MINUTE);
    await count(place);
    await expectTotals(place, paySid);
  }
  expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
  const { progress } = place.counting;
  expect([await progress.marks(), (await progress.read()).open]).toEqual([[], []]);
}

async function expectTotals({ sessions, totals }: TotalsHouse, paySid: string): Promise<void> {
  const kept = await sessions.find(paySid);
  if (!kept) throw new Error('It is not listed.');
  const { startedAt } = kept.session;
  for (const [from, to] of RANGES) {
    const rows = from <= startedAt && startedAt < to ? [shownOf(tallyOf(kept))] : [];
    expect([from, to, await totals.between(from, to)]).toEqual([from, to, rows]);
  }
}
