import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredItem, Tables } from '#infra/operate/audit/tables.ts';
import { shardOf } from '#lambdas/session/access-event.ts';
import { referenceHash } from '#lambdas/session/canonical-id.ts';
import { startLog, type TestLog } from './support/test-log.ts';
import {
  at,
  emptyWorld,
  headOf,
  keep,
  pay,
  record,
  STARTED,
  tablesOf,
  verify,
  type World,
} from './support/test-world.ts';

const PAY_SID = `PK${'1'.repeat(32)}`;
const ITEM = `session#${PAY_SID}`;
const END = 1_200;

let world: World;
let log: TestLog;
beforeEach(async () => {
  world = emptyWorld();
  log = await startLog();
  pay(world, PAY_SID);
  for (let seconds = 60; seconds <= END; seconds += 60) await log.append(at(seconds), headOf(world, PAY_SID));
});
afterEach(() => log.remove());

const found = async (asked: Parameters<typeof verify>[1] = {}) =>
  (await verify(world, { log, now: END, ...asked })).findings;
const change = (pk: string, attributes: object) =>
  world.items.set(pk, { ...world.items.get(pk), ...attributes });
const session = () => world.items.get(ITEM)?.session as object;
const mark = () => world.items.set(`open#${PAY_SID}`, { pk: `open#${PAY_SID}`, listStatus: 'open' });
/** A finding of a supervisor, after the payment was over. */
const resolve = (seconds: number) =>
  record(world, PAY_SID, {
    type: 'resolved',
    finding: 'not-charged',
    note: 'looked it up',
    by: 'sam',
    at: at(seconds),
  });

describe('the item of a payment', () => {
  it('is as its events say, also when a stage lists otherwise and keeps it for another time', async () => {
    expect(await found()).toEqual([]);
    change(ITEM, { expiresAtSeconds: Math.floor(Date.UTC(2027, 4, 29, 12, 0, 30) / 1000) });
    change(ITEM, { listMonth: `2026-11#${shardOf(PAY_SID, 40)}`.replace(/#0$/, '') });
    expect(await found()).toEqual([]);
  });

  it.each([
    ['session.chargeAmount', () => ({ session: { ...session(), chargeAmount: '999.00' } })],
    ['session.agent', () => ({ session: { ...session(), agent: 'eve' } })],
    ['session.reference', () => ({ session: { ...session(), reference: undefined } })],
    ['misses', () => ({ misses: 3 })],
    ['lastHash', () => ({ lastHash: 'f'.repeat(64) })],
    ['listAgent', () => ({ listAgent: 'eve' })],
    ['listMonth', () => ({ listMonth: '2026-10' })],
    ['listStatus', () => ({ listStatus: 'unknown' })],
    ['listReference', () => ({ listReference: undefined })],
    ['expiresAtSeconds', () => ({ expiresAtSeconds: Math.floor(Date.UTC(2027, 1, 1) / 1000) })],
    ['an attribute of no item of ours', () => ({ other: 1 })],
  ])('is named with the field when somebody altered %s', async (field, attributes) => {
    change(ITEM, attributes());
    expect(await found()).toEqual([
      { kind: 'altered item', where: ITEM, because: `${field} is not what its events say` },
    ]);
  });

  it('may lack when the payment ended, and a term, as those kept before these were known', async () => {
    change(ITEM, { session: { ...session(), endedAt: undefined }, listTerm: undefined });
    expect(await found()).toEqual([]);
  });

  it('has its term while it is under way as well', async () => {
    const other = `PK${'2'.repeat(32)}`;
    const field = 'payment-card-number';
    const accepted = { capture: field, given: [field], required: [], cardNumber: 'xxxxxxxxxxxx1111' };
    record(
      world,
      other,
      { ...STARTED, at: at(END - 90) },
      {
        type: 'callback',
        by: 'twilio',
        at: at(END - 80),
        callback: { time: at(END - 80), ...accepted },
      },
    );
    keep(world, other);
    await log.append(at(END + 1), headOf(world, other));
    expect(world.items.get(`session#${other}`)?.listTerm).toBe('lastFour#1111');
    expect(await found({ now: END + 1 })).toEqual([]);
    change(`session#${other}`, { listTerm: undefined });
    expect(await found({ now: END + 1 })).toMatchObject([
      { kind: 'altered item', where: `session#${other}` },
    ]);
  });

  it('is missing, unless it has expired', async () => {
    world.items.delete(ITEM);
    expect(await found()).toEqual([
      { kind: 'item missing', where: ITEM, because: 'lists and search do not have it' },
    ]);
    const later = 800 * 24 * 3_600;
    expect(await found({ now: later })).toEqual([]);
    expect(await found({ now: later, keeping: { sessionsMonths: 0 } })).toMatchObject([
      { kind: 'item missing' },
    ]);
  });

  it('comes from the past when it is behind and no mark stands', async () => {
    resolve(60);
    record(world, PAY_SID, {
      type: 'callback',
      by: 'twilio',
      at: at(200),
      callback: { time: at(199), given: [], result: 'success', confirmationCode: 'CONF-2' },
    });
    keep(world, PAY_SID, 4);
    await log.append(at(END + 1), headOf(world, PAY_SID));
    const because = `it does not show what its trail has since ${at(200)}`;
    expect(await found()).toEqual([{ kind: 'item from the past', where: ITEM, because }]);
    mark();
    expect(await verify(world, { log, now: END })).toMatchObject({ findings: [], behind: 1 });
  });

  it('may be behind while a request is at work, or was cut off right behind another', async () => {
    resolve(END - 50);
    keep(world, PAY_SID, 3);
    expect(await verify(world, { log, now: END })).toMatchObject({ findings: [], behind: 1 });
    expect(await found({ now: END + 20 })).toMatchObject([{ kind: 'item from the past' }]);
    world.audit.get(PAY_SID)?.pop();
    resolve(80);
    await log.append(at(END + 1), headOf(world, PAY_SID));
    expect(await verify(world, { log, now: END })).toMatchObject({ findings: [], behind: 1 });
  });

  it('that is listed as under way may be behind until the sweep had its time', async () => {
    keep(world, PAY_SID, 1);
    expect(await found()).toMatchObject([{ kind: 'item from the past', where: ITEM }]);
    const young = await startLog();
    await young.append(at(END - 200), headOf(world, PAY_SID));
    await young.append(at(END));
    expect(await verify(world, { log: young, now: END })).toMatchObject({ findings: [], behind: 1 });
    await young.remove();
    expect(await verify(world)).toMatchObject({ findings: [], behind: 1 });
  });

  it('was taken off the lists although its trail began', async () => {
    world.items.set(ITEM, { pk: ITEM, version: -1 });
    expect(await found()).toMatchObject([{ kind: 'item from the past', where: ITEM }]);
  });

  it('is listed as over, and there is no payment', async () => {
    const pk = `session#PK${'9'.repeat(32)}`;
    world.items.set(pk, { pk, version: 0, session: { ...session(), version: 0 } });
    expect(await found()).toEqual([
      { kind: 'item without a payment', where: pk, because: 'it is listed as over, and has no trail' },
    ]);
    world.items.set(pk, { pk, version: 0, session: { ...session(), version: 0, state: 'started' } });
    expect(await found()).toEqual([]);
    world.items.set(pk, { pk, version: 2, lastHash: 'f'.repeat(64), session: session() });
    expect(await found()).toMatchObject([{ kind: 'removed', because: 'the session knows of 2' }]);
  });

  it('is looked at once more before it is called behind or missing: somebody may have kept it while the tables were read', async () => {
    const kept = world.items.get(ITEM);
    const reading = tablesOf(world);
    const read = (stale: StoredItem | undefined): Tables => ({
      ...reading,
      async *items() {
        for await (const item of reading.items()) if (item.pk !== ITEM) yield item;
        if (stale) yield stale;
      },
    });
    expect(await found({ tables: read(undefined) })).toEqual([]);
    expect(await found({ tables: read({ ...kept, version: 0 }) })).toEqual([]);
    world.items.delete(ITEM);
    expect(await found({ tables: read(undefined) })).toMatchObject([{ kind: 'item missing' }]);
  });
});

describe('what leads to a payment', () => {
  it('is a term that it has', async () => {
    const customer = `term#customer#${PAY_SID}`;
    expect(world.items.has(customer)).toBe(true);
    change(customer, { listTerm: 'customer#ffffffffffff' });
    const confirmation = `term#confirmation#${PAY_SID}`;
    change(confirmation, { listTime: `${at(0).replace('2026', '2020')}#${PAY_SID}` });
    const because = 'it leads to a payment that has no such term';
    const findings = await found();
    expect(findings).toHaveLength(2);
    expect(findings).toEqual(
      expect.arrayContaining([
        { kind: 'altered item', where: customer, because },
        { kind: 'altered item', where: confirmation, because },
      ]),
    );
  });

  it('is there for each of its terms, also when it was written while the tables were read', async () => {
    const customer = `term#customer#${PAY_SID}`;
    const kept = world.items.get(customer) as StoredItem;
    world.items.delete(customer);
    const because = 'a search by this term does not find it';
    expect(await found()).toEqual([{ kind: 'item missing', where: customer, because }]);
    const reading = tablesOf(world);
    const item = async (pk: string) => (pk === customer ? kept : reading.item(pk));
    expect(await found({ tables: { ...reading, item } })).toEqual([]);
  });

  it('may lack for a payment of before there were terms, and for one whose time is over', async () => {
    for (const pk of [...world.items.keys()]) if (pk.startsWith('term#')) world.items.delete(pk);
    expect(await found()).toHaveLength(2);
    expect(await found({ now: 800 * 24 * 3_600 })).toEqual([]);
    // About to leave the lists: terms may be removed first, while the tables are read.
    const leaves = Number(world.items.get(ITEM)?.expiresAtSeconds) - Date.parse(at(0)) / 1_000;
    expect(await found({ now: leaves - 3_600 })).toEqual([]);
    change(ITEM, { session: { ...session(), endedAt: undefined } });
    expect(await found()).toEqual([]);
  });

  it('is the reference that it was charged under', async () => {
    const put = (reference: string) => {
      const pk = `reference#${referenceHash(reference)}`;
      world.items.set(pk, { pk, payments: new Set([`${at(0)}#${PAY_SID}`]) });
      return pk;
    };
    put(STARTED.facts.reference);
    expect(await found()).toEqual([]);
    const other = put('INV-8');
    expect(await found()).toEqual([
      { kind: 'altered item', where: other, because: `it names ${PAY_SID}, which has another reference` },
    ]);
  });
});
