import { concurrencyNeeded } from '#infra/reserved-concurrency.ts';
import { LIST_WRITES, PARTITION, USUAL_PAYMENTS_PER_SECOND } from '#lambdas/contract/partitions.ts';
import { ESTIMATES } from './capacity.ts';
import { NOW, TABLE_WRITES } from './payment-work.ts';
import { callbackSeconds, READS_IN_OUTAGE } from './sizing.ts';

export interface Limit {
  /** The first payments a second that meet it, rounded down. */
  readonly at: number;
  readonly of: string;
  readonly kind: 'setting' | 'quota' | 'partition' | 'seconds only';
  readonly raisedBy: string;
}

/** What accounts have unless they asked for more, a second where nothing else is said (AWS and Twilio docs). */
const QUOTAS = {
  /** Functions at once. New accounts have far less. */
  functions: 1_000,
  /** Functions that Lambda starts at once, and then again every ten seconds. */
  functionsStarted: 1_000,
  /** Requests to API Gateway. */
  gateway: 10_000,
  /** Write units of a new table on demand; it doubles by itself. */
  newTable: 4_000,
  /** Sync connections that stand in one subaccount: one a desk. */
  connections: 7_000,
  /** Documents that one Sync service lets be created or deleted a second, as reported; not confirmed by Twilio. */
  documents: 20,
} as const;

/** Sync documents of a payment: its state, and what is being typed. */
const DOCUMENTS = 2;

const thousands = (count: number) => count.toLocaleString('en-US');

/** Most payments a second for which an account with that quota can reserve what they need. */
function mostReserved(functions: number): number {
  let most = 1;
  while (concurrencyNeeded(most + 1) <= functions) most += 1;
  return most;
}

const [slow, usual] = [ESTIMATES.slowSyncMilliseconds, ESTIMATES.twilioMilliseconds].map(callbackSeconds) as [
  number,
  number,
];

/** What is full at how many payments a second, in the order in which it is met when only `PAYMENTS_PER_SECOND` is raised. */
export const LIMITS: readonly Limit[] = [
  {
    at: USUAL_PAYMENTS_PER_SECOND,
    of: 'what the default reserves, while Sync takes half a second; throttles and firewalls follow at half as much again',
    kind: 'setting',
    raisedBy: '`PAYMENTS_PER_SECOND`',
  },
  {
    at: QUOTAS.documents / DOCUMENTS,
    of: `${QUOTAS.documents} documents that a Sync service is reported to create a second, two a payment; Twilio has not confirmed it. A payment that gets none is taken all the same, and its desk reads the state every few seconds`,
    kind: 'quota',
    raisedBy: 'Twilio; ask before a launch',
  },
  {
    at: QUOTAS.connections / ESTIMATES.callSeconds,
    of: `${thousands(QUOTAS.connections)} Sync connections of a Twilio subaccount, one a desk`,
    kind: 'quota',
    raisedBy: 'Twilio, to 100,000; or a stage for each of several subaccounts',
  },
  {
    at: mostReserved(QUOTAS.functions),
    of: `${thousands(QUOTAS.functions)} functions at once; new accounts have far less`,
    kind: 'quota',
    raisedBy: 'Service Quotas, Lambda, Concurrent executions',
  },
  {
    at: QUOTAS.functionsStarted / (slow - usual),
    of: `${thousands(QUOTAS.functionsStarted)} functions that Lambda starts at once, when Sync turns slow from one second to the next`,
    kind: 'seconds only',
    raisedBy: 'after ten seconds by itself; until then some callbacks are refused, which rings',
  },
  {
    at: QUOTAS.gateway / (NOW.invocations + READS_IN_OUTAGE),
    of: `${thousands(QUOTAS.gateway)} requests a second to API Gateway, while Sync is down and desks read instead`,
    kind: 'quota',
    raisedBy: 'Service Quotas, API Gateway, Throttle rate',
  },
  {
    at: QUOTAS.newTable / TABLE_WRITES.sessions,
    of: `${thousands(QUOTAS.newTable)} write units of a new table`,
    kind: 'seconds only',
    raisedBy: 'DynamoDB, which doubles them when they are used; or warm throughput before a launch',
  },
  {
    at: PARTITION.writeUnits / LIST_WRITES,
    of: `${thousands(PARTITION.writeUnits)} write units of one key: the callers in line, each coming and going, when nobody is free`,
    kind: 'partition',
    raisedBy:
      'nothing: one line keeps its order. All other lists get more keys as `PAYMENTS_PER_SECOND` rises',
  },
].toSorted((a, b) => a.at - b.at) as readonly Limit[];
