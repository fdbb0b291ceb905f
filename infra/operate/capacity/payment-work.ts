import type { RouteName } from '#lambdas/contract/routes.ts';

/** What one payment asks of AWS and Twilio. */
export interface PaymentWork {
  /** Of Lambda; each is also a request to API Gateway. */
  readonly invocations: number;
  readonly databaseRequests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** In DynamoDB's tables and indexes, as billed. */
  readonly storedBytes: number;
  /** To Twilio's REST API, Sync included. */
  readonly twilioRequests: number;
  /** Written by the handlers. */
  readonly logLines: number;
  readonly logBytes: number;
}

/** A card with four fields, from ring to hang-up, five agents online. `test/local/payment-counts.test.ts` checks it. */
export const NOW: PaymentWork = {
  invocations: 51,
  databaseRequests: 52,
  writeUnits: 54,
  readUnits: 17.5,
  storedBytes: 9698,
  twilioRequests: 48,
  logLines: 70,
  logBytes: 13831,
};

/** The same payment at commit 554cae4, counted in the same way. */
export const BEFORE: PaymentWork = {
  invocations: 62,
  databaseRequests: 103,
  writeUnits: 136,
  readUnits: 20.5,
  storedBytes: 11_862,
  twilioRequests: 46,
  logLines: 80,
  logBytes: 15_527,
};

/** What a desk asks each time it says that somebody is there: it reads their own item and the front of the line. */
export const BEAT: PaymentWork = {
  invocations: 1,
  databaseRequests: 2,
  writeUnits: 0,
  readUnits: 1.5,
  storedBytes: 0,
  twilioRequests: 0,
  logLines: 1,
  logBytes: 170,
};

/** The requests of that payment by route, in all {@link NOW}.invocations; the same test checks it. */
export const REQUESTS = {
  callStatus: 4,
  completePaySession: 1,
  mockPaymentProcessor: 1,
  startPaySession: 1,
  statusCallback: 38,
  twiml: 2,
  updatePaySession: 4,
} as const satisfies Partial<Record<RouteName, number>>;

/** Those of `statusCallback` that report a digit, so that no table is asked. */
export const DIGITS = 32;

/** Its write units by table, with the indexes; the same test checks them. */
export const TABLE_WRITES = { audit: 12, sessions: 42 } as const;
