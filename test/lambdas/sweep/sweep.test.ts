import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { ANA, type HandlerHouse, newSid, openHouse, SAM } from '#test/support/handler-house.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

const MINUTE = 60_000;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('the sweep', () => {
  it('leaves sessions alone that may continue', async () => {
    const paySid = await started();

    expect(await sweepAfter(4 * MINUTE)).toEqual([]);
    expect((await read(paySid)).state).toBe('started');
    await house.desk('cancelPaySession', ANA, { paySid });
  });

  it('ends a session whose call has ended, and records who and why', async () => {
    const callSid = await house.answeredCall();
    const paySid = await started(callSid);
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed', To: '+12025550142' });

    expect(await sweepAfter(1 * MINUTE)).toEqual([]);
    expect(await sweepAfter(3 * MINUTE)).toEqual([paySid]);

    const session = await read(paySid);
    expect(session).toMatchObject({ state: 'cancelled', allowed: [], trail: { verified: true } });
    expect(session.events).toContainEqual(
      expect.objectContaining({ type: 'cancelRequested', by: 'system', detail: 'The call has ended' }),
    );
    expect(house.twilio.documents.get(session.document)).toMatchObject({ state: 'cancelled' });
  });

  it('ends a session in which nothing happens for half an hour', async () => {
    const paySid = await started();

    expect(await sweepAfter(31 * MINUTE)).toEqual([paySid]);
    expect((await read(paySid)).state).toBe('cancelled');
  });

  it('gives up on a submitted session whose result never comes, and says that the outcome is unknown', async () => {
    const paySid = await submitted();

    expect(await sweepAfter(4 * MINUTE)).toEqual([]);
    expect(await sweepAfter(6 * MINUTE)).toEqual([paySid]);

    expect(await read(paySid)).toMatchObject({ state: 'unknown', error: { code: 'result-unknown' } });
    expect(await sweepAfter(60 * MINUTE)).toEqual([]);
  });

  it('lets a result that comes later outrank it', async () => {
    const paySid = await submitted();
    await sweepAfter(6 * MINUTE);

    await house.callback(paySid, {
      Result: 'success',
      PaymentConfirmationCode: 'ch_1',
      DateUpdated: new Date().toISOString(),
    });

    expect(await read(paySid)).toMatchObject({ state: 'succeeded', confirmationCode: 'ch_1' });
  });

  it('ends a session that Twilio has forgotten', async () => {
    const paySid = await started();
    house.twilio.next(new RegExp(paySid), { status: 404, body: { code: 20404 } });

    expect(await sweepAfter(31 * MINUTE)).toEqual([paySid]);
    expect((await read(paySid)).state).toBe('cancelled');
  });

  it('repeats the same request, under the same key, when Twilio did not respond', async () => {
    const paySid = await started();
    const silence = Array.from({ length: 4 }, () => ({ status: 503 }));
    house.twilio.next(new RegExp(paySid), ...silence);

    expect(await sweepAfter(31 * MINUTE)).toEqual([]);
    expect((await read(paySid)).state).not.toBe('cancelled');
    expect(await sweepAfter(62 * MINUTE)).toEqual([paySid]);

    const cancels = house.twilio
      .payments()
      .filter(({ path, form }) => path.includes(paySid) && form.Status === 'cancel');
    expect(new Set(cancels.map(({ form }) => form.IdempotencyKey)).size).toBe(1);
  });

  it('continues with the others when one cannot be ended', async () => {
    const [stuck, fine] = [await started(), await started()];
    house.twilio.next(new RegExp(stuck), ...Array.from({ length: 4 }, () => ({ status: 503 })));

    expect(await sweepAfter(31 * MINUTE)).toEqual([fine]);
    expect(await sweepAfter(62 * MINUTE)).toEqual([stuck]);
  });

  it('leaves a session alone that has changed since it looked', async () => {
    const paySid = await started();
    const stale = await real.sessions().find(paySid);
    await house.desk('updatePaySession', ANA, { paySid, capture: 'payment-card-number' });

    const listing = { ...real.listing(), find: async () => (stale ? [stale] : []) };
    expect(await sweepAfter(31 * MINUTE, () => 55_000, { listing })).toEqual([]);

    const { state, events } = await read(paySid);
    expect(state).toBe('capturing');
    expect(events.map(({ type }) => type)).toEqual(['started', 'captureRequested']);
    expect(await sweepAfter(31 * MINUTE)).toEqual([paySid]);
  });

  it('catches up first with a session that has moved on since it was listed', async () => {
    const paySid = await started();
    await house.desk('updatePaySession', ANA, { paySid, capture: 'payment-card-number' });
    expect((await real.sessions().find(paySid))?.session.version).toBe(1);

    expect(await sweepAfter(31 * MINUTE)).toEqual([]);
    expect((await read(paySid)).state).toBe('capturing');
    expect(await sweepAfter(32 * MINUTE)).toEqual([paySid]);
  });

  it('ends one that was never listed after its first event', async () => {
    const callSid = await house.answeredCall();
    const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '1.00' });
    expect((await real.sessions().find(json.paySid))?.session.version).toBe(0);

    expect(await sweepAfter(31 * MINUTE)).toEqual([]);
    expect(await sweepAfter(32 * MINUTE)).toEqual([json.paySid]);
  });

  it('starts no session it could not finish in its time', async () => {
    const paySid = await started();

    expect(await sweepAfter(31 * MINUTE, () => 1_000)).toEqual([]);
    expect(await sweepAfter(31 * MINUTE)).toEqual([paySid]);
  });

  it('ends what is overdue before it looks after lists, which may take all its time', async () => {
    const paySid = await started();
    let left = 55_000;
    const all = async () => {
      left = 0;
      return real.open().all();
    };

    expect(await sweepAfter(31 * MINUTE, () => left, { open: { ...real.open(), all } })).toEqual([paySid]);
  });

  it('ends the oldest first, and goes on in the next minute where it had no time', async () => {
    const all: string[] = [];
    for (let count = 0; count < 7; count += 1) all.push(await started());
    const ended: string[][] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      let left = 65_000;
      const remaining = () => {
        left -= 10_000;
        return left;
      };
      ended.push(await sweepAfter(31 * MINUTE, remaining));
    }
    // Four begin before there are less than 25 seconds left.
    expect(ended.map((swept) => swept.toSorted())).toEqual([
      all.slice(0, 4).toSorted(),
      all.slice(4).toSorted(),
      [],
    ]);
  });

  it('mends what it had no time to look at, far down the list too', async () => {
    const since = new Date().toISOString();
    const open = Array.from({ length: 250 }, () => ({ paySid: newSid('PK'), since }));
    const looked: string[] = [];
    const count = async (paySid: string) => {
      looked.push(paySid);
      return 0;
    };
    await sweepAfter(2 * MINUTE, () => 20_000, {
      listing: { ...real.listing(), underWay: async () => open },
      open: { ...real.open(), all: async () => [] },
      trail: { ...real.trail(), count },
    });
    expect(looked.toSorted()).toEqual(open.map(({ paySid }) => paySid).toSorted());
  });

  it('looks after every list, however few of them it has time for', async () => {
    const since = new Date().toISOString();
    const marks = Array.from({ length: 10 }, () => ({ paySid: newSid('PK'), since }));
    const looked = new Set<string>();
    for (let minute = 2; minute < 22; minute += 1) {
      let left = 25_000;
      const before = looked.size;
      const count = async (paySid: string) => {
        looked.add(paySid);
        left -= 10_000;
        return 0;
      };
      await sweepAfter(minute * MINUTE, () => left, {
        listing: { ...real.listing(), underWay: async () => [] },
        open: { ...real.open(), all: async () => marks },
        trail: { ...real.trail(), count },
      });
      expect(looked.size - before).toBeLessThanOrEqual(3);
    }
    expect([...looked].sort()).toEqual(marks.map(({ paySid }) => paySid).sort());
  });
});

/** The sessions ended by a sweep as if that much time had passed. */
async function sweepAfter(...how: Parameters<typeof sweepLater>): Promise<string[]> {
  const { ended, lines } = await sweepLater(...how);
  const swept = lines
    .filter(({ message }) => message === 'session swept')
    .map(({ paySid }) => String(paySid));
  expect(swept).toHaveLength(ended);
  return swept;
}

async function started(call?: string): Promise<string> {
  const callSid = call ?? (await house.answeredCall());
  const { json } = await house.desk('startPaySession', ANA, {
    callSid,
    chargeAmount: '12.00',
    securityCode: false,
  });
  // It was listed before its first event: the sweep of the next minute brings the list up to date.
  await sweepLater(MINUTE);
  return json.paySid;
}

async function submitted(): Promise<string> {
  const paySid = await started();
  const at = new Date().toISOString();
  for (const [Capture, values] of Object.entries({
    'payment-card-number': {
      PaymentCardNumber: 'xxxxxxxxxxxx1111',
      PaymentCardType: 'visa',
      Required: 'expiration-date',
    },
    'expiration-date': { ExpirationDate: '1230', Required: '' },
  })) {
    await house.desk('updatePaySession', ANA, { paySid, capture: Capture });
    await house.callback(paySid, { Capture, PartialResult: 'false', DateUpdated: at, ...values });
  }
  const { json } = await house.desk('completePaySession', ANA, { paySid });
  expect(json.state).toBe('submitting');
  return paySid;
}

async function read(paySid: string): Promise<PaySessionRecord> {
  const { json } = await house.desk<PaySessionRecord>('getPaySession', SAM, undefined, {
    pathParameters: { paySid },
  });
  return json;
}
