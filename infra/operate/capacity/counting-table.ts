import { ESTIMATES } from './capacity.ts';
import { PRICES } from './prices.ts';

const MONTHS = [10_000, 100_000, 1_000_000, 10_000_000] as const;

/** What the sweep asks of DynamoDB to count one minute with payments: each term is a request of `count-totals.ts`. */
const OF_A_MINUTE = {
  /** Counted, settled twice while payments of it end, and how far it got, each time and for the second look. */
  writeUnits: 3 + 4,
  /** Its bucket and its part of the index four times, how far it got, marks, and the ends of what is counted. */
  readUnits: 4 + 4 * 0.5 + 1 + 3 * 0.5,
  /** Its share of a quarter, an hour and a day: each is written once and reads those below it. */
  sums: { writeUnits: 1 / 15 + 1 / 60 + 1 / 480, readUnits: 1 + 1 / 15 + 1 / 60 },
} as const;

/** Payments are read consistently, a unit each: when counted, once more on average while under way, and an hour later. */
const READS_OF_A_PAYMENT = 3;
/** Requests to DynamoDB that a sweep makes for it, one after the other. */
const ROUND_TRIPS = 12;

/** What counting costs for a month of so many payments. */
export function countingOf(payments: number) {
  const open = ESTIMATES.openSecondsAMonth / 60;
  // Payments come at random, so that few of them leave minutes empty.
  const minutes = open * (1 - Math.exp(-payments / open));
  const { sums } = OF_A_MINUTE;
  const writeUnits = minutes * (OF_A_MINUTE.writeUnits + sums.writeUnits);
  const readUnits = minutes * (OF_A_MINUTE.readUnits + sums.readUnits) + payments * READS_OF_A_PAYMENT;
  const seconds = (30 * 24 * 60 * ROUND_TRIPS * ESTIMATES.databaseMilliseconds) / 1_000;
  const dollars =
    writeUnits * PRICES.writeUnit.dollars +
    readUnits * PRICES.readUnit.dollars +
    seconds * ESTIMATES.memory * PRICES.gigabyteSecond.dollars;
  return { writeUnits, readUnits, dollars };
}

/** The table of counting in `docs/capacity.md`. */
export function countingTable(): string {
  const perThousand = (value: number, payments: number) => (1_000 * value) / payments;
  return [
    '| counted a month | write units for 1,000 | read units for 1,000 | USD for 1,000 |',
    '| --: | --: | --: | --: |',
    ...MONTHS.map((payments) => {
      const { writeUnits, readUnits, dollars } = countingOf(payments);
      const cells = [
        whole(payments),
        whole(perThousand(writeUnits, payments)),
        whole(perThousand(readUnits, payments)),
        perThousand(dollars, payments).toFixed(4),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
