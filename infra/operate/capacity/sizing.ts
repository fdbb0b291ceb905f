import type { RouteDefinition } from '#lambdas/contract/routes.ts';
import { ESTIMATES } from './capacity.ts';
import { DIGITS, REQUESTS } from './payment-work.ts';

/** Room above the counted payment: callers mistype, and calls do not come evenly. */
export const HEADROOM = 1.5;

/**
 * How long the audit table's stream is collected before it is sealed: an event is sealed within a minute of its recording, and each of the
 * stream's shards commits on its own, one after the other.
 */
export const SEAL_WINDOW_SECONDS = 30;

/** Most requests at once that API Gateway lets through to an account and region (AWS docs, quotas; some regions 1,250). */
export const GATEWAY_BURST = 5_000;

/** Requests a second each route takes however few payments there are: sign-in, lists, the team view. */
const LEAST_RATE: Readonly<Record<RouteDefinition['auth']['kind'], number>> = {
  twilioSignature: 100,
  connectorBasic: 50,
  signIn: 100,
  client: 50,
  grant: 50,
  panel: 100,
};

/** Reads of the desk for one payment while live updates are missing: every open payment is read again and again. */
export const READS_IN_OUTAGE = ESTIMATES.openSeconds / ESTIMATES.pollSeconds;

/** Requests of one payment to a route, with the reads that replace live updates. */
function requestsOf(route: string): number {
  return route === 'getPaySession' ? READS_IN_OUTAGE : ((REQUESTS as Record<string, number>)[route] ?? 0);
}

/** What API Gateway lets through to a route: requests a second, and at once. */
export function throttleAt(
  paymentsPerSecond: number,
  { name, auth }: Pick<RouteDefinition, 'name' | 'auth'>,
): { readonly rate: number; readonly burst: number } {
  const rate = Math.max(LEAST_RATE[auth.kind], Math.ceil(paymentsPerSecond * requestsOf(name) * HEADROOM));
  return { rate, burst: Math.min(2 * rate, GATEWAY_BURST) };
}

const { databaseMilliseconds, ownMilliseconds, slowSyncMilliseconds } = ESTIMATES;
/** A callback that is an event reads and appends to its trail and keeps the state; one of a call reads and writes its record. */
const CALLBACK_TABLE_REQUESTS = 4;
const CALL_TABLE_REQUESTS = 2;

/** Seconds of the callback function that a payment takes up when Sync takes that long: each callback waits for it. */
export function callbackSeconds(syncMilliseconds: number): number {
  const events = REQUESTS.statusCallback - DIGITS;
  return (
    (REQUESTS.statusCallback * (syncMilliseconds + ownMilliseconds) +
      events * CALLBACK_TABLE_REQUESTS * databaseMilliseconds) /
    1_000
  );
}

const callSeconds = (requests: number) =>
  (requests * (CALL_TABLE_REQUESTS * databaseMilliseconds + ownMilliseconds)) / 1_000;

const SECONDS: Readonly<Record<string, number>> = {
  statusCallback: callbackSeconds(slowSyncMilliseconds),
  twiml: callSeconds(REQUESTS.twiml),
  callStatus: callSeconds(REQUESTS.callStatus),
};

/** Reserved however few payments there are: a campaign's calls come together. */
const LEAST_RESERVED = 50;

/**
 * Capacity by handler, for the sweep and what Twilio calls, that no flood on the desk's routes can use up. It is also the
 * most they get, so it is what they need while Sync is slow: rate × duration, in functions at once.
 */
export function reservedAt(paymentsPerSecond: number): Readonly<Record<string, number>> {
  const needed = (seconds: number) => Math.ceil((paymentsPerSecond * seconds) / 10) * 10;
  return {
    ...Object.fromEntries(
      Object.entries(SECONDS).map(([name, seconds]) => [name, Math.max(LEAST_RESERVED, needed(seconds))]),
    ),
    sweep: 1,
  };
}

/** Requests from one address in five minutes before a firewall refuses more. */
export interface AddressLimits {
  /** What only shows something: pages, lists, and a payment read again and again while live updates are missing. */
  readonly reads: number;
  /** Everything else. */
  readonly actions: number;
}

const WINDOW_SECONDS = 300;
/** Two hundred desks behind one address, with all that they load and list. */
const LEAST_PER_ADDRESS = 20_000;

/** All desks may share an address: their office's, or before the API the one of CloudFront that brings their requests. */
export function addressLimitsAt(paymentsPerSecond: number): AddressLimits {
  const inWindow = (requests: number) =>
    Math.max(LEAST_PER_ADDRESS, Math.ceil(paymentsPerSecond * requests * HEADROOM * WINDOW_SECONDS));
  const { startPaySession, updatePaySession, completePaySession } = REQUESTS;
  return {
    reads: inWindow(READS_IN_OUTAGE),
    actions: inWindow(startPaySession + updatePaySession + completePaySession),
  };
}
