import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as real from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { ANA, type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

const MANY = 10_000;
const MINUTE = 60_000;

let house: HandlerHouse;
let overdue: readonly string[];
beforeAll(async () => {
  house = await openHouse();
  await openMany();
  overdue = [await startedNow(), await startedNow()];
}, 180_000);
afterAll(() => house.close());

describe('ten thousand open sessions', () => {
  it('are all looked at, and the newest of them ended', async () => {
    const looked = new Set<string>();
    const trail = {
      ...real.trail(),
      count: async (paySid: string) => {
        looked.add(paySid);
        return overdue.includes(paySid) ? real.trail().count(paySid) : 1;
      },
    };
    const { ended, lines } = await sweepLater(31 * MINUTE, () => 55_000, {
      trail,
    });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(ended).toBe(overdue.length);
    expect(lines.filter(({ message }) => message === 'session swept').map(({ paySid }) => paySid)).toEqual(
      expect.arrayContaining([...overdue]),
    );
    // Mended, too: none is left for another minute.
    expect(looked.size).toBe(MANY + overdue.length);
  }, 180_000);
});

/** Sessions that began before all others, in which something has just happened in the sweep's time. */
async function openMany(): Promise<void> {
  const client = createDocumentClient();
  const began = Date.now() - 10 * MINUTE;
  const updatedAt = new Date(Date.now() + 30 * MINUTE).toISOString();
  const puts = Array.from({ length: MANY }, (_, at) => {
    const paySid = newSid('PK');
    const startedAt = new Date(began + at).toISOString();
    const session = { paySid, version: 1, agent: 'ana', state: 'capturing', startedAt, updatedAt };
    const listed = { listTime: `${startedAt}#${paySid}`, listStatus: 'active' };
    return { PutRequest: { Item: { pk: `session#${paySid}`, version: 1, session, ...listed } } };
  });
  for (let at = 0; at < MANY; at += 25) {
    await client.send(new BatchWriteCommand({ RequestItems: { Sessions: puts.slice(at, at + 25) } }));
  }
}

async function startedNow(): Promise<string> {
  const callSid = await house.answeredCall();
  const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
  await house.desk('updatePaySession', ANA, { paySid: json.paySid, capture: 'payment-card-number' });
  await house.callback(json.paySid, {
    Capture: 'payment-card-number',
    PartialResult: 'false',
    PaymentCardNumber: 'xxxxxxxxxxxx1111',
    PaymentCardType: 'visa',
    Required: 'expiration-date',
    DateUpdated: new Date().toISOString(),
  });
  return json.paySid;
}
