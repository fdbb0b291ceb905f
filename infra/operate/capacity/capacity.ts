import type { PaymentWork } from './payment-work.ts';
import { PRICES } from './prices.ts';

/** What no count says. Each is an estimate, with its basis. */
export const ESTIMATES = {
  /** From Lambda to DynamoDB and back, in ms: AWS promises single-digit milliseconds. */
  databaseMilliseconds: 5,
  /** From Lambda in us-east-1 to Twilio and back, in ms: TLS on a kept connection, Twilio's own work. Not measured. */
  twilioMilliseconds: 60,
  /** The same while Sync is slow, in ms. From 1,000 on a digit is given up, and the next ones are skipped for a while. */
  slowSyncMilliseconds: 500,
  /** How long a payment is open, in s: a caller finds the card and keys in four fields. */
  openSeconds: 90,
  /** A call in which a payment is taken, in s, with the time until the agent is free again. */
  callSeconds: 180,
  /** Hours in which payments are taken, a month, in s: 22 days of eight hours. */
  openSecondsAMonth: 22 * 8 * 3_600,
  /** The busiest second of a month against the average one. */
  peak: 3,
  /** Months that tables keep what they got. */
  keptMonths: 24,
  /** How often a desk reads its open payment while live updates are missing, in s: `POLL_MS` of the desk. */
  pollSeconds: 4.5,
  /** How often a desk says that somebody is there, in s: `BEAT_MS` while they wait, twice that on a call. */
  beatSeconds: 45,
  /** A handler's own work at 512 MB, in ms: two to three of a whole core, on less than a third of one. */
  ownMilliseconds: 10,
  /** Memory of a function, in GB. */
  memory: 0.5,
  /** What Lambda logs of an invocation, in bytes: START, END and REPORT with a trace id. */
  platformLogBytes: 400,
  platformLogLines: 3,
  /** One line of API Gateway's access log in our format, in bytes. */
  accessLogBytes: 450,
  accessLogLines: 1,
  /** What CloudWatch adds to each line (AWS docs, PutLogEvents). */
  bytesPerLine: 26,
  /** Share of requests traced: X-Ray's usual rule takes 5 %, and one a second on top. */
  traced: 0.05,
} as const;

/** What a number of payments uses. */
export interface Amounts {
  readonly apiRequests: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly databaseRequests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly storedBytes: number;
  readonly twilioRequests: number;
  readonly logBytes: number;
  readonly traces: number;
}

export function amountsOf(work: PaymentWork, payments: number): Amounts {
  const { invocations, databaseRequests, twilioRequests, logLines } = work;
  const e = ESTIMATES;
  const milliseconds =
    databaseRequests * e.databaseMilliseconds +
    twilioRequests * e.twilioMilliseconds +
    invocations * e.ownMilliseconds;
  const lines = logLines + invocations * (e.platformLogLines + e.accessLogLines);
  const logBytes =
    work.logBytes + invocations * (e.platformLogBytes + e.accessLogBytes) + lines * e.bytesPerLine;
  return {
    apiRequests: payments * invocations,
    invocations: payments * invocations,
    gigabyteSeconds: (payments * milliseconds * e.memory) / 1_000,
    databaseRequests: payments * databaseRequests,
    writeUnits: payments * work.writeUnits,
    readUnits: payments * work.readUnits,
    storedBytes: payments * work.storedBytes,
    twilioRequests: payments * twilioRequests,
    logBytes: payments * logBytes,
    traces: payments * invocations * e.traced,
  };
}

/** What those cost, in USD. */
export interface Dollars {
  readonly apiGateway: number;
  readonly lambdaRequests: number;
  readonly lambdaTime: number;
  readonly writes: number;
  readonly reads: number;
  readonly logs: number;
  /** All of the above. */
  readonly payment: number;
  /** Firewall, tracing and the search of logs for card numbers. */
  readonly watch: number;
  /** Each month that what was written is kept. */
  readonly storageMonth: number;
}

export function dollarsOf(amounts: Amounts): Dollars {
  const parts = {
    apiGateway: amounts.apiRequests * PRICES.apiRequest.dollars,
    lambdaRequests: amounts.invocations * PRICES.invocation.dollars,
    lambdaTime: amounts.gigabyteSeconds * PRICES.gigabyteSecond.dollars,
    writes: amounts.writeUnits * PRICES.writeUnit.dollars,
    reads: amounts.readUnits * PRICES.readUnit.dollars,
    logs: amounts.logBytes * PRICES.logByte.dollars,
  };
  return {
    ...parts,
    payment: Object.values(parts).reduce((total, part) => total + part, 0),
    watch:
      amounts.apiRequests * PRICES.firewallRequest.dollars +
      amounts.traces * PRICES.trace.dollars +
      amounts.logBytes * PRICES.maskedLogByte.dollars,
    storageMonth: amounts.storedBytes * PRICES.storedByteMonth.dollars,
  };
}
