import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  ErrorResponse,
  PaySession,
  PaySessionList,
  PaySessionRecord,
  ToResolveResponse,
} from '#lambdas/contract/desk-api.ts';
import { resolvePaySession } from '#lambdas/payment/resolve-pay-session.ts';
import { startPaySession } from '#lambdas/payment/start-pay-session.ts';
import { recordStatus } from '#lambdas/payment/status-callback.ts';
import { createLog } from '#lambdas/platform/log.ts';
import type { AuditTrail } from '#lambdas/stores/audit-trail.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  SAM,
} from '#test/support/handler-house.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

const MINUTE = 60_000;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

describe('a submitted payment that Twilio no longer knows', () => {
  it('is not cancelled, and its call takes no second one until the result arrives', async () => {
    const { callSid, paySid } = await submitted('88.50');
    const cancelled = await cancelClosed(paySid);
    expect(cancelled).toMatchObject({ status: 409, json: { error: { code: 'ALREADY_SUBMITTED' } } });
    expect(await read(paySid)).toMatchObject({ state: 'submitting' });

    const second = await start(ANA, { callSid, chargeAmount: '88.50' });
    expect(second).toMatchObject({ status: 409, json: { error: { code: 'SESSION_OPEN' } } });

    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    expect(await read(paySid)).toMatchObject({ state: 'succeeded', outcome: 'charged' });
    expect((await start(ANA, { callSid, chargeAmount: '1.00' })).status).toBe(201);
  });
});

describe('a submission that was sent twice', () => {
  it('is not undone by the refusal of one: the other may have worked', async () => {
    const { callSid, paySid } = await readyToSubmit('7.00');
    const path = new RegExp(`${paySid}\\.json`);
    let second: number | undefined;
    house.twilio.before(path, async () => {
      second = (await house.desk('completePaySession', ANA, { paySid })).status;
      house.twilio.next(path, refusal(401, 20003));
    });
    const first = await house.desk('completePaySession', ANA, { paySid });

    expect([first.status, second]).toEqual([502, 202]);
    expect(await read(paySid)).toMatchObject({ state: 'submitting' });
    expect(new Set(keysOf(paySid)).size).toBe(1);
    expect((await start(ANA, { callSid, chargeAmount: '7.00' })).status).toBe(409);
  });

  it('is undone when Twilio says that something is missing', async () => {
    const { paySid } = await readyToSubmit('7.00');
    house.twilio.next(new RegExp(`${paySid}\\.json`), refusal(400, 64019));
    expect((await house.desk('completePaySession', ANA, { paySid })).status).toBe(502);

    expect((await read(paySid)).state).toBe('ready');
  });

  it('is not given up by a sweep that asked to cancel just before', async () => {
    const { paySid } = await readyToSubmit('7.00');
    const path = new RegExp(`${paySid}\\.json`);
    house.twilio.before(path, async () => {
      await house.desk('completePaySession', ANA, { paySid });
      house.twilio.next(path, refusal(400, 64021));
    });
    await sweepLater(31 * MINUTE);

    expect(await read(paySid)).toMatchObject({ state: 'submitting' });
  });
});

describe('a payment whose result is not known', () => {
  it('lets a new charge on its call through only when the agent names it', async () => {
    const { callSid, paySid } = await unknown('88.50');

    const refused = await start(ANA, { callSid, chargeAmount: '12.00' });
    expect(refused).toMatchObject({
      status: 409,
      json: {
        error: {
          code: 'UNKNOWN_RESULT',
          field: 'acknowledgeUnknown',
          unknown: { paySid, chargeAmount: '88.50', currency: 'USD' },
        },
      },
    });
    const wrong = await start(ANA, {
      callSid,
      chargeAmount: '12.00',
      acknowledgeUnknown: `PK${'9'.repeat(32)}`,
    });
    expect(wrong.status).toBe(409);
    const openedBefore = house.twilio.payments().length;

    const again = await start(ANA, { callSid, chargeAmount: '12.00', acknowledgeUnknown: paySid });
    expect(again.status).toBe(201);
    expect(house.twilio.payments()).toHaveLength(openedBefore + 1);
    expect((await read(again.json.paySid)).events[0]).toMatchObject({
      type: 'started',
      by: 'ana',
      detail: `charge 12.00 USD, although the result of ${paySid} is not known`,
    });
  });

  it('has to be named for every further charge', async () => {
    const { callSid, paySid } = await unknown('5.00');
    const again = await start(ANA, { callSid, chargeAmount: '5.00', acknowledgeUnknown: paySid });
    await house.desk('cancelPaySession', ANA, { paySid: again.json.paySid });

    expect((await start(ANA, { callSid, chargeAmount: '5.00' })).status).toBe(409);
  });

  it('asks for nothing once the late result is there', async () => {
    const { callSid, paySid } = await unknown('5.00');
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });

    expect((await start(ANA, { callSid, chargeAmount: '5.00' })).status).toBe(201);
  });

  it('may have become so after the charge before this one was started', async () => {
    const { callSid, paySid } = await submitted('5.00');
    const noAnswer = { Result: 'payment-connector-error', PayErrorCode: '64008' };
    await house.callback(paySid, { ...noAnswer, ConnectorError: 'card_declined', DateUpdated: at(8) });
    const second = await start(ANA, { callSid, chargeAmount: '6.00' });
    expect(second.status).toBe(201);
    await house.desk('cancelPaySession', ANA, { paySid: second.json.paySid });
    await house.callback(paySid, { ...noAnswer, DateUpdated: at(9) });

    expect(await start(ANA, { callSid, chargeAmount: '7.00' })).toMatchObject(unknownResult(paySid));
  });

  it('is not looked for again in one that was seen to be charged', async () => {
    const { callSid, paySid } = await submitted('5.00');
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    const seen: string[] = [];
    const read: AuditTrail['read'] = (sid) => {
      seen.push(sid);
      return real.trail().read(sid);
    };
    const startCounted = startPaySession({
      ...needs(),
      sessions: real.sessions(),
      trail: { ...real.trail(), read },
    });
    const second = await startCounted(asked(ANA, { callSid, chargeAmount: '6.00' }));
    const { paySid: secondSid } = second.json as PaySession;
    await house.desk('cancelPaySession', ANA, { paySid: secondSid });
    expect(seen).toContain(paySid);
    seen.length = 0;
    await startCounted(asked(ANA, { callSid, chargeAmount: '7.00' }));

    expect(new Set(seen)).toEqual(new Set([secondSid]));
  });

  it('does not keep a card from being saved', async () => {
    const { callSid } = await unknown('5.00');

    expect((await start(ANA, { callSid, tokenType: 'reusable' })).status).toBe(201);
  });

  it('counts on every call under its reference', async () => {
    const { paySid } = await unknown('5.00', { reference: 'order 4711' });
    const callSid = await house.answeredCall(BEN);

    const refused = await start(BEN, { callSid, chargeAmount: '5.00', reference: 'order 4711' });
    expect(refused).toMatchObject({ status: 409, json: { error: { unknown: { paySid } } } });
    expect((await start(BEN, { callSid, chargeAmount: '5.00', reference: 'order 4712' })).status).toBe(201);
  });

  it('counts under its reference while it is still at the processor', async () => {
    const { paySid } = await submitted('5.00', { reference: 'order 5000' });
    const callSid = await house.answeredCall(BEN);

    const refused = await start(BEN, { callSid, chargeAmount: '5.00', reference: 'order 5000' });
    expect(refused).toMatchObject({
      status: 409,
      json: { error: { code: 'UNKNOWN_RESULT', unknown: { paySid } } },
    });
  });
});

describe('an agent who takes over a call', () => {
  it('does not get the payment another agent began', async () => {
    const callSid = await house.answeredCall();
    const asked = { callSid, chargeAmount: '3.00' };
    expect((await start(ANA, asked)).status).toBe(201);
    const call = await real.calls().find(callSid);
    const leg = { callSid, legSid: newSid('CA'), agent: 'ben' };
    await real.calls().handOver(leg, call?.legSid ?? '');

    expect(await start(BEN, asked)).toMatchObject({ status: 409, json: { error: { code: 'SESSION_OPEN' } } });
  });
});

describe('charges under one reference', () => {
  it('have each to be named, the newest first, and the record tells which were', async () => {
    const reference = 'order 6000';
    const older = await unknown('100.00', { reference });
    const newer = await unknown('5.00');
    const asked = { callSid: newer.callSid, chargeAmount: '100.00', reference };

    expect(await start(ANA, asked)).toMatchObject(unknownResult(newer.paySid));
    const second = await start(ANA, { ...asked, acknowledgeUnknown: newer.paySid });
    expect(second).toMatchObject(unknownResult(older.paySid));
    const acknowledgeUnknown = [newer.paySid, older.paySid];
    const third = await start(ANA, { ...asked, acknowledgeUnknown });
    expect(third.status).toBe(201);
    expect((await read(third.json.paySid)).events[0]?.detail).toBe(
      `charge 100.00 USD, although the result of ${acknowledgeUnknown.join(' and ')} is not known`,
    );
  });

  it.each([
    ['case', 'ORDER É-47 11'],
    ['decomposed letters', 'Order É-47 11'.normalize('NFD')],
    ['two blanks', 'Order  É-47 11'],
    ['a blank that does not break', 'Order\u00a0É-47 11'],
    ['a letter nobody sees', 'Or\u200bder É-47 11'],
    ['full-width digits', 'Order É-\uff14\uff17 11'],
    ['another dash', 'Order É\u201347 11'],
  ])('are found despite %s', async (_, reference) => {
    unknownOrder ??= unknown('7.00', { reference: 'Order É-47 11' });
    const { paySid } = await unknownOrder;
    const callSid = await house.answeredCall(BEN);

    const refused = await start(BEN, { callSid, chargeAmount: '7.00', reference });
    expect(refused).toMatchObject(unknownResult(paySid));
  });

  it('opened before one became unknown are not submitted without its name', async () => {
    const reference = 'order 6001';
    const other = await readyToSubmit('50.00', { reference }, BEN);
    const { paySid } = await unknown('50.00', { reference });

    expect(await complete(BEN, other.paySid)).toMatchObject(unknownResult(paySid));
    expect(keysOf(other.paySid)).toEqual([]);
    expect(await read(other.paySid)).toMatchObject({ state: 'ready', error: { code: 'earlier-unknown' } });
    await house.desk('cancelPaySession', BEN, { paySid: other.paySid });

    const named = await readyToSubmit('50.00', { reference, acknowledgeUnknown: paySid }, BEN);
    expect(await complete(BEN, named.paySid)).toMatchObject({ status: 202 });
  });

  it('submitted at once are not both told to Twilio', async () => {
    const reference = 'order 6002';
    const two = [
      await readyToSubmit('9.00', { reference }, ANA),
      await readyToSubmit('9.00', { reference }, BEN),
    ] as const;
    const replies = await Promise.all([complete(ANA, two[0].paySid), complete(BEN, two[1].paySid)]);

    expect(replies.map(({ status }) => status)).toContain(409);
    const told = two.flatMap(({ paySid }) => keysOf(paySid));
    expect(told).toHaveLength(replies.filter(({ status }) => status === 202).length);
  });

  it('do not gather there once their result is known', async () => {
    const reference = 'monthly fee';
    for (let month = 1; month <= 3; month += 1) {
      const { paySid } = await submitted('5.00', { reference });
      await house.callback(paySid, {
        Result: 'success',
        PaymentConfirmationCode: 'ch_1',
        DateUpdated: at(9),
      });
      expect(await real.references().paymentsUnder(reference)).toEqual([paySid]);
    }
    const callSid = await house.answeredCall();
    expect((await start(ANA, { callSid, chargeAmount: '5.00', reference })).status).toBe(201);
    expect(await real.references().paymentsUnder(reference)).toEqual([]);
  });

  it('are read as far back as it takes', async () => {
    const reference = 'order 6003';
    const { paySid } = await unknown('5.00', { reference });
    for (let later = 0; later < 25; later += 1) {
      await real.references().note(reference, { paySid: newSid('PK'), startedAt: new Date().toISOString() });
    }
    const callSid = await house.answeredCall(BEN);
    expect(await start(BEN, { callSid, chargeAmount: '5.00', reference })).toMatchObject(
      unknownResult(paySid),
    );
  });
});

describe('racing starts', () => {
  it('never replace an open intent: the other amount is refused, the same one finds its session', async () => {
    const callSid = await house.answeredCall();
    const during: Promise<{ status: number; json: PaySession & ErrorResponse }>[] = [];
    house.twilio.before(/Payments\.json/, async () => {
      during.push(
        start(ANA, { callSid, chargeAmount: '2.00' }),
        start(ANA, { callSid, chargeAmount: '1.00' }),
      );
      await during[0];
    });
    const first = await start(ANA, { callSid, chargeAmount: '1.00' });
    const [other, same] = await Promise.all(during);

    expect(other).toMatchObject({ status: 409, json: { error: { code: 'SESSION_OPEN' } } });
    expect(same).toMatchObject({ status: 201, json: { paySid: first.json.paySid } });
    expect(await start(ANA, { callSid, chargeAmount: '1.00' })).toMatchObject({
      json: { paySid: first.json.paySid },
    });
  });

  it('have one winner, however many amounts come at once', async () => {
    const callSid = await house.answeredCall();
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => start(ANA, { callSid, chargeAmount: `${index + 1}.00` })),
    );

    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const keys = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
    expect(new Set(keys)).toEqual(new Set([`${callSid}-start-1`]));
  });

  it('wait for an intent that got no response, as long as a request may live', async () => {
    const callSid = await house.answeredCall();
    house.twilio.next(/Payments\.json/, ...Array.from({ length: 8 }, () => ({ status: 503 })));
    expect((await start(ANA, { callSid, chargeAmount: '1.00' })).status).toBe(502);
    expect((await start(ANA, { callSid, chargeAmount: '2.00' })).status).toBe(409);
    house.twilio.forget();

    await createDocumentClient().send(
      new UpdateCommand({
        TableName: 'Sessions',
        Key: { pk: `call#${callSid}` },
        UpdateExpression: 'SET intent.#at = :then',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':then': new Date(Date.now() - 3 * MINUTE).toISOString() },
      }),
    );
    expect((await start(ANA, { callSid, chargeAmount: '2.00' })).status).toBe(201);
  });
});

describe('a session whose start got no response', () => {
  it.each([
    ['is taken for the one asked for when the amount fits', '10.00', 'started'],
    ['is not taken for it when the amount does not', '99.00', 'adopted'],
  ])('%s', async (_, ChargeAmount, type) => {
    const callSid = await house.answeredCall();
    house.twilio.next(/Payments\.json/, ...Array.from({ length: 8 }, () => ({ status: 503 })));
    await start(ANA, { callSid, chargeAmount: '10.00' });
    house.twilio.forget();
    const paySid = newSid('PK');
    await house.callback(paySid, { CallSid: callSid, ChargeAmount, DateUpdated: at(1) });

    expect((await read(paySid)).events[0]?.type).toBe(type);
  });

  it('is not mistaken for one that Twilio refused to start', async () => {
    const callSid = await house.answeredCall();
    house.twilio.next(/Payments\.json/, refusal(400, 64003));
    expect((await start(ANA, { callSid, chargeAmount: '10.00' })).status).toBe(502);
    const paySid = newSid('PK');
    await house.callback(paySid, { CallSid: callSid, ChargeAmount: '10.00', DateUpdated: at(1) });

    expect((await read(paySid)).events[0]?.type).toBe('adopted');
  });
});

describe('a crash between the trail and the list', () => {
  it.each([
    ['no list knows it', 'save', { save: () => Promise.reject(new Error('killed')) }],
    ['its call does not know it', 'addSession', { addSession: () => Promise.reject(new Error('killed')) }],
  ])('cannot leave a start of which %s: nothing is recorded then', async (_, at, killed) => {
    const callSid = await house.answeredCall();
    const crashing = startPaySession({
      ...needs(),
      sessions: { ...real.sessions(), ...(at === 'save' ? killed : {}) },
      calls: { ...real.calls(), ...(at === 'addSession' ? killed : {}) },
    } as Parameters<typeof startPaySession>[0]);
    await expect(crashing(asked(ANA, { callSid, chargeAmount: '1.00' }))).rejects.toThrow('killed');
    const [opened] = house.twilio.payments();
    expect(await house.desk('startPaySession', ANA, { callSid, chargeAmount: '2.00' })).toMatchObject({
      status: 409,
    });

    const { status, json } = await start(ANA, { callSid, chargeAmount: '1.00' });
    expect(status).toBe(201);
    expect(house.twilio.payments().map(({ form }) => form.IdempotencyKey)).toEqual(
      Array(2).fill(opened?.form.IdempotencyKey),
    );
    expect(await read(json.paySid)).toMatchObject({ state: 'started', version: 1 });
    expect(await listed(callSid)).toEqual([json.paySid]);
  });

  it('before the first event leaves a row that the same start, or the first callback, turns into a session', async () => {
    for (const continueIt of ['start', 'callback']) {
      const callSid = await house.answeredCall();
      const paySid = await crashBeforeFirstEvent(callSid);
      expect(await listed(callSid)).toEqual([paySid]);
      expect((await rawRead(paySid)).status).toBe(404);
      const { lines } = await sweepLater(40 * MINUTE);
      expect(lines.filter((line) => line.paySid === paySid)).toEqual([]);
      expect((await start(ANA, { callSid, chargeAmount: '2.00' })).status).toBe(409);

      if (continueIt === 'start') {
        expect(await start(ANA, { callSid, chargeAmount: '1.00' })).toMatchObject({
          status: 201,
          json: { paySid },
        });
      } else {
        await house.callback(paySid, { CallSid: callSid, ChargeAmount: '1.00', DateUpdated: at(1) });
      }
      expect((await read(paySid)).events[0]).toMatchObject({ type: 'started', by: 'ana' });
      expect(await listed(callSid)).toEqual([paySid]);
      await house.desk('cancelPaySession', ANA, { paySid });
    }
  });

  it('before the first event is forgotten by lists after an hour, until a callback comes after all', async () => {
    const callSid = await house.answeredCall();
    const paySid = await crashBeforeFirstEvent(callSid);
    await sweepLater(59 * MINUTE);
    expect(await listed(callSid)).toEqual([paySid]);
    await sweepLater(61 * MINUTE);
    expect(await listed(callSid)).toEqual([]);
    expect(await real.sessions().find(paySid)).toBeUndefined();

    // It crashes right after its first event: the list must know of it nevertheless.
    const crashing = recordStatus({
      ...needs(),
      sessions: real.sessions(),
      trail: { ...real.trail(), append: appendAndDie() },
    });
    const parameters: Readonly<Record<string, string>> = {
      Sid: paySid,
      CallSid: callSid,
      ChargeAmount: '1.00',
      DateUpdated: at(1),
    };
    const request = {
      parameter: (name: string) => parameters[name],
      header: () => undefined,
      log: createLog(() => {}),
    };
    await expect(crashing(request as unknown as Parameters<typeof crashing>[0])).rejects.toThrow('killed');
    expect(await listed(callSid)).toEqual([paySid]);
    expect((await sweepLater(2 * MINUTE)).lines.some(isMending(paySid))).toBe(true);
    expect(await read(paySid)).toMatchObject({ version: 1, state: 'started' });
  });

  it('after the first event is repaired by the sweep', async () => {
    const callSid = await house.answeredCall();
    const crashing = startPaySession({
      ...needs(),
      sessions: real.sessions(),
      trail: { ...real.trail(), append: appendAndDie() },
    });
    await expect(crashing(asked(ANA, { callSid, chargeAmount: '1.00' }))).rejects.toThrow('killed');
    const [paySid = ''] = await listed(callSid);
    expect(await real.sessions().find(paySid)).toMatchObject({ session: { version: 0 } });

    expect((await sweepLater(30_000)).lines.some(isMending(paySid))).toBe(false);
    expect((await sweepLater(2 * MINUTE)).lines.some(isMending(paySid))).toBe(true);
    expect(await real.sessions().find(paySid)).toMatchObject({ session: { version: 1 } });
  });

  it('after any event in the middle is repaired by the sweep, and by a reader', async () => {
    for (const repair of ['sweep', 'reader']) {
      const { paySid } = await readyToSubmit('1.00');
      await sweepLater(2 * MINUTE);
      await real.trail().append(paySid, () => ({ type: 'completeRequested', by: 'ana' }));
      expect((await real.sessions().find(paySid))?.session.state).toBe('ready');

      if (repair === 'reader') await read(paySid);
      else expect((await sweepLater(2 * MINUTE)).lines.some(isMending(paySid))).toBe(true);
      expect((await real.sessions().find(paySid))?.session.state).toBe('submitting');
    }
  });

  it('after the event that ends it is repaired by the sweep: it is still listed as under way', async () => {
    const { callSid, paySid } = await submitted('1.00');
    const callback = { given: [], result: 'success', confirmationCode: 'ch_1' };
    await real.trail().append(paySid, () => ({ type: 'callback', callback, by: 'twilio' }));
    expect((await sweepLater(2 * MINUTE)).lines.some(isMending(paySid))).toBe(true);
    expect(await real.sessions().find(paySid)).toMatchObject({ session: { state: 'succeeded' } });
    expect(await listed(callSid)).toEqual([paySid]);
  });

  it('after a finding is repaired too, although the sweep had stopped watching', async () => {
    const { paySid } = await submitted('1.00');
    const end = { Result: 'payment-connector-error', PayErrorCode: '64008', DateUpdated: at(9) };
    await house.callback(paySid, end);
    await sweepLater(15 * MINUTE);
    const crashing = resolvePaySession({
      ...needs(),
      sessions: { ...real.sessions(), save: () => Promise.reject(new Error('killed')) },
    });
    await crashing({
      body: JSON.stringify({ paySid, finding: 'charged', note: 'It is there' }),
      caller: SAM,
      requestId: 'request-1',
      log: createLog(() => {}),
    } as unknown as Parameters<typeof crashing>[0]);
    const toResolve = async () =>
      (await house.desk<ToResolveResponse>('toResolve', SAM)).json.items.map((item) => item.paySid);
    expect(await toResolve()).toContain(paySid);

    expect((await sweepLater(2 * MINUTE)).lines.some(isMending(paySid))).toBe(true);
    expect(await toResolve()).not.toContain(paySid);
  });

  it('after an event of a session that is over is repaired by the sweep too', async () => {
    const { paySid } = await submitted('1.00');
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    const crashing = recordStatus({
      ...needs(),
      sessions: { ...real.sessions(), save: () => Promise.reject(new Error('killed')) },
    });
    const parameters: Readonly<Record<string, string>> = {
      Sid: paySid,
      Result: 'payment-connector-error',
      DateUpdated: at(8),
    };
    const request = {
      parameter: (name: string) => parameters[name],
      header: () => undefined,
      log: createLog(() => {}),
    };
    await crashing(request as unknown as Parameters<typeof crashing>[0]);

    expect((await sweepLater(2 * MINUTE)).lines.some(isMending(paySid))).toBe(true);
    expect((await sweepLater(3 * MINUTE)).lines.some(isMending(paySid))).toBe(false);
  });

  it('is looked for while a payment is under way and, after a late event, for a while', async () => {
    const { paySid } = await submitted('1.00');
    const isMarked = async () => (await real.open().all()).some((open) => open.paySid === paySid);
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    expect(await isMarked()).toBe(false);
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_2', DateUpdated: at(9) });
    expect(await isMarked()).toBe(true);
    await sweepLater(2 * MINUTE);
    expect(await isMarked()).toBe(true);
    await sweepLater(11 * MINUTE);
    expect(await isMarked()).toBe(false);
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_2', DateUpdated: at(9) });
    expect(await isMarked()).toBe(false);
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_3', DateUpdated: at(9) });
    expect(await isMarked()).toBe(true);
  });

  it('does not leave the end of a trail unproved: what comes after an end is kept too, although no list shows it', async () => {
    const { paySid } = await submitted('1.00');
    await house.callback(paySid, { Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(9) });
    await house.callback(paySid, {
      Capture: 'postal-code',
      PartialResult: 'false',
      PaymentCardPostalCode: '94105',
      Required: '',
      DateUpdated: at(8),
    });
    const kept = await real.sessions().find(paySid);
    const events = await real.trail().read(paySid);
    expect(kept).toMatchObject({ session: { version: events.length }, lastHash: events.at(-1)?.hash });
  });

  it('cannot come from a replay: an old start writes nothing, before the end and after it', async () => {
    const { callSid, paySid } = await readyToSubmit('1.00');
    const started = { CallSid: callSid, ChargeAmount: '1.00', DateCreated: at(0) };
    await house.callback(paySid, started, 'token-1');
    for (const end of [{}, { Result: 'caller-hung-up', DateUpdated: at(9) }]) {
      if ('Result' in end) await house.callback(paySid, end);
      const before = await allItems();
      await house.callback(paySid, started, 'token-2');
      await house.callback(paySid, started);
      expect(await allItems()).toEqual(before);
    }
  });
});

it('asks Twilio to send callbacks again by the overrides that are set', async () => {
  await submitted('1.00');

  const addresses = house.twilio.payments().map(({ form }) => form.StatusCallback);
  expect(new Set(addresses)).toEqual(
    new Set([expect.stringMatching(/\/statusCallback#rc=3&rp=ct,rt,5xx$/) as unknown as string]),
  );
});

let unknownOrder: ReturnType<typeof unknown> | undefined;

const unknownResult = (paySid: string) => ({
  status: 409,
  json: { error: { code: 'UNKNOWN_RESULT', unknown: { paySid } } },
});

const complete = (person: Person, paySid: string) =>
  house.desk<PaySession & ErrorResponse>('completePaySession', person, { paySid });

const isMending =
  (paySid: string) =>
  (line: Readonly<Record<string, unknown>>): boolean =>
    line.message === 'list mended' && line.paySid === paySid;

function needs() {
  return {
    calls: real.calls(),
    clock: real.clock(),
    documents: real.documents(),
    open: real.open(),
    payments: real.payments(),
    references: real.references(),
    idRules: real.idRules(),
    processorParameters: real.processorParameters(),
    settings: real.settings(),
    trail: real.trail(),
    bus: real.bus(),
    ceilings: real.ceilings(),
    outbox: real.outbox(),
    twilioCalls: real.twilioCalls(),
  };
}

async function allItems(): Promise<unknown> {
  const dynamo = createDocumentClient();
  return Promise.all(
    ['Audit', 'Sessions'].map(async (TableName) => (await dynamo.send(new ScanCommand({ TableName }))).Items),
  );
}

/** A request as the edge hands it on. */
function asked(caller: Person, body: Readonly<Record<string, unknown>>) {
  const request = { body: JSON.stringify(body), caller, requestId: 'request-1', log: createLog(() => {}) };
  return request as unknown as Parameters<ReturnType<typeof startPaySession>>[0];
}

/** Records, and then the process is killed. */
function appendAndDie(): AuditTrail['append'] {
  return async (...event) => {
    await real.trail().append(...event);
    throw new Error('killed');
  };
}

/** The process is killed when everything is ready for the first event. Returns the payment's SID. */
async function crashBeforeFirstEvent(callSid: string): Promise<string> {
  const crashing = startPaySession({
    ...needs(),
    sessions: real.sessions(),
    trail: { ...real.trail(), append: () => Promise.reject(new Error('killed')) },
  });
  await expect(crashing(asked(ANA, { callSid, chargeAmount: '1.00' }))).rejects.toThrow('killed');
  const paySid = (await real.calls().find(callSid))?.intent?.paySid ?? '';
  expect(await real.sessions().find(paySid)).toMatchObject({ session: { version: 0 } });
  return paySid;
}

async function start(person: Person, body: Readonly<Record<string, unknown>>) {
  return house.desk<PaySession & ErrorResponse>('startPaySession', person, body);
}

async function submitted(chargeAmount: string, more: Readonly<Record<string, unknown>> = {}) {
  const session = await readyToSubmit(chargeAmount, more);
  expect((await complete(ANA, session.paySid)).json.state).toBe('submitting');
  return session;
}

function keysOf(paySid: string) {
  const submissions = house.twilio
    .payments()
    .filter(({ path, form }) => path.includes(paySid) && form.Status === 'complete');
  return submissions.map(({ form }) => form.IdempotencyKey);
}

async function readyToSubmit(
  chargeAmount: string,
  more: Readonly<Record<string, unknown>> = {},
  person = ANA,
) {
  const callSid = await house.answeredCall(person);
  const { paySid } = (await start(person, { callSid, chargeAmount, ...more })).json;
  await house.callback(paySid, {
    Capture: 'security-code',
    SecurityCode: 'xxx',
    Required: '',
    DateUpdated: at(1),
  });
  return { callSid, paySid };
}

async function unknown(chargeAmount: string, more: Readonly<Record<string, unknown>> = {}) {
  const session = await submitted(chargeAmount, more);
  house.twilio.next(new RegExp(session.paySid), refusal(404, 20404));
  await sweepLater(6 * MINUTE);
  expect(await read(session.paySid)).toMatchObject({ state: 'unknown', outcome: 'unknown' });
  return session;
}

async function cancelClosed(paySid: string) {
  house.twilio.next(new RegExp(paySid), refusal(404, 20404));
  return house.desk<PaySession & ErrorResponse>('cancelPaySession', ANA, { paySid });
}

function rawRead(paySid: string) {
  return house.desk<PaySessionRecord>('getPaySession', SAM, undefined, { pathParameters: { paySid } });
}

async function read(paySid: string): Promise<PaySessionRecord> {
  return (await rawRead(paySid)).json;
}

async function listed(callSid: string): Promise<readonly string[]> {
  const query = { queryStringParameters: { callSid } };
  const { json } = await house.desk<PaySessionList>('listPaySessions', SAM, undefined, query);
  return json.items.map(({ paySid }) => paySid);
}

function at(second: number): string {
  return `2026-01-15T10:00:0${second}.000Z`;
}
