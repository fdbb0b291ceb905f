import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { type TotalsRow, tallyOf } from '#lambdas/session/totals.ts';
import { minuteOf, piecesOf, sumsOver } from '#lambdas/session/totals-tree.ts';
import { recountMark } from '#lambdas/stores/recount-mark.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { createTotalsCounting } from '#lambdas/stores/totals-counting.ts';
import { createTotalsItems } from '#lambdas/stores/totals-items.ts';
import { createTotals, type TimeSpan } from '#lambdas/stores/totals-store.ts';
import { sweep } from '#lambdas/sweep/sweep.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';
import { openTotalsHouse, type TotalsHouse } from '#test/support/totals-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const DAY = { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };
const NOW = '2026-11-22T09:30:00.000Z';

/** Puts a payment that is over on the lists, as it would be kept. */
async function keep({ sessions }: TotalsHouse, startedAt: string, more: Partial<PaySession> = {}) {
  const session = {
    paySid: newSid('PK'),
    callSid: '',
    agent: 'ana',
    state: 'succeeded',
    outcome: 'charged',
    captured: {},
    paymentMethod: 'credit-card',
    chargeAmount: '12.00',
    currency: 'USD',
    version: 3,
    startedAt,
    updatedAt: startedAt,
    ...more,
  } as PaySession;
  await sessions.save({ session, misses: 0 }, { hash: 'h' });
  return session;
}

async function runSweeps(place: TotalsHouse, times = 1) {
  for (let time = 0; time < times; time += 1) await sweep(place, place.log, () => 55_000);
}

const counts = async (place: TotalsHouse, { from, to }: TimeSpan = DAY) =>
  (await place.totals.between(from, to)).map(({ agent, endings }) => [agent, endings.charged?.count]);

describe('totals of a stage that has payments already', () => {
  it('are exact from the first report on, and counted backwards from today', async () => {
    const place = await openTotalsHouse(NOW, 3);
    for (const time of ['2025-02-28T23:59:59.999Z', '2026-11-20T10:00:00.000Z', '2026-11-20T10:15:00.000Z'])
      await keep(place, time);
    expect(await counts(place)).toEqual([['ana', 2]]);
    await runSweeps(place);
    expect(await counts(place)).toEqual([['ana', 2]]);
    const progress = await place.counting.progress.read();
    expect(progress).toMatchObject({ from: minuteOf('2020-01-01T00:00:00.000Z'), open: [] });
    expect(await counts(place, { from: '2025-02-28T00:00:00.000Z', to: '2025-03-01T00:00:00.000Z' })).toEqual(
      [['ana', 1]],
    );
    // Two items speak for the whole of it: nothing is read live any more.
    const blind = createTotals({ clock: place.clock, dynamo: place.dynamo }, place.table, {
      shards: 3,
      mostLive: 0,
    });
    expect(await blind.between(DAY.from, DAY.to)).toHaveLength(1);
  });

  it('are refused where too much would have to be read, and never half counted', async () => {
    const place = await openTotalsHouse(NOW);
    for (let number = 0; number < 4; number += 1) await keep(place, '2026-11-20T10:00:00.000Z');
    const narrow = createTotals({ clock: place.clock, dynamo: place.dynamo }, place.table, { mostLive: 3 });
    await expect(narrow.between(DAY.from, DAY.to)).rejects.toMatchObject({ code: 'NOT_COUNTED_YET' });
  });

  it('read many marked minutes together: a settlement may settle hundreds of payments at once', async () => {
    const place = await openTotalsHouse(NOW);
    for (let minute = 0; minute < 40; minute += 2) {
      const { startedAt } = await keep(place, `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`);
      if (minute === 0) await runSweeps(place);
      await place.dynamo.put({ TableName: place.table, Item: recountMark(startedAt, place.clock.now()) });
    }
    let [reading, most] = [0, 0];
    const watched: typeof place.dynamo = {
      ...place.dynamo,
      async *pages(input) {
        reading += 1;
        most = Math.max(most, reading);
        yield* place.dynamo.pages(input);
        reading -= 1;
      },
    };
    const totals = createTotals({ clock: place.clock, dynamo: watched }, place.table);
    expect(await totals.between(DAY.from, DAY.to)).toMatchObject([{ endings: { charged: { count: 20 } } }]);
    expect(most).toBeGreaterThan(4);
    const narrow = createTotals({ clock: place.clock, dynamo: watched }, place.table, { mostLive: 19 });
    await expect(narrow.between(DAY.from, DAY.to)).rejects.toMatchObject({ code: 'NOT_COUNTED_YET' });
  });

  it('go on where a run that had no more time stopped', async () => {
    const place = await openTotalsHouse(NOW);
    for (const hour of ['07', '08', '09', '10', '11']) await keep(place, `2026-11-20T${hour}:00:00.000Z`);
    const reached: number[] = [];
    for (let run = 0; run < 8; run += 1) {
      // Time for one step, after what comes before it.
      await sweep(place, place.log, () => 9_000);
      reached.push((await place.counting.progress.read()).from);
      expect(await counts(place)).toEqual([['ana', 5]]);
    }
    expect(new Set(reached).size).toBeGreaterThan(4);
    expect(reached.at(-1)).toBe(minuteOf('2020-01-01T00:00:00.000Z'));
  });
});

describe('a bucket', () => {
  it('is derived again by whoever was slower, so that nothing older stays', async () => {
    const place = await openTotalsHouse(NOW);
    const { startedAt } = await keep(place, '2026-11-20T10:00:00.000Z');
    const minute = { level: 'minute', start: minuteOf(startedAt) } as const;
    const items = createTotalsItems(place.dynamo, place.table);
    await place.counting.countMinute({ minute: minute.start, paySids: [], isWhole: true });
    await keep(place, startedAt);
    let isFirst = true;
    // While the first one reads payments, another payment is listed and counted by the second one.
    const slow: typeof place.dynamo = {
      ...place.dynamo,
      async getMany(...asked) {
        const found = await place.dynamo.getMany(...asked);
        if (isFirst && String(asked[1][0]?.pk).startsWith('session#')) {
          isFirst = false;
          await keep(place, startedAt);
          await place.counting.countMinute({ minute: minute.start, paySids: [], isWhole: true });
        }
        return found;
      },
    };
    const counting = createTotalsCounting({ clock: place.clock, dynamo: slow }, place.table);
    await counting.countMinute({ minute: minute.start, paySids: [], isWhole: true });
    const [kept] = await items.find([minute]);
    expect(kept?.rows).toMatchObject([{ endings: { charged: { count: 3 } } }]);
  });

  it('that is more than an item holds is read from those below it, down to payments', async () => {
    const place = await openTotalsHouse(NOW);
    for (let number = 0; number < 60; number += 1) {
      await keep(place, `2026-11-20T10:${String(number % 20).padStart(2, '0')}:00.000Z`, {
        agent: `agent.${number}`,
      });
    }
    const tight = {
      ...place,
      counting: createTotalsCounting({ clock: place.clock, dynamo: place.dynamo }, place.table, {
        mostText: 250,
      }),
    };
    await sweep(tight, place.log, () => 55_000);
    const [day] = await createTotalsItems(place.dynamo, place.table).find([
      { level: 'day', start: minuteOf(DAY.from) },
    ]);
    expect(day).toMatchObject({ isSplit: true, rows: [] });
    expect(await counts(place)).toHaveLength(60);
  });

  it('is left as it is once a payment of it may have left the lists', async () => {
    const place = await openTotalsHouse('2026-11-22T09:30:00.000Z');
    const gone = await keep(place, '2024-11-25T10:00:00.000Z');
    await keep(place, '2024-11-25T10:00:00.000Z', { outcome: 'unknown', state: 'unknown', version: 5 });
    await runSweeps(place);
    place.pass(7 * 24 * 60 * 60_000);
    // A finding about the other one, whose result nobody knew.
    const late = { ...gone, paySid: newSid('PK'), version: 9 };
    await place.sessions.save(
      { session: { ...late, updatedAt: '2026-11-29T00:00:00.000Z' }, misses: 0 },
      { hash: 'h' },
      true,
    );
    place.pass(120_000);
    await runSweeps(place);
    place.pass(120_000);
    await runSweeps(place);
    const span = { from: '2024-11-25T00:00:00.000Z', to: '2024-11-26T00:00:00.000Z' };
    expect(await counts(place, span)).toMatchObject([['ana', 1]]);
    expect(await place.counting.progress.marks()).toEqual([]);
  });

  it('speaks for all its payments also while it is marked, once one of them may have left the lists', async () => {
    const place = await openTotalsHouse('2026-11-22T09:30:00.000Z');
    await keep(place, '2024-11-25T10:00:00.000Z', { agent: 'bea', chargeAmount: '3.00' });
    const doubt = await keep(place, '2024-11-25T10:00:10.000Z', { outcome: 'unknown', state: 'unknown' });
    await runSweeps(place);
    place.pass(7 * 24 * 60 * 60_000);
    const found = {
      ...doubt,
      outcome: 'charged',
      version: 9,
      updatedAt: '2026-11-29T09:30:00.000Z',
    } as const;
    await place.sessions.save({ session: found, misses: 0 }, { hash: 'h' }, true);
    const span = { from: '2024-11-25T00:00:00.000Z', to: '2024-11-26T00:00:00.000Z' };
    const asCounted = [
      ['ana', undefined],
      ['bea', 1],
    ];
    expect(await place.counting.progress.marks()).toHaveLength(1);
    expect(await counts(place, span)).toEqual(asCounted);
    place.pass(120_000);
    await runSweeps(place, 2);
    expect(await place.counting.progress.marks()).toEqual([]);
    expect(await counts(place, span)).toEqual(asCounted);
    // Lists show what was found all the same.
    const listing = createSessionListing(place, place.table);
    const { items } = await listing.page({ ...span, ending: 'charged', amountFrom: '10' }, { size: 50 });
    expect(items.map(({ session }) => session.paySid)).toEqual([doubt.paySid]);
  });
});

describe('spans that may hold what is searched for', () => {
  it('are the minutes of such rows, newest first, and all that is not counted', async () => {
    const place = await openTotalsHouse(NOW);
    const declined = {
      state: 'failed',
      outcome: 'notCharged',
      error: { code: '64012', guidance: '', declined: true },
    } as const;
    await keep(place, '2026-11-20T10:07:30.000Z', declined);
    await keep(place, '2026-11-20T10:08:00.000Z', declined);
    await keep(place, '2026-11-20T10:09:00.000Z');
    await keep(place, '2026-11-20T23:59:00.000Z', declined);
    await runSweeps(place);
    const isDeclined = (row: TotalsRow) =>
      row.endings.declined !== undefined && row.reasons?.['64012'] !== undefined;
    const spans: TimeSpan[] = [];
    for await (const span of place.totals.spans(DAY.from, '2026-11-23T00:00:00.000Z', isDeclined))
      spans.push(span);
    expect(spans).toEqual([
      // Today, of which nothing was counted: nobody paid.
      { from: expect.stringMatching(/^2026-11-22T/), to: '2026-11-23T00:00:00.000Z' },
      { from: '2026-11-20T23:59:00.000Z', to: '2026-11-21T00:00:00.000Z' },
      { from: '2026-11-20T10:07:00.000Z', to: '2026-11-20T10:09:00.000Z' },
    ]);
  });
});

describe('the pieces of a range', () => {
  const at = (time: string) => minuteOf(`2026-11-${time}:00.000Z`);
  const counted = { from: at('10T00:00'), to: at('22T09:28'), open: [], marked: [] };

  it('are the biggest buckets that lie in it', () => {
    const pieces = piecesOf({ from: at('19T18:15'), to: at('22T10:00') }, counted);
    const named = pieces.map((piece) => ('bucket' in piece ? piece.bucket.level : 'live'));
    const times = (count: number, level: string) => Array.from({ length: count }, () => level);
    expect(named).toEqual([
      ...times(3, 'quarter'),
      ...times(5, 'hour'),
      ...times(2, 'day'),
      ...times(9, 'hour'),
      ...times(1, 'quarter'),
      ...times(13, 'minute'),
      'live',
    ]);
  });

  it('leave out what may have changed', () => {
    const range = { from: at('20T10:00'), to: at('20T10:30') };
    const [open, marked] = [[at('20T10:02')], [at('20T10:20')]];
    const pieces = piecesOf(range, { ...counted, open, marked });
    expect(pieces.filter((piece) => 'live' in piece)).toEqual([
      { live: { from: at('20T10:20'), to: at('20T10:21') } },
    ]);
    expect(pieces).toHaveLength(30);
  });

  it('become complete as the span grows', () => {
    const levels = (to: string) =>
      sumsOver([at('20T10:59')], { from: at('20T00:00'), to: at(to) }).map(({ level }) => level);
    expect(levels('20T10:59')).toEqual([]);
    expect(levels('20T11:00')).toEqual(['quarter', 'hour']);
    expect(levels('21T00:00')).toEqual(['quarter', 'hour', 'day']);
  });
});

it('rows are as they were written', async () => {
  const place = await openTotalsHouse(NOW);
  const items = createTotalsItems(place.dynamo, place.table);
  const row = tallyOf({
    session: {
      ...(await keep(place, NOW)),
      cardType: 'visa',
      error: { code: 'x', guidance: '' },
      endedAt: NOW,
    },
    misses: 2,
  });
  const bucket = { level: 'minute', start: 0 } as const;
  const [empty] = await items.find([bucket]);
  if (!empty) throw new Error('Nothing there.');
  expect(await items.keep(bucket, empty, { rows: [row], open: ['PK1'], firstExpiry: 7 })).toBe(true);
  expect(await items.keep(bucket, empty, { rows: [], open: ['PK2'] })).toBe(false);
  expect(await items.find([bucket])).toMatchObject([
    { rows: [row], open: ['PK1'], firstExpiry: 7, version: 1 },
  ]);
});
