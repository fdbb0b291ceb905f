import { beforeAll, describe, expect, it } from '@jest/globals';
import { DIGITS, NOW, REQUESTS, TABLE_WRITES } from '#infra/operate/capacity/payment-work.ts';
import { countInChild } from '#test/bench/payments/count/count-in-child.ts';
import type { PaymentCounts } from '#test/bench/payments/count/count-payment.ts';
import { workOf } from '#test/bench/payments/count/work-of.ts';

let counts: PaymentCounts;

beforeAll(async () => {
  counts = await countInChild();
});

/**
 * A number that changes here changes what every payment costs. If that is meant, write the new one, here and in
 * `infra/operate/capacity/payment-work.ts`, and say in the commit what it buys.
 */
describe('one payment of four fields, from ring to hang-up, with five agents online', () => {
  it('asks DynamoDB', () => {
    expect(counts.database).toEqual({
      'GetItem call#': 1,
      'PutItem session#': 7,
      'PutItem term#': 1,
      'PutItem trail callback': 6,
      'PutItem trail captureRequested': 4,
      'PutItem trail completeRequested': 1,
      'PutItem trail started': 1,
      'PutItem transaction#': 1,
      'Query byStatus': 3,
      'Query trail': 15,
      'UpdateItem agent#': 7,
      'UpdateItem call#': 5,
    });
  });

  it('writes no more than it must', () => {
    expect(counts.writeUnits).toEqual({
      'PutItem session#': 13,
      'PutItem term#': 2,
      'PutItem trail callback': 6,
      'PutItem trail captureRequested': 4,
      'PutItem trail completeRequested': 1,
      'PutItem trail started': 1,
      'PutItem transaction#': 1,
      'UpdateItem agent#': 21,
      'UpdateItem call#': 5,
    });
  });

  it('reads no more than it must', () => {
    expect(counts.readUnits).toEqual({ 'GetItem call#': 1, 'Query byStatus': 1.5, 'Query trail': 15 });
  });

  it('asks Twilio', () => {
    expect(counts.twilio).toEqual({
      'POST /Calls/{CA}/Payments.json': 1,
      'POST /Calls/{CA}/Payments/{PK}.json': 5,
      'POST /Documents': 2,
      'POST /Documents/{name}': 38,
      'POST /Documents/{name}/Permissions/{name}': 2,
    });
  });

  it('is asked by Twilio', () => {
    expect(counts.webhooks).toEqual({
      'callStatus canceled': 2,
      'callStatus completed': 1,
      'callStatus in-progress': 1,
      connector: 1,
      'payment expiration-date': 1,
      'payment partial': 32,
      'payment payment-card-number': 1,
      'payment postal-code': 1,
      'payment security-code': 1,
      'payment started': 1,
      'payment success': 1,
      'voice completed': 1,
      'voice ringing': 1,
    });
  });

  it('runs handlers', () => {
    expect(counts.invocations).toEqual(REQUESTS);
    expect(counts.webhooks['payment partial']).toBe(DIGITS);
  });

  it('is what the capacity model takes it to be', () => {
    expect(workOf(counts)).toEqual(NOW);
    const units = (isOfTrail: boolean) =>
      Object.entries(counts.writeUnits)
        .filter(([kind]) => kind.includes(' trail ') === isOfTrail)
        .reduce((sum, [, written]) => sum + written, 0);
    expect({ audit: units(true), sessions: units(false) }).toEqual(TABLE_WRITES);
  });
});
