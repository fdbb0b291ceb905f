import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorAnswer, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  PUBLIC_BASE_URL,
  SAM,
} from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

const UNAVAILABLE = { status: 503, headers: { 'retry-after': '0' } };

describe('POST /updatePaySession', () => {
  it('asks Twilio for the field, under a key of its own, with the callback’s address', async () => {
    const { callSid, paySid } = await startedSession();
    const reply = await update(paySid, 'payment-card-number');
    expect(reply).toMatchObject({
      status: 202,
      json: { state: 'capturing', capturing: { field: 'payment-card-number', typed: '' } },
    });
    const call = house.twilio.payments().at(-1);
    expect(call?.path).toMatch(new RegExp(`/Calls/${callSid}/Payments/${paySid}.json$`));
    expect(call?.form).toEqual({
      IdempotencyKey: `${paySid}-2`,
      StatusCallback: `${PUBLIC_BASE_URL}/statusCallback`,
      Capture: 'payment-card-number',
    });
  });

  it('has recorded it by the time Twilio hears of it', async () => {
    const { paySid } = await startedSession();
    let recorded: PaySessionRecord | undefined;
    house.twilio.before(/Payments\/PK/, async () => {
      recorded = await read(paySid);
    });
    await update(paySid, 'expiration-date');
    expect(recorded?.events.at(-1)).toMatchObject({
      type: 'captureRequested',
      by: 'ana',
      field: 'expiration-date',
    });
  });

  it('says so when Twilio refuses, and leaves the session usable', async () => {
    const { paySid } = await startedSession();
    house.twilio.next(/Payments\/PK/, refusal(400, 64020));
    expect(await update(paySid, 'payment-card-number')).toMatchObject({
      status: 502,
      json: { error: { code: 'TWILIO_REFUSED', twilioCode: 64020, requestId: 'request-1' } },
    });
    const after = await read(paySid);
    expect(after).toMatchObject({ state: 'started', error: { code: '64020', field: 'payment-card-number' } });
    expect((await update(paySid, 'payment-card-number')).status).toBe(202);
  });

  it.each([
    ['a bank field of a card payment', 'bank-account-number'],
    ['a field nobody knows', 'cvv'],
    ['no field', undefined],
    ['a list', ['expiration-date']],
  ])('refuses %s', async (_, capture) => {
    const { paySid } = await startedSession();
    const reply = await house.desk<ErrorAnswer>('updatePaySession', ANA, { paySid, capture });
    expect(reply).toMatchObject({ status: 400, json: { error: { field: 'capture' } } });
    expect((await read(paySid)).version).toBe(1);
  });

  it('refuses a session of another agent and one nobody knows, and changes nothing', async () => {
    const { paySid } = await startedSession();
    expect((await update(paySid, 'expiration-date', BEN)).status).toBe(403);
    expect((await update(paySid, 'expiration-date', SAM)).status).toBe(403);
    expect((await update(newSid('PK'), 'expiration-date')).status).toBe(404);
    expect((await read(paySid)).version).toBe(1);
    expect(house.twilio.payments()).toHaveLength(1);
  });

  it('refuses a session that is over', async () => {
    const { callSid, paySid } = await startedSession();
    await house.callback(paySid, { CallSid: callSid, Result: 'caller-hung-up', DateUpdated: at(1) });
    expect(await update(paySid, 'expiration-date')).toMatchObject({
      status: 409,
      json: { error: { code: 'ACTION_NOT_ALLOWED' } },
    });
  });
});

describe('POST /completePaySession', () => {
  it('refuses while something is missing', async () => {
    const { paySid } = await startedSession();
    expect((await complete(paySid)).status).toBe(409);
    expect(house.twilio.payments()).toHaveLength(1);
  });

  it('submits once, however often and however fast it is pressed', async () => {
    const { paySid } = await readySession();
    const replies = await Promise.all([complete(paySid), complete(paySid), complete(paySid)]);
    expect(replies.map(({ status, json }) => [status, json.state])).toEqual(
      Array(3).fill([202, 'submitting']),
    );

    const record = await read(paySid);
    expect(record.events.filter(({ type }) => type === 'completeRequested')).toHaveLength(1);
    const keys = house.twilio.payments().filter(({ form }) => form.Status === 'complete');
    expect(new Set(keys.map(({ form }) => form.IdempotencyKey)).size).toBe(1);
  });

  it('sends the same key again when Twilio gave no answer the first time', async () => {
    const { paySid } = await readySession();
    house.twilio.next(/Payments\/PK/, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, 'reset');
    expect((await complete(paySid)).status).toBe(502);
    expect((await read(paySid)).state).toBe('submitting');
    expect((await complete(paySid)).status).toBe(202);
    const keys = house.twilio.payments().filter(({ form }) => form.Status === 'complete');
    expect(keys).toHaveLength(5);
    expect(new Set(keys.map(({ form }) => form.IdempotencyKey)).size).toBe(1);
  });

  it('is ready again after Twilio said that something is missing', async () => {
    const { paySid } = await readySession();
    house.twilio.next(/Payments\/PK/, refusal(400, 64019));
    expect(await complete(paySid)).toMatchObject({ status: 502, json: { error: { twilioCode: 64019 } } });
    expect(await read(paySid)).toMatchObject({ state: 'ready', error: { code: '64019' } });
  });

  it('takes a refusal of a repeat for a sign that the first one worked', async () => {
    const { paySid } = await readySession();
    await complete(paySid);
    house.twilio.next(/Payments\/PK/, refusal(404, 20404));
    expect(await complete(paySid)).toMatchObject({ status: 202, json: { state: 'submitting' } });
  });

  it('does not take a refusal after a lost answer for a no', async () => {
    const { paySid } = await readySession();
    house.twilio.next(/Payments\/PK/, UNAVAILABLE, refusal(404, 20404));
    expect((await complete(paySid)).status).toBe(502);
    expect((await read(paySid)).state).toBe('submitting');
  });

  it('refuses another agent and a supervisor', async () => {
    const { paySid } = await readySession();
    expect((await complete(paySid, BEN)).status).toBe(403);
    expect((await complete(paySid, SAM)).status).toBe(403);
    expect((await read(paySid)).state).toBe('ready');
  });
});

describe('POST /cancelPaySession', () => {
  it('cancels at once and clears the screen of what was clear', async () => {
    const { paySid, document } = await readySession();
    expect(await cancel(paySid)).toMatchObject({ status: 202, json: { state: 'cancelled', allowed: [] } });
    expect(house.twilio.payments().at(-1)?.form).toMatchObject({ Status: 'cancel' });
    expect(house.twilio.documents.get(document)).toMatchObject({
      state: 'cancelled',
      captured: { 'expiration-date': 'xxxx' },
    });
  });

  it('stays cancelled whatever arrives late', async () => {
    const { callSid, paySid } = await readySession();
    await cancel(paySid);
    const late = { CallSid: callSid, Capture: 'postal-code', PaymentCardPostalCode: '94111', Required: '' };
    await house.callback(paySid, { ...late, PartialResult: 'false', DateUpdated: at(50) });
    await house.callback(paySid, { ...late, PartialResult: 'true', DateUpdated: at(51) });
    expect(await read(paySid)).toMatchObject({ state: 'cancelled', allowed: [] });
    expect((await read(paySid)).capturing).toBeUndefined();
  });

  it('asks a supervisor for a reason, and records it', async () => {
    const { paySid } = await startedSession();
    expect(await cancel(paySid, SAM)).toMatchObject({ status: 400, json: { error: { field: 'reason' } } });
    expect(await cancel(paySid, SAM, '  ')).toMatchObject({
      status: 400,
      json: { error: { field: 'reason' } },
    });
    expect((await cancel(paySid, SAM, 'wrong customer')).status).toBe(202);
    expect((await read(paySid)).events).toMatchObject([
      { type: 'started', by: 'ana' },
      { type: 'cancelRequested', by: 'sam', detail: 'wrong customer' },
      { type: 'cancelAccepted' },
    ]);
  });

  it('refuses card digits in a reason', async () => {
    const { paySid } = await startedSession();
    expect(await cancel(paySid, SAM, 'card 4111 1111 1111 1111')).toMatchObject({
      status: 400,
      json: { error: { code: 'CARD_DIGITS', field: 'reason' } },
    });
  });

  it('refuses another agent', async () => {
    const { paySid } = await startedSession();
    expect((await cancel(paySid, BEN, 'mine now')).status).toBe(403);
    expect((await read(paySid)).version).toBe(1);
  });

  it('closes a session that Twilio has closed already', async () => {
    const { paySid } = await startedSession();
    house.twilio.next(/Payments\/PK/, refusal(404, 20404));
    expect(await cancel(paySid)).toMatchObject({ status: 202, json: { state: 'cancelled' } });
  });

  it('does not call a submitted payment cancelled before Twilio does', async () => {
    const { callSid, paySid } = await readySession();
    await complete(paySid);
    expect((await cancel(paySid)).json.state).toBe('submitting');
    await house.callback(paySid, { CallSid: callSid, Result: 'success', DateUpdated: at(40) });
    expect((await read(paySid)).state).toBe('succeeded');
  });

  it.each([
    ['in words of its own', [refusal(400, 64021)], 64021],
    ['whatever code Twilio chose', [refusal(400, 64018)], 64018],
    ['also when the first answer got lost', ['reset', refusal(400, 64021)], 64021],
  ] as const)('says that a submitted payment is past cancelling: %s', async (_, replies, twilioCode) => {
    const { callSid, paySid } = await readySession();
    await complete(paySid);
    house.twilio.next(/Payments\/PK/, ...replies);
    const reply = await house.desk<ErrorAnswer>('cancelPaySession', ANA, { paySid });
    expect(reply).toMatchObject({ status: 409, json: { error: { code: 'ALREADY_SUBMITTED', twilioCode } } });
    expect(reply.json.error.message).toMatch(/nothing was cancelled/);

    const waiting = await read(paySid);
    expect(waiting).toMatchObject({ state: 'submitting', allowed: ['cancel'] });
    expect(waiting.error).toBeUndefined();
    expect(waiting.events.at(-1)).toMatchObject({ type: 'cancelRefused', code: String(twilioCode) });
    await house.callback(paySid, { CallSid: callSid, Result: 'success', DateUpdated: at(40) });
    expect((await read(paySid)).state).toBe('succeeded');
  });

  it('says that the payment has moved on when its result came faster than the refusal', async () => {
    const { callSid, paySid } = await readySession();
    await complete(paySid);
    house.twilio.before(/Payments\/PK/, () =>
      house.callback(paySid, { CallSid: callSid, Result: 'success', DateUpdated: at(40) }),
    );
    house.twilio.next(/Payments\/PK/, refusal(400, 64021));
    expect(await cancel(paySid)).toMatchObject({
      status: 409,
      json: { error: { code: 'ACTION_NOT_ALLOWED' } },
    });
    expect((await read(paySid)).state).toBe('succeeded');
  });

  it('refuses a session that is over', async () => {
    const { paySid } = await startedSession();
    await cancel(paySid);
    expect((await cancel(paySid)).status).toBe(409);
  });

  it('stays as it was when Twilio refuses for another reason', async () => {
    const { paySid } = await startedSession();
    house.twilio.next(/Payments\/PK/, refusal(400, 64020));
    expect(await cancel(paySid)).toMatchObject({ status: 502, json: { error: { twilioCode: 64020 } } });
    expect((await read(paySid)).state).toBe('started');
  });
});

const update = (paySid: string, capture: string, person = ANA) =>
  house.desk('updatePaySession', person, { paySid, capture });
const complete = (paySid: string, person = ANA) => house.desk('completePaySession', person, { paySid });
const cancel = (paySid: string, person = ANA, reason?: string) =>
  house.desk('cancelPaySession', person, { paySid, ...(reason === undefined ? {} : { reason }) });

async function startedSession() {
  const callSid = await house.answeredCall();
  const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
  return { callSid, paySid: json.paySid, document: json.document };
}

async function readySession() {
  const session = await startedSession();
  const { callSid, paySid } = session;
  await house.callback(paySid, { CallSid: callSid, ChargeAmount: '12.00', DateCreated: at(0) });
  await update(paySid, 'expiration-date');
  await house.callback(paySid, {
    CallSid: callSid,
    Capture: 'expiration-date',
    ExpirationDate: '1228',
    PaymentCardNumber: 'xxxxxxxxxxxx1111',
    Required: '',
    DateUpdated: at(5),
  });
  return session;
}

function at(second: number): string {
  return `2026-01-15T10:00:${String(second).padStart(2, '0')}.000Z`;
}

async function read(paySid: string): Promise<PaySessionRecord> {
  const reply = await house.desk<PaySessionRecord>('getPaySession', ANA, undefined, {
    pathParameters: { paySid },
  });
  return reply.json;
}
