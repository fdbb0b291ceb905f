import { type Amounts, dollarsOf, ESTIMATES } from './capacity.ts';

/** What is searched: payments of one month, taken by 450 agents on 22 days of eight hours. */
const PAYMENTS = 1_000_000;
const DAYS = 22;
const MINUTES = ESTIMATES.openSecondsAMonth / 60;
const PAGE = 50;
const EACH_DAY_OF_AN_AGENT = 100;

/** Bytes of one kind of item each, measured with such payments. Of a bucket the day's, the hour's and so on. */
const BYTES = {
  key: 150,
  payment: 1_100,
  day: 54_000,
  hour: 36_400,
  quarter: 18_800,
  minute: 1_900,
} as const;
const READ_UNIT = 4_096;

/** Sessions and totals that one page reads at the most, and an export. */
const MOST = { page: 5_000, totals: 4_000, export: 40_000 } as const;
/** Keys of a query in which payments are left out. */
const BATCH = 250;

/** Payments by key, each by itself, and their keys, query by query; either read eventually. */
function payments(count: number, queries = Math.ceil(count / BATCH)): number {
  const keys = Math.max(1, Math.ceil((count / queries) * (BYTES.key / READ_UNIT)));
  return count * 0.5 * Math.ceil(BYTES.payment / READ_UNIT) + queries * 0.5 * keys;
}

/** Buckets, read as they are now. */
function totals(level: 'day' | 'hour' | 'quarter' | 'minute', count: number): number {
  return count * Math.ceil(BYTES[level] / READ_UNIT);
}

/** A page of what one payment in so many is: down to the minutes that may hold some, and every payment of those. */
function rare(oneIn: number): number {
  const fitting = PAGE + 1;
  const minutes = Math.min(MINUTES, (fitting * oneIn * MINUTES) / PAYMENTS);
  const quarters = Math.ceil(minutes / 15);
  const hours = 8 * Math.ceil(minutes / 480);
  return (
    totals('day', DAYS) +
    totals('hour', hours) +
    totals('quarter', quarters) +
    totals('minute', Math.ceil(minutes)) +
    payments((fitting * PAYMENTS) / MINUTES, fitting)
  );
}

const KINDS: readonly (readonly [what: string, readUnits: number])[] = [
  ['confirmation, customer, reference, SID, call: the one payment there is', payments(1)],
  ['last four digits: a page of the hundred there are', payments(PAGE + 1)],
  [
    'an agent’s on a day, with anything else: why they were declined, from which amount',
    payments(EACH_DAY_OF_AN_AGENT),
  ],
  ['anything else of which there is none, such as a currency nobody used', totals('day', DAYS)],
  ['anything else that one payment in a thousand is, such as a brand above an amount: a page', rare(1_000)],
  ['the most that one page reads; its cursor goes on from there', payments(MOST.page) + MOST.totals],
  ['an export of 5,000 payments of which all fit', payments(5_001)],
  ['the most that one export reads', payments(MOST.export) + MOST.totals],
];

/** The table of searches in `docs/capacity.md`. */
export function searchTable(): string {
  return [
    '| asked of a million payments | read units | USD for 1,000 times |',
    '| --- | --: | --: |',
    ...KINDS.map(([what, readUnits]) => {
      // A line of the access log, which reads the one before it.
      const one = { ...NOTHING, apiRequests: 1, invocations: 1, writeUnits: 1, readUnits: readUnits + 1 };
      const dollars = 1_000 * dollarsOf(one).payment;
      return `| ${what} | ${Math.ceil(readUnits).toLocaleString('en-US')} | ${dollars.toFixed(3)} |`;
    }),
  ].join('\n');
}

const NOTHING: Amounts = {
  apiRequests: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  databaseRequests: 0,
  writeUnits: 0,
  readUnits: 0,
  storedBytes: 0,
  twilioRequests: 0,
  logBytes: 0,
  traces: 0,
};
