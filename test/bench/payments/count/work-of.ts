import type { PaymentWork } from '#infra/operate/capacity/payment-work.ts';
import type { PaymentCounts } from './count-payment.ts';
import { totalOf } from './tally.ts';

/** The counts as the capacity model takes them. */
export function workOf(counts: PaymentCounts): PaymentWork {
  return {
    invocations: totalOf(counts.invocations),
    databaseRequests: totalOf(counts.database),
    writeUnits: totalOf(counts.writeUnits),
    readUnits: totalOf(counts.readUnits),
    storedBytes: totalOf(counts.storedBytes),
    twilioRequests: totalOf(counts.twilio),
    logLines: counts.logLines,
    logBytes: counts.logBytes,
  };
}
