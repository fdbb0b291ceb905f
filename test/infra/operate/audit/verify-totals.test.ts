import { gzipSync } from 'node:zlib';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredItem, Tables } from '#infra/operate/audit/tables.ts';
import { beginTrail } from '#lambdas/payment/begin-trail.ts';
import { keepSession } from '#lambdas/payment/publish-session.ts';
import type { Item } from '#lambdas/platform/dynamo.ts';
import type { TrailDraft } from '#lambdas/session/trail-event.ts';
import { recountMark } from '#lambdas/stores/recount-mark.ts';
import { readRows, writeRows } from '#lambdas/stores/totals-text.ts';
import { countTotals } from '#lambdas/sweep/count-totals.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';
import { openTotalsHouse, type TotalsHouse } from '#test/support/totals-house.ts';
import { verifyHouse } from './support/verify-house.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ENDS: readonly TrailDraft[] = [
  { type: 'completeRequested', by: 'ana' },
  {
    type: 'callback',
    by: 'twilio',
    callback: { time: '', given: [], result: 'success', confirmationCode: 'CONF-1' },
  },
];
const LOST: readonly TrailDraft[] = [
  { type: 'completeRequested', by: 'ana' },
  { type: 'abandoned', reason: 'no result', by: 'system' },
];
const RESOLVED = { type: 'resolved', finding: 'charged', note: 'looked it up', by: 'sam' } as const;
const MINUTE_KEY = 'totals#minute#2026-11-27T10:00';
const OPEN_KEY = 'totals#minute#2026-11-27T13:05';
const EVERY_LEVEL = [
  MINUTE_KEY,
  'totals#quarter#2026-11-27T10:00',
  'totals#hour#2026-11-27T10:00',
  'totals#day#2026-11-26T00:00',
];

let house: HandlerHouse;
let place: TotalsHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Takes a payment now, which goes so far. */
async function pay(drafts = ENDS, agent = 'ana') {
  const paySid = newSid('PK');
  const facts = { callSid: 'CA1', agent, chargeAmount: '12.00', currency: 'USD' };
  await beginTrail(place, paySid, { draft: { type: 'started', by: agent, facts } });
  for (const draft of drafts) await add(paySid, draft);
  return paySid;
}

/** Records what comes next, and keeps what it leads to. */
async function add(paySid: string, draft: TrailDraft) {
  place.pass(1_000);
  const time = place.clock.now().toISOString();
  const dated = 'callback' in draft ? { ...draft, callback: { ...draft.callback, time } } : draft;
  const { events } = await place.trail.append(paySid, () => dated as TrailDraft);
  await keepSession(place, events, place.log);
}

const count = () => countTotals(place, [], place.log, () => true);
const read = async (pk: string) =>
  (await place.dynamo.get({ TableName: place.table, Key: { pk } })) ?? { pk };
const put = (item: Item) => place.dynamo.put({ TableName: place.table, Item: item });
const remove = async (pk: string) => {
  const client = new DynamoDBClient({});
  await client.send(new DeleteItemCommand({ TableName: place.table, Key: { pk: { S: pk } } }));
  client.destroy();
};
const change = async (pk: string, attributes: object) => put({ ...(await read(pk)), ...attributes });
const found = async (asked?: Parameters<typeof verifyHouse>[1]) => (await verifyHouse(place, asked)).findings;
const named = async () => (await found()).map(({ kind, where }) => `${kind} ${where}`);
const altered = (...keys: readonly string[]) => keys.map((key) => `altered total ${key}`);
/** The tables without some items. */
const without =
  (...keys: readonly string[]) =>
  (tables: Tables): Tables => ({
    ...tables,
    async *items() {
      for await (const item of tables.items()) if (!keys.includes(String(item.pk))) yield item;
    },
    item: async (pk) => (keys.includes(pk) ? undefined : tables.item(pk)),
  });

/** Payments of which nobody knows how they ended, one of each day. */
let lost: readonly string[] = [];
let underWay = '';
beforeEach(async () => {
  place = await openTotalsHouse('2026-11-26T09:00:10.000Z');
  const first = await pay(LOST);
  place.pass(25 * HOUR);
  lost = [first, await pay(LOST)];
  await pay(ENDS, 'ben');
  place.pass(20 * MINUTE);
  await pay();
  place.pass(2 * HOUR + 45 * MINUTE);
  underWay = await pay(ENDS.slice(0, 1));
  place.pass(2 * HOUR);
  await count();
  place.pass(20 * HOUR);
  await count();
});

describe('totals', () => {
  it('are true as they were counted, while nothing is counted, and whatever is counted later', async () => {
    expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
    expect(await verifyHouse(place, { see: without('totals') })).toEqual({ findings: [], behind: 0 });
    await pay();
    place.pass(100 * HOUR);
    expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
    await count();
    expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
  });

  describe.each(EVERY_LEVEL)('are named at %s', (pk) => {
    it('when they say anything else, or are gone', async () => {
      const before = await read(pk);
      const rows = readRows(String(before.text), true).map((row) => ({
        ...row,
        endings: { ...row.endings, charged: { count: 1, minor: '99900', least: '99900', most: '99900' } },
      }));
      for (const lie of [
        { text: writeRows(rows) },
        { text: '' },
        { text: (await read('totals#minute#2026-11-27T10:20')).text },
        { text: 'H4sI.H4sI' },
        { text: gzipSync('['.repeat(40 * 2 ** 20)).toString('base64') },
        { text: 7 },
        { text: null, version: 'x' },
        { isSplit: true },
        { expiresAtSeconds: 1_700_000_000 },
        { text: `${before.text} PK${'0'.repeat(31)}x` },
      ]) {
        await change(pk, lie);
        expect([Object.keys(lie), await named()]).toEqual([Object.keys(lie), altered(pk)]);
        await put(before);
      }
      expect(await verifyHouse(place, { see: without(pk) })).toMatchObject({ findings: [{ where: pk }] });
    });

    it('when they say what they said before', async () => {
      const before = await read(pk);
      for (const paySid of lost) await add(paySid, RESOLVED);
      place.pass(3 * MINUTE);
      await count();
      expect(await found()).toEqual([]);
      await put(before);
      expect(await named()).toEqual(altered(pk));
    });
  });

  it('are named where a payment under way was taken out, or one of another time put in', async () => {
    const { text } = await read(OPEN_KEY);
    await change(OPEN_KEY, { text: '' });
    expect(await named()).toEqual(altered(OPEN_KEY));
    await change(OPEN_KEY, { text: `${text} ${lost[0]}` });
    expect(await named()).toEqual(altered(OPEN_KEY));
    await change(OPEN_KEY, { text: `${text} PK${'9'.repeat(32)}` });
    expect(await named()).toEqual([]);
  });

  it('are named where they say otherwise when payments leave the lists', async () => {
    const { firstExpiry } = await read(MINUTE_KEY);
    for (const other of [0, 1_700_000_000, 1_764_000_000, Number(firstExpiry) + 1, undefined]) {
      await change(MINUTE_KEY, { firstExpiry: other });
      expect(await named()).toEqual(altered(MINUTE_KEY));
    }
    // Whatever else is true of it: a mark would have such a bucket speak for itself.
    await change(MINUTE_KEY, { firstExpiry: 1_700_000_000, text: '' });
    await put(recountMark('2026-11-27T10:00:00.000Z', place.clock.now()));
    expect(await named()).toEqual(altered(MINUTE_KEY));
  });

  it('are named where what was counted is not as it was', async () => {
    const before = await read('totals');
    for (const [key, attributes] of [
      ['totals', { from: 'x' }],
      ['totals', { open: {} }],
      ['totals', { expiresAtSeconds: 1 }],
      ['totals', { checked: Number(before.to) + 1 }],
      ['totals', { to: Number(before.to) + 24 * 60 }],
      [OPEN_KEY, { open: [] }],
    ] as const) {
      await change('totals', attributes);
      expect(await named()).toEqual(altered(key));
      await put(before);
    }
    expect(await named()).toEqual([]);
  });

  it('are named where more is said to be counted than was', async () => {
    const gone = without('totals#minute#2026-11-26T09:00', ...EVERY_LEVEL);
    const reached = await read('totals');
    await change('totals', { from: Number(reached.to) - 24 * 60 });
    expect((await verifyHouse(place, { see: gone })).findings).toEqual([]);
    await put(reached);
    expect((await verifyHouse(place, { see: gone })).findings.map(({ where }) => where).sort()).toEqual(
      ['totals#minute#2026-11-26T09:00', ...EVERY_LEVEL].sort(),
    );
  });

  it.each(EVERY_LEVEL)('are mended at %s by a mark and without the item, as the runbook says', async (pk) => {
    await change(pk, { text: 'H4sI.H4sI' });
    const time = pk.split('#')[2] ?? '';
    await put(recountMark(`${time}:00.000Z`, place.clock.now()));
    await remove(pk);
    place.pass(2 * MINUTE);
    await count();
    expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
    expect((await read(pk)).text).not.toBe(undefined);
  });

  it('are all counted again once what was counted is gone', async () => {
    await change(MINUTE_KEY, { text: '' });
    await remove('totals');
    expect(await found()).toEqual([]);
    await count();
    await count();
    expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
    expect((await read(MINUTE_KEY)).text).not.toBe('');
  });

  it('are named by a hash where their key is none of ours, and no value is repeated', async () => {
    const keys = ['totals#day#2026-11-27T05:00', 'totals#year#2026', 'totals#minute#\u001b[31m', 'totals#'];
    for (const pk of keys) await put({ pk, text: 'secret' });
    const all = await found();
    expect(all.map(({ where }) => where).sort()).toEqual(keys.map(loggedName).sort());
    expect(JSON.stringify(all)).not.toContain('secret');
  });

  it('are read by marks of their own minute alone', async () => {
    await change(MINUTE_KEY, { text: '' });
    const mark = recountMark('2026-11-27T10:00:00.000Z', place.clock.now());
    await put({ ...mark, listTime: mark.listTime.replace('10:00', '10:01') });
    expect(await named()).toEqual(altered(MINUTE_KEY));
    // Readers take what is marked from the payments.
    await put(mark);
    expect(await named()).toEqual([]);
  });
});

describe('totals that are behind', () => {
  it('are no finding while a mark stands, or a payment was under way', async () => {
    for (const paySid of lost) await add(paySid, RESOLVED);
    for (const draft of ENDS.slice(1)) await add(underWay, draft);
    expect(await found()).toEqual([]);
    place.pass(200 * HOUR);
    expect(await found()).toEqual([]);
    await count();
    expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
  });

  it('are no finding where they say less than they could, which readers make up for', async () => {
    await change(EVERY_LEVEL[2] ?? '', { isSplit: true, text: '' });
    const { open, to } = await read('totals');
    await change('totals', { open: [...(open as number[]), Number(to) - 60] });
    expect(await found()).toEqual([]);
  });

  it('are no finding once payments have left the lists', async () => {
    place.pass(3 * 366 * 24 * HOUR);
    expect(await found()).toEqual([]);
    expect(await found({ keepMonths: 12 })).toEqual([]);
    await count();
    expect(await found()).toEqual([]);
  });

  /** Does something once the payments have been scanned, and before the buckets are. */
  const meanwhile = (happens: () => Promise<unknown>) => {
    let isDone = false;
    const isPayment = ({ pk }: StoredItem) => String(pk).startsWith('session#');
    return (tables: Tables): Tables => ({
      ...tables,
      async *items() {
        for await (const item of tables.items()) if (isPayment(item)) yield item;
        if (!isDone) await happens();
        isDone = true;
        for await (const item of tables.items()) if (!isPayment(item)) yield item;
      },
    });
  };

  it('are looked at once more: a payment may change, and be counted, while the tables are read', async () => {
    const see = meanwhile(async () => {
      for (const paySid of lost) await add(paySid, RESOLVED);
      place.pass(3 * MINUTE);
      await count();
    });
    const { findings, behind } = await verifyHouse(place, { see });
    expect(findings).toEqual([]);
    expect(behind).toBeGreaterThan(0);
  });

  it('have payments that began, and were counted twice, while the tables were read', async () => {
    const see = meanwhile(async () => {
      await pay();
      await pay(ENDS.slice(0, 1));
      place.pass(3 * HOUR);
      await count();
    });
    expect(await verifyHouse(place, { see })).toEqual({ findings: [], behind: 0 });
  });

  it('are not judged on a day with a payment that is named itself', async () => {
    const pk = `session#${lost[1]}`;
    const { session } = await read(pk);
    await change(pk, { session: { ...(session as object), chargeAmount: '999.00' } });
    await change(MINUTE_KEY, { text: '' });
    expect(await named()).toEqual([`altered item ${pk}`]);
  });
});
