import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCallRules } from '#lambdas/contract/call-rules.ts';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { TABLES } from '#lambdas/contract/tables.ts';
import type { SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { inLanes } from '#lambdas/platform/in-lanes.ts';
import { showReport } from '#lambdas/records/reports.ts';
import { addRows, type TotalsRow, tallyOf } from '#lambdas/session/totals.ts';
import { type Bucket, bucketAt, minuteOf, sumsOver } from '#lambdas/session/totals-tree.ts';
import { createCloseStore } from '#lambdas/stores/close-store.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { createTotalsItems } from '#lambdas/stores/totals-items.ts';
import { createTotalsProgress } from '#lambdas/stores/totals-progress.ts';
import { createTotals } from '#lambdas/stores/totals-store.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import { openDatabase } from '#local/database/database.ts';
import type { Figure } from './figure.ts';
import { median } from './statistics.ts';

const PAYMENTS = 1_000_000;
const AGENTS = 400;
const [FROM, TO] = ['2026-09-30T00:00:00.000Z', '2026-11-02T00:00:00.000Z'];
const RUNS = 15;

/** The time of a report over a month of a million payments by 400 agents, in four currencies, with every brand and ending. */
export async function measureReports(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const database = await openDatabase(folder);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  try {
    await createMissingTables(database.endpoint, TABLES);
    const days = await fill();
    const stored = { clock: systemClock, dynamo: createDynamo() };
    const report = showReport({
      clock: systemClock,
      closes: createCloseStore(stored, 'Audit'),
      listing: createSessionListing(stored, 'Sessions'),
      rules: readCallRules({}),
      totals: createTotals(stored, 'Sessions'),
    });
    const time = async (what: string, query: Readonly<Record<string, string>>): Promise<Figure> => {
      const times: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const began = performance.now();
        JSON.stringify((await report({ query } as unknown as SignedInRequest)).json);
        times.push(performance.now() - began);
      }
      return { what, value: median(times), unit: 'ms', budget: 1_000 };
    };
    const month = { from: '2026-10-01', to: '2026-10-31' };
    return [
      await time('a month of a million payments', month),
      await time('the same month in Asia/Kathmandu, UTC+5:45', { ...month, zone: 'Asia/Kathmandu' }),
      await time('a day of it', { from: '2026-10-15', to: '2026-10-15' }),
      await time('a day of it by hours', { from: '2026-10-15', to: '2026-10-15', step: 'hour' }),
      { what: 'largest item of a day', value: Math.max(...days) / 1_000, unit: 'kB', budget: 350 },
    ];
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
}

/** Writes quarters, hours and days as the sweep would; returns the bytes of each day. */
async function fill(): Promise<readonly number[]> {
  const dynamo = createDynamo();
  const items = createTotalsItems(dynamo, 'Sessions');
  const [from, to] = [minuteOf(FROM), minuteOf(TO)];
  const rows = new Map<string, TotalsRow[]>();
  const put = (bucket: Bucket, more: readonly TotalsRow[]) => {
    const key = `${bucket.level}#${bucket.start}`;
    rows.set(key, [...(rows.get(key) ?? []), ...more]);
  };
  const quarters = Array.from({ length: (to - from) / 15 }, (_, at) => from + at * 15);
  // As many in the other days as in those of the month.
  const each = PAYMENTS / (31 * 96);
  for (const [at, start] of quarters.entries()) {
    const count = Math.floor((at + 1) * each) - Math.floor(at * each);
    const some = addRows(Array.from({ length: count }, (_, number) => payment(start, at * 400 + number)));
    put({ level: 'quarter', start }, some);
    put(bucketAt('hour', start), some);
    put(bucketAt('day', start), some);
  }
  const buckets = [
    ...quarters.map((start) => ({ level: 'quarter', start }) as const),
    ...sumsOver(quarters, { from, to }).filter(({ level }) => level !== 'quarter'),
  ];
  await inLanes(
    buckets,
    8,
    () => true,
    async (bucket) => {
      const [before] = await items.find([bucket]);
      const content = { rows: addRows(rows.get(`${bucket.level}#${bucket.start}`) ?? []), open: [] };
      if (!before || !(await items.keep(bucket, before, content))) throw new Error('Not kept.');
    },
  );
  const progress = createTotalsProgress({ clock: systemClock, dynamo }, 'Sessions');
  await progress.keep({ version: 0, from, to, checked: to, open: [] });
  const kept = await items.find(buckets.filter(({ level }) => level === 'day'));
  return kept.map(({ text }) => text.length);
}

const ENDED = [
  'charged',
  'charged',
  'charged',
  'charged',
  'charged',
  'charged',
  'saved',
  'notCharged',
  'unknown',
] as const;

const CURRENCIES = ['USD', 'EUR', 'GBP', 'CAD'] as const;

/** The same number is the same payment. */
function payment(start: number, number: number): TotalsRow {
  const dice = (sides: number, salt: number) => (Math.imul(number + salt * 7919, 2654435761) >>> 8) % sides;
  const outcome = ENDED[dice(ENDED.length, 1)];
  const startedAt = new Date(start * 60_000).toISOString();
  const agent = dice(AGENTS, 2);
  // An agent's callers mostly pay in one currency.
  const currency = CURRENCIES[dice(10, 7) === 0 ? dice(CURRENCIES.length, 11) : agent % CURRENCIES.length];
  const session = {
    agent: `agent.${agent}`,
    state: outcome === 'notCharged' ? 'failed' : 'succeeded',
    outcome,
    paymentMethod: dice(20, 3) === 0 ? 'ach-debit' : 'credit-card',
    cardType: (['visa', 'mastercard', 'amex', 'discover'] as const)[dice(4, 4)],
    ...(outcome === 'saved'
      ? {}
      : {
          chargeAmount: `${dice(900, 5) + 1}.${10 + dice(90, 6)}`,
          currency,
        }),
    ...(outcome === 'notCharged'
      ? { error: { code: '64012', guidance: '', declined: dice(2, 8) === 0 } }
      : {}),
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + 40_000 + dice(90_000, 9)).toISOString(),
  } as PaySession;
  return tallyOf({ session, misses: dice(4, 10) === 0 ? 1 : 0 });
}
