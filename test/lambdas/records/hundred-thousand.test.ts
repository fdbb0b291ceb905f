import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { TABLES } from '#lambdas/contract/tables.ts';
import { createDynamo, type Dynamo, type Item } from '#lambdas/platform/dynamo.ts';
import { fitsFilter, type SessionFilter } from '#lambdas/session/session-filter.ts';
import { addRows, type TotalsRow, tallyOf } from '#lambdas/session/totals.ts';
import { bucketAt, LEVELS, minuteOf } from '#lambdas/session/totals-tree.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { createSessionsStore } from '#lambdas/stores/sessions-store.ts';
import { createTotalsItems } from '#lambdas/stores/totals-items.ts';
import { createTotals } from '#lambdas/stores/totals-store.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import { type Database, openDatabase } from '#local/database/database.ts';
import { createRandom } from '#test/prove/random.ts';
import { plantItems } from '#test/support/plant-items.ts';

const PAYMENTS = 100_000;
/** Days of eight hours from nine o'clock: 21 payments a minute. */
const DAYS = 10;
const MINUTES_A_DAY = 480;
const NOW = '2026-11-20T00:00:00.000Z';
const clock = { now: () => new Date(NOW), sleep: async () => {} };

let path: string;
let database: Database;
const sessions: PaySession[] = [];
beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'payments-'));
  database = await openDatabase(path);
  await createMissingTables(database.endpoint, TABLES);
  await database.close();
  const random = createRandom(17);
  for (let at = 0; at < PAYMENTS; at += 1) sessions.push(paymentOf(at, random));
  await plantItems(path, 'Sessions', await itemsOf(sessions));
  database = await openDatabase(path);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = database.endpoint;
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
}, 300_000);
afterAll(async () => {
  await database.close();
  await rm(path, { recursive: true });
});

const ALL = { from: '2026-11-01T00:00:00.000Z', to: NOW };

describe('a search among a hundred thousand payments', () => {
  it.each<[what: string, filter: Partial<SessionFilter>, most: { queries: number; items: number }]>([
    ['last four digits', { lastFour: '4242' }, { queries: 1, items: 30 }],
    ['what the processor calls it', { confirmation: 'CH_77770' }, { queries: 1, items: 1 }],
    ['a customer', { customer: 'C-777' }, { queries: 1, items: 60 }],
    [
      'why an agent’s were declined on a day',
      { agent: 'agent-7', reason: '64012', from: '2026-11-05T00:00:00.000Z', to: '2026-11-06T00:00:00.000Z' },
      { queries: 2, items: 400 },
    ],
    [
      'a brand and amounts',
      { brand: 'amex', amountFrom: '999', amountTo: '999.99' },
      { queries: 40, items: 2_500 },
    ],
    ['a currency nobody used', { currency: 'CHF' }, { queries: 0, items: DAYS + 20 }],
    ['an ending that is rare', { ending: 'unknown', currency: 'JPY' }, { queries: 40, items: 2_000 }],
  ])(
    'by %s reads little, and finds what is there',
    async (_what, asked, most) => {
      const filter = { ...ALL, ...asked };
      const { listing, read } = openListing();
      const found: string[] = [];
      let before: string | undefined;
      do {
        const page = await listing.page(filter, { size: 50 }, before);
        found.push(...page.items.map(({ session }) => session.paySid));
        before = page.before;
      } while (before !== undefined);
      const wanted = sessions.filter((session) => fitsFilter(session, filter)).reverse();
      expect(found).toEqual(wanted.map(({ paySid }) => paySid));
      expect(read.queries).toBeLessThanOrEqual(most.queries);
      expect(read.items).toBeLessThanOrEqual(most.items);
    },
    60_000,
  );

  it('goes on where it stopped when it may read no more totals', async () => {
    const totals = createTotals({ clock, dynamo: createDynamo() }, 'Sessions');
    const fits = ({ brand, endings }: TotalsRow) => brand === 'amex' && endings.unknown !== undefined;
    const minutesOf = async (most?: number) => {
      const minutes: number[] = [];
      let stops = -1;
      for (let to: string | undefined = ALL.to; to !== undefined; stops += 1) {
        const spans = totals.spans(ALL.from, to, fits, most);
        to = undefined;
        for await (const span of spans) {
          if (span.isUnread) to = span.to;
          else for (let at = minuteOf(span.to) - 1; at >= minuteOf(span.from); at -= 1) minutes.push(at);
        }
      }
      return { minutes, stops };
    };
    const whole = await minutesOf();
    const parts = await minutesOf(100);
    expect(whole.minutes.length).toBeGreaterThan(5);
    expect(parts.minutes).toEqual(whole.minutes);
    expect(parts.stops).toBeGreaterThan(1);
    expect(whole.stops).toBe(0);
  }, 60_000);
});

/** A listing, and what it reads but for the progress of the count: queries, and items and totals by key. */
function openListing() {
  const read = { queries: 0, items: 0 };
  const dynamo = createDynamo();
  const counting: Dynamo = {
    ...dynamo,
    async *pages(input) {
      for await (const page of dynamo.pages(input)) {
        if (input.IndexName !== 'byStatus') read.queries += 1;
        yield page;
      }
    },
    getMany: (table, keys, ...more) => {
      read.items += keys.length;
      return dynamo.getMany(table, keys, ...more);
    },
  };
  const parts = { clock, dynamo: counting };
  return {
    listing: createSessionListing({ ...parts, totals: createTotals(parts, 'Sessions') }, 'Sessions'),
    read,
  };
}

const DECLINED = ['64012', '64012', '64012', '64008', '64010'];

function paymentOf(at: number, random: ReturnType<typeof createRandom>): PaySession {
  const paySid = `PK${at.toString(16).padStart(32, '0')}`;
  const minutes = (at / PAYMENTS) * DAYS * MINUTES_A_DAY;
  const day = Math.floor(minutes / MINUTES_A_DAY);
  const nine = Date.UTC(2026, 10, 2 + day, 9);
  const startedAt = new Date(nine + Math.floor((minutes - day * MINUTES_A_DAY) * 60_000)).toISOString();
  const currency = random.pick(['USD', 'USD', 'USD', 'USD', 'EUR', 'JPY']);
  const amount = random.int(1, 1_000);
  const isDeclined = random.chance(0.06);
  const isUnknown = !isDeclined && random.chance(0.001);
  return {
    paySid,
    callSid: `CA${paySid.slice(2)}`,
    agent: `agent-${random.int(1, 40)}`,
    state: isDeclined ? 'failed' : isUnknown ? 'unknown' : 'succeeded',
    outcome: isDeclined ? 'notCharged' : isUnknown ? 'unknown' : 'charged',
    paymentMethod: 'credit-card',
    chargeAmount: currency === 'JPY' ? String(amount) : `${amount}.00`,
    currency,
    ...(at % 10 === 0 ? { customer: `C-${random.int(1, 1_000)}` } : {}),
    required: [],
    captured: { 'payment-card-number': `xxxxxxxxxxxx${random.digits(4)}` },
    cardType: random.pick(['visa', 'visa', 'visa', 'mastercard', 'mastercard', 'amex']),
    ...(isDeclined
      ? { error: { code: random.pick(DECLINED), guidance: '', declined: true } }
      : isUnknown
        ? { error: { code: 'result-unknown', guidance: '' } }
        : at % 10 === 0
          ? { confirmationCode: `ch_${at}` }
          : {}),
    allowed: [],
    version: 12,
    document: `payment-${paySid}`,
    startedAt,
    updatedAt: startedAt,
    endedAt: startedAt,
  };
}

/** Every item that the stores would have written for these payments and their totals. */
async function itemsOf(all: readonly PaySession[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  const dynamo = {
    put: async ({ Item: item }) => {
      if (item) items.push(item);
      return true;
    },
  } as Partial<Dynamo> as Dynamo;
  const store = createSessionsStore({ clock, dynamo }, 'Sessions', { keepMonths: 0 });
  for (const session of all) await store.save({ session, misses: 0 }, { hash: 'h' });

  const buckets = createTotalsItems(dynamo, 'Sessions');
  const none = { version: 0, rows: [], open: [], isSplit: false, text: '' };
  let below: readonly { readonly start: number; readonly rows: readonly TotalsRow[] }[] = all.map(
    (session) => ({
      start: minuteOf(session.startedAt),
      rows: [tallyOf({ session, misses: 0 })],
    }),
  );
  for (const { level } of LEVELS.toReversed()) {
    const sums = new Map<number, TotalsRow[]>();
    for (const { start, rows } of below) {
      const sum = sums.get(bucketAt(level, start).start) ?? [];
      sums.set(bucketAt(level, start).start, sum);
      sum.push(...rows);
    }
    below = [...sums].map(([start, rows]) => ({ start, rows: addRows(rows) }));
    for (const { start, rows } of below) await buckets.keep({ level, start }, none, { rows, open: [] });
  }
  const counted = { from: minuteOf(ALL.from), to: minuteOf(NOW), checked: minuteOf(NOW), open: [] };
  return [...items, { pk: 'totals', version: 1, ...counted }];
}
