import { type Amounts, amountsOf, type Dollars, dollarsOf } from './capacity.ts';
import { BEFORE, NOW } from './payment-work.ts';

const PAYMENTS = 1_000;

const AMOUNTS: readonly (readonly [what: string, of: (amounts: Amounts) => number])[] = [
  ['requests to API Gateway, Lambda invocations', ({ apiRequests }) => apiRequests],
  ['GB-seconds at 512 MB, estimated', ({ gigabyteSeconds }) => gigabyteSeconds],
  ['DynamoDB requests', ({ databaseRequests }) => databaseRequests],
  ['DynamoDB write units', ({ writeUnits }) => writeUnits],
  ['DynamoDB read units', ({ readUnits }) => readUnits],
  ['written to tables and indexes, kB', ({ storedBytes }) => storedBytes / 1_000],
  ['requests to Twilio', ({ twilioRequests }) => twilioRequests],
  ['log, kB', ({ logBytes }) => logBytes / 1_000],
];

const DOLLARS: readonly (readonly [what: string, of: (dollars: Dollars) => number])[] = [
  ['API Gateway, USD', ({ apiGateway }) => apiGateway],
  ['Lambda, requests and time, USD', ({ lambdaRequests, lambdaTime }) => lambdaRequests + lambdaTime],
  ['DynamoDB, writes and reads, USD', ({ writes, reads }) => writes + reads],
  ['log, USD', ({ logs }) => logs],
  ['**together, USD**', ({ payment }) => payment],
  ['firewall, tracing, search of the log for card numbers, USD', ({ watch }) => watch],
  ['tables, each month they are kept, USD', ({ storageMonth }) => storageMonth],
];

/** The table in `docs/capacity.md`. */
export function capacityTable(): string {
  const amounts = [BEFORE, NOW].map((work) => amountsOf(work, PAYMENTS));
  const dollars = amounts.map(dollarsOf);
  return [
    '| per 1,000 payments | before | now | change |',
    '| --- | --: | --: | --: |',
    ...AMOUNTS.map(([what, of]) => row(what, amounts.map(of), 0)),
    ...DOLLARS.map(([what, of]) => row(what, dollars.map(of), 3)),
  ].join('\n');
}

function row(what: string, [before = 0, now = 0]: readonly number[], digits: number): string {
  const [shown, shownNow] = [before, now].map((value) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const change = Math.round((now / before - 1) * 100);
  return `| ${what} | ${shown} | ${shownNow} | ${change > 0 ? '+' : ''}${change} % |`;
}
