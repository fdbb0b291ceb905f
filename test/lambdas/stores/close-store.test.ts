import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReportRow } from '#lambdas/contract/report-api.ts';
import { createDynamo, type Dynamo, queryAll } from '#lambdas/platform/dynamo.ts';
import type { CloseDraft, RecordedClose } from '#lambdas/session/close-event.ts';
import { type ChainLink, findBreak } from '#lambdas/session/trail-chain.ts';
import { createCloseStore } from '#lambdas/stores/close-store.ts';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
let dynamo: Dynamo;
beforeAll(async () => {
  house = await openHouse();
  dynamo = createDynamo();
});
afterAll(() => house.close());

let ticks = 0;
const clock = {
  // After the months of all closes here; each line has a time of its own.
  now() {
    ticks += 1;
    return new Date(Date.UTC(2031, 6, 1) + ticks);
  },
  sleep: async () => {},
};
const store = (mostText?: number) => createCloseStore({ clock, dynamo }, 'Audit', mostText);

const draft = (from: string, to: string, more: Partial<CloseDraft> = {}): CloseDraft => ({
  from: `${from}T00:00:00.000Z`,
  to: `${to}T00:00:00.000Z`,
  zone: 'UTC',
  by: 'sam',
  requestId: 'request-1',
  unsettled: [],
  unsettledCount: 0,
  ...more,
});

const row = (agent: string): ReportRow => ({
  agent,
  currency: 'USD',
  brand: 'visa',
  method: 'credit-card',
  endings: { charged: { count: 3, minor: '12345678901234567890' }, unknown: { count: 1, minor: '1200' } },
  misses: 2,
  timed: 3,
  milliseconds: 90_000,
});

const linesOf = (chain: string) =>
  queryAll<ChainLink>(dynamo, {
    TableName: 'Audit',
    KeyConditionExpression: 'paySid = :chain',
    ExpressionAttributeValues: { ':chain': chain },
  });

describe('closes', () => {
  it('are kept with what was counted, and found by exactly their range', async () => {
    const unsettled = [{ paySid: `PK${'a'.repeat(32)}`, ending: 'unknown' }] as const;
    const kept = await store().append(draft('2031-01-01', '2031-01-02', { unsettled, unsettledCount: 1 }), [
      row('ana'),
      row('ben'),
    ]);
    await store().append(draft('2031-01-01', '2031-02-01'), []);

    expect(await store().of(draft('2031-01-01', '2031-01-02'))).toEqual([kept]);
    expect(kept.line).toMatchObject({ paySid: 'CLOSE#2031-01', sequence: 1, by: 'sam', unsettled });
    expect(kept.rows).toEqual([row('ana'), row('ben')]);
    expect(await store().of(draft('2031-01-02', '2031-01-03'))).toEqual([]);
  });

  it('are added, never replaced', async () => {
    await store().append(draft('2031-02-01', '2031-02-02'), [row('ana')]);
    await store().append(draft('2031-02-01', '2031-02-02', { by: 'sue' }), [row('ana'), row('ben')]);
    const closes = await store().of(draft('2031-02-01', '2031-02-02'));
    expect(closes.map(({ line, rows }) => [line.sequence, line.by, rows.length])).toEqual([
      [1, 'sam', 1],
      [2, 'sue', 2],
    ]);
    expect(findBreak(await linesOf('CLOSE#2031-02'))).toBeUndefined();
    expect(findBreak(await linesOf('CLOSE#2031-02#rows'))).toBeUndefined();
  });

  it('keep rows of any number of agents, in as many items as they need', async () => {
    const rows = Array.from({ length: 4_500 }, (_, at) => row(`agent-${String(at * 7919)}`));
    await store(5_000).append(draft('2031-03-01', '2031-03-02'), rows);
    const [close] = await store(5_000).of(draft('2031-03-01', '2031-03-02'));
    expect(close?.rows).toEqual(rows);
    expect((await linesOf('CLOSE#2031-03#rows')).length).toBeGreaterThan(5);
  });

  it('of supervisors at the same moment stay whole, each with rows of its own', async () => {
    const days = ['2031-04-01', '2031-04-02', '2031-04-03', '2031-04-04', '2031-04-05'] as const;
    await Promise.all(
      days
        .slice(0, 4)
        .map((day, at) => store(40).append(draft(day, days[at + 1] ?? ''), [row(`agent-${at}`)])),
    );
    for (const [at, day] of days.slice(0, 4).entries()) {
      expect(await store().of(draft(day, days[at + 1] ?? ''))).toMatchObject([
        { rows: [row(`agent-${at}`)] },
      ]);
    }
    for (const chain of ['CLOSE#2031-04', 'CLOSE#2031-04#rows']) {
      expect(findBreak(await linesOf(chain))).toBeUndefined();
    }
  });

  it('write down how far those of other months went', async () => {
    await store().append(draft('2031-05-31', '2031-06-01'), []);
    const { line } = await store().append(draft('2031-06-01', '2031-06-02'), []);
    const may = (await linesOf('CLOSE#2031-05')) as readonly RecordedClose[];
    expect(line.joins['CLOSE#2031-05']).toEqual({ events: 1, hash: may[0]?.hash });
    // Also of a month that is closed late.
    const late = await store().append(draft('2031-05-01', '2031-05-02'), []);
    expect(late.line.joins['CLOSE#2031-06']).toEqual({ events: 1, hash: line.hash });
  });

  it('find their own line when the response to a put was lost', async () => {
    let lost = 0;
    const forgetful: Dynamo = {
      ...dynamo,
      async put(input) {
        await dynamo.put(input);
        lost += 1;
        return dynamo.put(input);
      },
    };
    const closes = createCloseStore({ clock, dynamo: forgetful }, 'Audit');
    await closes.append(draft('2031-07-01', '2031-07-02'), [row('ana')]);
    expect(lost).toBe(2);
    expect(await linesOf('CLOSE#2031-07')).toHaveLength(1);
  });
});
