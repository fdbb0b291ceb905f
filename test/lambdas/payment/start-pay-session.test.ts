import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type {
  ErrorResponse,
  PaySessionList,
  PaySessionRecord,
  StartRequest,
} from '#lambdas/contract/desk-api.ts';
import { recordStatus } from '#lambdas/payment/status-callback.ts';
import { createLog } from '#lambdas/platform/log.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { refusal } from '#test/support/fake-twilio.ts';
import {
  ANA,
  another,
  BEN,
  type Form,
  type HandlerHouse,
  newSid,
  openHouse,
  PUBLIC_BASE_URL,
} from '#test/support/handler-house.ts';
import { at, CARD_ACCEPTED, EXPIRY_ACCEPTED, SHORT, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

const start = (body: Partial<StartRequest>, person = ANA) => house.desk('startPaySession', person, body);
const UNAVAILABLE = { status: 503, headers: { 'retry-after': '0' } };

describe('POST /startPaySession', () => {
  it('opens a charge with everything Twilio needs', async () => {
    const callSid = await house.answeredCall();
    const { status, json } = await start({
      callSid,
      chargeAmount: '12.50',
      currency: 'eur',
      description: 'order 7',
      parameters: { customer: '42' },
      postalCode: false,
      timeout: 20,
      validCardTypes: ['visa', 'amex'],
      requireMatchingInputs: ['payment-card-number'],
      confirmation: true,
    });

    expect(status).toBe(201);
    expect(json).toMatchObject({
      callSid,
      agent: 'ana',
      state: 'started',
      chargeAmount: '12.50',
      currency: 'EUR',
      required: ['payment-card-number', 'expiration-date', 'security-code'],
      allowed: ['capture', 'cancel'],
    });
    const [call] = house.twilio.payments();
    expect(call?.path).toBe(`/2010-04-01/Accounts/AC${'0'.repeat(32)}/Calls/${callSid}/Payments.json`);
    expect(call?.form).toEqual({
      IdempotencyKey: `${callSid}-start-1`,
      StatusCallback: `${PUBLIC_BASE_URL}/statusCallback#rc=3&rp=ct,rt,5xx`,
      PaymentConnector: 'Default',
      PaymentMethod: 'credit-card',
      ChargeAmount: '12.50',
      Currency: 'EUR',
      Description: 'order 7',
      Parameter: JSON.stringify({ customer: '42', assistPayId: json.assistPayId }),
      PostalCode: 'false',
      SecurityCode: 'true',
      Timeout: '20',
      ValidCardTypes: 'visa amex',
      RequireMatchingInputs: 'payment-card-number',
      Confirmation: 'true',
    });
  });

  it('keeps with the session how long Twilio waits between two keys, where the request names it', async () => {
    const named = await start({ callSid: await house.answeredCall(), chargeAmount: '1.00', timeout: 20 });
    const unnamed = await start({ callSid: await house.answeredCall(), chargeAmount: '1.00' });
    expect(named.json.timeout).toBe(20);
    expect(await read(named.json.paySid)).toMatchObject({ timeout: 20, trail: { verified: true } });
    expect(unnamed.json).not.toHaveProperty('timeout');
    expect(await read(unnamed.json.paySid)).not.toHaveProperty('timeout');
    expect(house.twilio.documents.get(named.json.document)).toMatchObject({ timeout: 20 });
  });

  it('opens a tokenisation without an amount or a currency', async () => {
    const callSid = await house.answeredCall();
    const { json } = await start({ callSid, tokenType: 'reusable' });
    expect(json).toMatchObject({ tokenType: 'reusable' });
    expect(json.chargeAmount).toBeUndefined();
    expect(house.twilio.payments()[0]?.form).not.toHaveProperty('ChargeAmount');
    expect(house.twilio.payments()[0]?.form).not.toHaveProperty('Currency');
  });

  it.each([
    ['12', undefined, '12.00'],
    ['12.5', 'USD', '12.50'],
    ['500', 'JPY', '500'],
    ['1.25', 'KWD', '1.250'],
    ['1200', 'huf', '1200.00'],
  ])('keeps %s %s in its one form, and tells Twilio that', async (chargeAmount, currency, kept) => {
    const callSid = await house.answeredCall();
    const { json } = await start({ callSid, chargeAmount, ...(currency ? { currency } : {}) });
    expect(json.chargeAmount).toBe(kept);
    expect((await read(json.paySid)).chargeAmount).toBe(kept);
    expect(house.twilio.payments()[0]?.form.ChargeAmount).toBe(kept);
  });

  it('opens a bank payment', async () => {
    const callSid = await house.answeredCall();
    const { json } = await start({
      callSid,
      chargeAmount: '5',
      paymentMethod: 'ach-debit',
      bankAccountType: 'consumer-savings',
      parameters: { AVSName: 'Pat Doe' },
    });
    expect(json.required).toEqual(['bank-routing-number', 'bank-account-number']);
    expect(house.twilio.payments()[0]?.form).not.toHaveProperty('SecurityCode');
  });

  it('gives the live document to its agent only, for reading', async () => {
    const callSid = await house.answeredCall();
    const { json } = await start({ callSid, chargeAmount: '1.00' });
    expect(house.twilio.documents.get(json.document)).toMatchObject({ paySid: json.paySid, version: 1 });
    const permission = house.twilio.calls.find(({ path }) => path.includes('/Permissions/'));
    expect(permission?.path).toMatch(new RegExp(`/Documents/${json.document}/Permissions/ana$`));
    expect(permission?.form).toEqual({ Read: 'true', Write: 'false', Manage: 'false' });
  });

  it('finds the call by the SID of the agent’s own leg', async () => {
    const callSid = await house.rungCall();
    const legSid = newSid('CA');
    const leg = { CallSid: legSid, ParentCallSid: callSid, CallStatus: 'in-progress', To: 'client:ana' };
    await house.webhook('callStatus', leg);
    house.twilio.legs = [{ sid: legSid, to: 'client:ana', status: 'in-progress', parent_call_sid: callSid }];
    expect((await start({ callSid: legSid, chargeAmount: '1.00' })).json.callSid).toBe(callSid);
    const asked = house.twilio.calls.filter(({ path }) => path.includes(`/Calls/${legSid}.json`));
    expect(asked).toHaveLength(1);
  });

  it('asks Twilio nothing about the call when it is the agent’s own, and its first payment', async () => {
    const callSid = await house.answeredCall();
    house.twilio.forget();
    const send = jest.spyOn(DynamoDBClient.prototype, 'send');
    await start({ callSid, chargeAmount: '1.00' });
    const commands = send.mock.calls.map(([command]) => command.constructor.name);
    send.mockRestore();
    // Claimed; on its call and on the list; recorded. Nothing is read.
    expect(commands.sort()).toEqual([
      'PutItemCommand',
      'PutItemCommand',
      'UpdateItemCommand',
      'UpdateItemCommand',
    ]);
    expect(house.twilio.calls.filter(({ path }) => /\/Calls(?:\/CA\w+)?\.json/.test(path))).toEqual([]);
  });

  it.each([
    ['with an amount', { ChargeAmount: '1.00' }, ['started']],
    ['that does not tell what it is about', {}, ['adopted', 'started']],
  ])('knows its session when the first callback was faster, one %s', async (_, form, types) => {
    const callSid = await house.answeredCall();
    const paySid = newSid('PK');
    house.twilio.next(/Payments\.json/, { status: 201, body: { sid: paySid } });
    house.twilio.before(/Payments\.json/, () =>
      house.callback(paySid, { CallSid: callSid, ...form, DateUpdated: at(1) }),
    );
    const first = await start({ callSid, chargeAmount: '1.00' });
    expect(first).toMatchObject({ status: 201, json: { paySid, agent: 'ana', chargeAmount: '1.00' } });
    const record = await read(paySid);
    expect(record.events.map(({ type }) => type).filter((type) => type !== 'callback')).toEqual(types);
    expect(record.trail.verified).toBe(true);

    // It is over, and the call knows it: the same charge is a new payment.
    await house.callback(paySid, { CallSid: callSid, Result: 'caller-hung-up', DateUpdated: at(9) });
    const second = await start({ callSid, chargeAmount: '1.00' });
    expect(second.status).toBe(201);
    expect(second.json.paySid).not.toBe(paySid);
    const keys = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
    expect(keys).toEqual([`${callSid}-start-1`, `${callSid}-start-2`]);
  });

  it('records the start itself: Twilio’s report of it waits a moment, and nothing else does', async () => {
    const callSid = await house.answeredCall();
    const paySid = newSid('PK');
    house.twilio.next(/Payments\.json/, { status: 201, body: { sid: paySid } });
    const waits: number[] = [];
    const sleep = async (milliseconds: number) => {
      waits.push(milliseconds);
      expect((await start({ callSid, chargeAmount: '1.00' })).json.paySid).toBe(paySid);
    };
    const record = recordStatus({
      calls: real.calls(),
      bus: real.bus(),
      ceilings: real.ceilings(),
      outbox: real.outbox(),
      clock: { now: () => new Date(), sleep },
      documents: real.documents(),
      open: real.open(),
      sessions: real.sessions(),
      trail: real.trail(),
    });
    const report = (form: Form) => {
      const parameters: Form = { Sid: paySid, CallSid: callSid, ChargeAmount: '1.00', ...form };
      const request = { parameter: (name: string) => parameters[name], header: () => undefined };
      return record({ ...request, log: createLog(() => {}) } as unknown as Parameters<typeof record>[0]);
    };
    await report({ DateCreated: at(0) });
    await report(CARD_ACCEPTED);
    await report({ ...EXPIRY_ACCEPTED, PartialResult: 'true' });
    await report({ Result: 'caller-hung-up', DateUpdated: at(9) });

    expect(waits).toEqual([50]);
    expect((await read(paySid)).events).toMatchObject([
      { type: 'started', by: 'ana', requestId: 'request-1' },
      { type: 'callback' },
      { type: 'fieldAccepted' },
      { type: 'ended' },
    ]);
  });

  it('records the start before it returns', async () => {
    const callSid = await house.answeredCall();
    const { json } = await start({ callSid, chargeAmount: '1.00' });
    const record = await read(json.paySid);
    expect(record.events).toMatchObject([
      { sequence: 1, type: 'started', by: 'ana', requestId: 'request-1' },
    ]);
    expect(record.trail).toEqual({ verified: true, events: 1 });
  });
});

describe('POST /startPaySession refuses', () => {
  const wrong: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['neither amount nor token type', 'chargeAmount', {}],
    ['both', 'chargeAmount', { chargeAmount: '1.00', tokenType: 'reusable' }],
    ['a blank amount', 'chargeAmount', { chargeAmount: '' }],
    ['an amount of nothing', 'chargeAmount', { chargeAmount: '0.00' }],
    ['a negative amount', 'chargeAmount', { chargeAmount: '-0.5' }],
    ['an amount that is a number', 'chargeAmount', { chargeAmount: 12 }],
    ['an amount with a sign', 'chargeAmount', { chargeAmount: '$12' }],
    ['an amount with a comma', 'chargeAmount', { chargeAmount: '1,200' }],
    ['an amount in powers', 'chargeAmount', { chargeAmount: '1e3' }],
    ['a million', 'chargeAmount', { chargeAmount: '1000000' }],
    ['too many decimals', 'chargeAmount', { chargeAmount: '1.005' }],
    ['decimals of a currency without', 'chargeAmount', { chargeAmount: '100.5', currency: 'JPY' }],
    ['four decimals of a currency with three', 'chargeAmount', { chargeAmount: '1.2345', currency: 'KWD' }],
    ['a zero in front', 'chargeAmount', { chargeAmount: '012.00' }],
    ['digits of another script', 'chargeAmount', { chargeAmount: '١٢' }],
    ['an amount with a space', 'chargeAmount', { chargeAmount: ' 12' }],
    ['an amount that ends in its point', 'chargeAmount', { chargeAmount: '12.' }],
    ['an endless amount', 'chargeAmount', { chargeAmount: '9'.repeat(5_000) }],
    ['a currency nobody has', 'currency', { chargeAmount: '1', currency: 'ABC' }],
    ['a currency that is a metal', 'currency', { chargeAmount: '1', currency: 'XAU' }],
    ['a currency that is no more', 'currency', { tokenType: 'reusable', currency: 'HRK' }],
    ['a currency of four letters', 'currency', { chargeAmount: '1', currency: 'EURO' }],
    ['an unknown method', 'paymentMethod', { chargeAmount: '1', paymentMethod: 'cash' }],
    [
      'an account type with a card',
      'bankAccountType',
      { chargeAmount: '1', bankAccountType: 'consumer-checking' },
    ],
    ['a bank payment without a name', 'parameters', { chargeAmount: '1', paymentMethod: 'ach-debit' }],
    ['parameters in parameters', 'parameters', { chargeAmount: '1', parameters: { a: { b: 'c' } } }],
    ['a parameter that is a number', 'parameters', { chargeAmount: '1', parameters: { a: 1 } }],
    [
      'a parameter named like a built-in',
      'parameters',
      { chargeAmount: '1', parameters: { constructor: 'x' } },
    ],
    ['a timeout of nothing', 'timeout', { chargeAmount: '1', timeout: 0 }],
    ['a timeout above ten minutes', 'timeout', { chargeAmount: '1', timeout: 601 }],
    ['a timeout that is no whole number', 'timeout', { chargeAmount: '1', timeout: 2.5 }],
    ['an unknown brand', 'validCardTypes', { chargeAmount: '1', validCardTypes: ['unionpay'] }],
    [
      'a bank field to match',
      'requireMatchingInputs',
      { chargeAmount: '1', requireMatchingInputs: ['bank-account-number'] },
    ],
    ['a text for a switch', 'securityCode', { chargeAmount: '1', securityCode: 'false' }],
    ['a long description', 'description', { chargeAmount: '1', description: 'x'.repeat(201) }],
    ['null', 'currency', { chargeAmount: '1', currency: null }],
    ['a wrong call SID', 'callSid', { chargeAmount: '1', callSid: 'CA1' }],
  ];
  it.each(wrong)('%s, naming %s', async (_, field, body) => {
    const callSid = newSid('CA');
    const reply = await house.desk<ErrorResponse>('startPaySession', another(ANA), { callSid, ...body });
    expect(reply).toMatchObject({ status: 400, json: { error: { code: 'INVALID_REQUEST', field } } });
    expect(reply.json.error.message).toMatch(
      new RegExp(`: ${field} is missing or wrong\\. It (must|goes) .+\\.$`),
    );
    expect(house.twilio.calls).toEqual([]);
  });

  it.each([
    ['description', { description: 'card 4111 1111 1111 1111' }],
    ['parameters', { parameters: { note: '4111-1111-1111-1111' } }],
    ['parameters', { parameters: { x4111111111111111: 'a' } }],
  ])('card digits in %s', async (field, body) => {
    const callSid = await house.answeredCall();
    const reply = await house.desk<ErrorResponse>('startPaySession', ANA, {
      callSid,
      chargeAmount: '1',
      ...body,
    });
    expect(reply).toMatchObject({ status: 400, json: { error: { code: 'CARD_DIGITS', field } } });
    expect(house.twilio.payments()).toEqual([]);
  });

  it('an unknown call', async () => {
    expect((await start({ callSid: newSid('CA'), chargeAmount: '1.00' })).status).toBe(404);
  });

  it('the call of another agent', async () => {
    const callSid = await house.answeredCall(BEN);
    expect(await start({ callSid, chargeAmount: '1.00' })).toMatchObject({
      status: 403,
      json: { error: { code: 'NOT_YOUR_CALL' } },
    });
    expect(house.twilio.payments()).toEqual([]);
    expect((await start({ callSid, chargeAmount: '1.00' }, BEN)).status).toBe(201);
  });

  it('the call of another agent, by the SID of a leg', async () => {
    const callSid = await house.answeredCall(BEN);
    const legSid = newSid('CA');
    house.twilio.legs = [{ sid: legSid, to: 'client:ben', status: 'in-progress', parent_call_sid: callSid }];
    expect(await start({ callSid: legSid, chargeAmount: '1.00' })).toMatchObject({
      status: 403,
      json: { error: { code: 'NOT_YOUR_CALL' } },
    });
    expect(house.twilio.payments()).toEqual([]);
    expect((await start({ callSid, chargeAmount: '1.00' }, BEN)).status).toBe(201);
  });

  it('a leg of a call that is not known here', async () => {
    const legSid = newSid('CA');
    house.twilio.legs = [
      { sid: legSid, to: 'client:ana', status: 'in-progress', parent_call_sid: newSid('CA') },
    ];
    expect((await start({ callSid: legSid, chargeAmount: '1.00' })).status).toBe(404);
    expect(house.twilio.payments()).toEqual([]);
  });

  it.each([
    ['does not respond', 'TWILIO_UNAVAILABLE', [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]],
    ['does not know us', 'TWILIO_REFUSED', [refusal(401, 20003)]],
  ])('a leg while Twilio %s', async (_, code, replies) => {
    house.twilio.next(/Calls\//, ...replies);
    expect(await start({ callSid: newSid('CA'), chargeAmount: '1.00' })).toMatchObject({
      status: 502,
      json: { error: { code } },
    });
  });

  it('a call that has ended', async () => {
    const callSid = await house.answeredCall();
    const completed = { CallSid: callSid, CallStatus: 'completed', To: '+12025550142' };
    await house.webhook('callStatus', completed);
    expect(await start({ callSid, chargeAmount: '1.00' })).toMatchObject({
      status: 409,
      json: { error: { code: 'CALL_ENDED' } },
    });
  });

  it('a second payment while one is open on the call', async () => {
    const callSid = await house.answeredCall();
    await start({ callSid, chargeAmount: '1.00' });
    expect(await start({ callSid, chargeAmount: '2.00' })).toMatchObject({
      status: 409,
      json: { error: { code: 'SESSION_OPEN' } },
    });
  });
});

describe('POST /startPaySession when it does not know who answered', () => {
  it('asks Twilio, and believes it', async () => {
    const callSid = await house.rungCall();
    house.twilio.legs = [{ sid: newSid('CA'), to: 'client:ana', status: 'in-progress' }];
    expect((await start({ callSid, chargeAmount: '1.00' })).status).toBe(201);
  });

  it.each([
    ['nobody answered', []],
    ['another agent answered', [{ sid: newSid('CA'), to: 'client:ben', status: 'in-progress' }]],
    ['it is still ringing', [{ sid: newSid('CA'), to: 'client:ana', status: 'ringing' }]],
  ])('refuses when %s', async (_, legs) => {
    const callSid = await house.rungCall();
    house.twilio.legs = legs;
    expect((await start({ callSid, chargeAmount: '1.00' })).status).toBe(403);
  });

  it('does not ask for an agent who was not rung', async () => {
    const callSid = await house.rungCall();
    expect(
      (await start({ callSid, chargeAmount: '1.00' }, { username: 'eve', roles: ['agent'] })).status,
    ).toBe(403);
    expect(house.twilio.calls).toEqual([]);
  });
});

describe('POST /startPaySession again', () => {
  it('returns the same session while nothing has happened in it', async () => {
    const callSid = await house.answeredCall();
    const first = await start({ callSid, chargeAmount: '1.00' });
    const second = await start({ callSid, chargeAmount: '1.00' });
    expect(second.json).toEqual(first.json);
    expect(house.twilio.payments()).toHaveLength(1);
  });

  it('knows the same amount in another form', async () => {
    const callSid = await house.answeredCall();
    const first = await start({ callSid, chargeAmount: '12.5' });
    const second = await start({ callSid, chargeAmount: '12.50' });
    expect(second.json.paySid).toBe(first.json.paySid);
  });

  it('opens one session when pressed twice at once', async () => {
    const callSid = await house.answeredCall();
    const both = await Promise.all([
      start({ callSid, chargeAmount: '1.00' }),
      start({ callSid, chargeAmount: '1.00' }),
    ]);
    expect(new Set(both.map(({ json }) => json.paySid)).size).toBe(1);
    expect((await read(both[0].json.paySid)).events).toHaveLength(1);
  });

  it.each([
    ['the same', { chargeAmount: '1.00' }, { chargeAmount: '1.00' }],
    [
      'the same, under a reference',
      { chargeAmount: '1.00', reference: 'r1' },
      { chargeAmount: '1.00', reference: 'r1' },
    ],
    ['another amount', { chargeAmount: '1.00' }, { chargeAmount: '2.00' }],
    ['one under a reference', { chargeAmount: '1.00' }, { chargeAmount: '1.00', reference: 'r2' }],
    ['a card to save', { chargeAmount: '1.00' }, { tokenType: 'reusable' as const }],
  ])('opens one session when two start at once: %s', async (_, one, other) => {
    for (const both of [
      [one, other],
      [other, one],
    ]) {
      const callSid = await house.answeredCall();
      house.twilio.forget();
      const replies = await Promise.all(both.map((body) => start({ callSid, ...body })));
      const opened = replies.filter(({ status }) => status === 201);
      const refused = replies.filter(({ status }) => status !== 201);
      expect(new Set(opened.map(({ json }) => json.paySid)).size).toBe(1);
      expect(refused.map(({ json }) => json)).toEqual(
        refused.map(() =>
          expect.objectContaining({ error: expect.objectContaining({ code: 'SESSION_OPEN' }) }),
        ),
      );
      const keys = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
      expect(new Set(keys)).toEqual(new Set([`${callSid}-start-1`]));
      expect((await read(opened[0]?.json.paySid ?? '')).events).toHaveLength(1);
    }
  });

  it('uses the same key after Twilio gave no response, and a new one after it said no', async () => {
    const callSid = await house.answeredCall();
    house.twilio.next(/Payments/, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE);
    expect(await start({ callSid, chargeAmount: '1.00' })).toMatchObject({
      status: 502,
      json: { error: { code: 'TWILIO_UNAVAILABLE' } },
    });
    house.twilio.next(/Payments/, refusal(400, 64004));
    expect(await start({ callSid, chargeAmount: '1.00' })).toMatchObject({
      status: 502,
      json: { error: { code: 'TWILIO_REFUSED', twilioCode: 64004 } },
    });
    expect((await start({ callSid, chargeAmount: '1.00' })).status).toBe(201);

    const keys = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
    expect(keys).toEqual([...Array(5).fill(`${callSid}-start-1`), `${callSid}-start-2`]);
  });

  it('finds the session whose start took effect though no response arrived', async () => {
    const callSid = await house.answeredCall();
    const paySid = newSid('PK');
    house.twilio.before(/Payments/, () =>
      house.callback(paySid, {
        CallSid: callSid,
        ChargeAmount: '1.00',
        DateCreated: '2026-01-15T10:00:00.000Z',
      }),
    );
    house.twilio.next(/Payments/, ...Array(3).fill(UNAVAILABLE), refusal(400, 64021));
    expect((await start({ callSid, chargeAmount: '1.00', description: 'order 7' })).status).toBe(502);

    const again = await start({ callSid, chargeAmount: '1.00', description: 'order 7' });
    expect(again).toMatchObject({ status: 201, json: { paySid, agent: 'ana', description: 'order 7' } });
    const list = await house.desk<PaySessionList>('listPaySessions', ANA, undefined, {
      queryStringParameters: { callSid },
    });
    expect(list.json.items.map((item) => item.paySid)).toEqual([paySid]);
  });

  it('returns the session although its live document could not be made', async () => {
    const callSid = await house.answeredCall();
    house.twilio.next(/Documents/, refusal(429, 54009), refusal(403, 20003));
    const { status, json } = await start({ callSid, chargeAmount: '1.00' });
    expect(status).toBe(201);
    await house.callback(json.paySid, { CallSid: callSid, DateCreated: '2026-01-15T10:00:00.000Z' });
    expect(house.twilio.documents.has(json.document)).toBe(true);
  });
});

describe('bugs of other projects at the start of a payment', () => {
  it('a second payment in the same call works (B4)', async () => {
    const first = await startPayment(house, SHORT);
    await succeed(first);
    const second = await startPayment(house, { ...SHORT, callSid: first.callSid });
    await succeed(second);
    expect((await first.read()).state).toBe('succeeded');
    expect((await second.read()).state).toBe('succeeded');
    expect(second.paySid).not.toBe(first.paySid);
  });

  it.each([
    ['12.00', '12.00'],
    ['12', '12.00'],
    ['12.5', '12.50'],
    ['0.01', '0.01'],
    ['999999.99', '999999.99'],
  ])('the amount %s is passed on as %s, and not one cent of it changes (B7)', async (given, amount) => {
    const pay = await startPayment(house, { ...SHORT, chargeAmount: given });
    expect(house.twilio.payments()[0]?.form.ChargeAmount).toBe(amount);
    expect((await pay.read()).chargeAmount).toBe(amount);
  });

  it.each(['', ' ', '0', '0.00', null, undefined])(
    'the amount %j is refused, not read as saving a card (B8)',
    async (chargeAmount) => {
      const callSid = await house.answeredCall();
      const { status } = await house.desk('startPaySession', ANA, { callSid, chargeAmount });
      expect(status).toBe(400);
      expect(house.twilio.payments()).toEqual([]);
    },
  );

  it('after a failure the agent can try again at once (B9)', async () => {
    const failed = await startPayment(house, SHORT);
    await failed.callback({ Result: 'payment-connector-error', PayErrorCode: '64012', DateUpdated: at(3) });
    expect((await failed.read()).state).toBe('failed');
    const second = await startPayment(house, { ...SHORT, callSid: failed.callSid });
    expect((await second.ask('payment-card-number')).status).toBe(202);
  });
});

async function succeed(pay: Awaited<ReturnType<typeof startPayment>>): Promise<void> {
  await pay.callback(CARD_ACCEPTED);
  await pay.callback(EXPIRY_ACCEPTED);
  await pay.complete();
  await pay.callback({ Result: 'success', PaymentConfirmationCode: 'ch_a', DateUpdated: at(5) });
}

async function read(paySid: string): Promise<PaySessionRecord> {
  const reply = await house.desk<PaySessionRecord>('getPaySession', ANA, undefined, {
    pathParameters: { paySid },
  });
  return reply.json;
}
