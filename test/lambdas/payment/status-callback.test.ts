import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PaySessionRecord, StartRequest } from '#lambdas/contract/desk-api.ts';
import { guidanceFor } from '#lambdas/contract/guidance.ts';
import { SCHEMA } from '#lambdas/session/trail-event.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import {
  ANA,
  BEN,
  type Form,
  type HandlerHouse,
  newSid,
  openHouse,
  SAM,
} from '#test/support/handler-house.ts';
import { at, CARD_ACCEPTED, EXPIRY_ACCEPTED, SHORT, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

const CARD = {
  Capture: 'payment-card-number',
  Required: 'payment-card-number,expiration-date,security-code',
};

const start = (asked: Partial<StartRequest> = {}, person = ANA) =>
  startPayment(house, { postalCode: false, ...asked }, person);

describe('POST /statusCallback', () => {
  it('records what happened, pushes it and returns 204', async () => {
    const session = await start();
    const reply = await session.callback({
      ...CARD,
      Required: 'expiration-date,security-code',
      PartialResult: 'false',
      PaymentCardNumber: 'xxxxxxxxxxxx1111',
      PaymentCardType: 'visa',
      DateUpdated: at(1),
    });
    expect(reply).toMatchObject({ status: 204, text: '' });
    expect(session.screen()).toMatchObject({
      state: 'capturing',
      captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
      cardType: 'visa',
      version: 2,
    });
    expect((await session.read()).events.at(-1)).toMatchObject({
      type: 'fieldAccepted',
      by: 'twilio',
      detail: 'xxxxxxxxxxxx1111 visa',
    });
  });

  it('gives an event the time of our clock, whatever time Twilio says', async () => {
    const session = await start();
    const before = new Date().toISOString();
    await session.callback({
      ...CARD,
      PartialResult: 'false',
      ErrorType: 'invalid-card-number',
      DateUpdated: at(1),
    });
    const event = (await session.read()).events.at(-1);

    expect(event?.at).not.toBe(at(1));
    expect((event?.at ?? '') >= before && (event?.at ?? '') <= new Date().toISOString()).toBe(true);
  });

  it('records a repeat once, by its token and without one', async () => {
    const session = await start();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number', DateUpdated: at(1) };
    await session.callback(refused, 'token-1');
    await session.callback(refused, 'token-1');
    await session.callback(refused, 'token-2');
    await session.callback(refused);
    expect((await session.read()).version).toBe(2);
  });

  it('treats anything under a known token as the same callback', async () => {
    const session = await start();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number' };
    await session.callback({ ...refused, DateUpdated: at(1) }, 'token-1');
    await session.callback({ ...refused, DateUpdated: at(2) }, 'token-1');
    expect((await session.read()).version).toBe(2);
  });

  it('records every one of many at the same time, once each', async () => {
    const session = await start();
    const many = Array.from({ length: 10 }, (_, index) => [index, index]).flat();
    const replies = await Promise.all(
      many.map((index) =>
        session.callback(
          { ...CARD, PartialResult: 'false', ErrorType: 'input-timeout', DateUpdated: at(index) },
          `token-${index}`,
        ),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([204]));
    const record = await session.read();
    expect(record).toMatchObject({ version: 11, trail: { verified: true, events: 11 } });
    expect(session.screen()).toMatchObject({ version: 11 });
  });

  it('returns 204 although the screen cannot be reached, and the next callback updates it', async () => {
    const session = await start();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number', DateUpdated: at(1) };
    house.twilio.next(/Documents\/payment-/, { status: 403 });
    expect((await session.callback(refused)).status).toBe(204);
    expect(session.screen()).toMatchObject({ version: 1 });
    await session.callback({ ...refused, DateUpdated: at(2) });
    expect(session.screen()).toMatchObject({ version: 3 });
  });

  it('pushes again when an end was recorded while it was pushing another', async () => {
    const session = await start();
    house.twilio.before(/Documents\/payment-/, () =>
      session.callback({ Result: 'success', PaymentConfirmationCode: 'ch_1', DateUpdated: at(2) }),
    );
    await session.cancel();
    expect(session.screen()).toMatchObject({ state: 'succeeded', version: 4 });
  });

  it('pushes again when two record at once', async () => {
    const session = await start();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number' };
    // Both have read the trail by now.
    house.twilio.before(/Documents\/typing-/, () => session.callback({ ...refused, DateUpdated: at(2) }));
    house.twilio.before(/Documents\/payment-/, async () => {
      house.twilio.before(/Documents\/payment-/, () => session.callback({ ...refused, DateUpdated: at(3) }));
    });
    await session.callback({ ...refused, DateUpdated: at(1) });
    expect(session.screen()).toMatchObject({ version: 4 });
  });

  it('shows expiry and postal code on the live screen, and keeps them nowhere', async () => {
    const session = await start();
    await session.callback({
      Capture: 'postal-code',
      Required: '',
      ExpirationDate: '1228',
      PaymentCardPostalCode: '94111',
      SecurityCode: 'xxx',
      DateUpdated: at(1),
    });
    expect(session.screen()?.captured).toEqual({
      'expiration-date': '1228',
      'postal-code': '94111',
      'security-code': 'xxx',
    });
    const record = await session.read();
    expect(record.captured).toEqual({
      'expiration-date': 'xxxx',
      'postal-code': 'xxxxx',
      'security-code': 'xxx',
    });
    const stored = JSON.stringify([await scan('Audit'), await scan('Sessions')]);
    // A hash may hold any digits.
    expect(stored.replace(/[0-9a-f]{64}/g, '')).not.toMatch(/"1228"|94111/);

    await session.callback({ Result: 'success', ExpirationDate: '1228', DateUpdated: at(2) });
    expect(session.screen()?.captured).toMatchObject({ 'expiration-date': 'xxxx' });
  });

  it.each([
    ['the card', '4111111111111111'],
    ['a postal code and more', '94111 cvv 737'],
    ['markup', '<b>94111'],
  ])('shows no postal code that is %s', async (_, PaymentCardPostalCode) => {
    const session = await start();
    const given = { ExpirationDate: '12/28', SecurityCode: 'xxx', DateUpdated: at(1) };
    await session.callback({ Capture: 'postal-code', Required: '', PaymentCardPostalCode, ...given });
    expect(session.screen()?.captured).toEqual({
      'expiration-date': 'xxxx',
      'postal-code': 'xxxxx',
      'security-code': 'xxx',
    });
  });

  it('records a session that was not started here, for the agent of its call', async () => {
    const callSid = await house.answeredCall(BEN);
    const paySid = newSid('PK');
    await house.callback(paySid, { CallSid: callSid, ChargeAmount: '5.00', DateCreated: at(0) });
    const { json } = await house.desk<PaySessionRecord>('getPaySession', BEN, undefined, {
      pathParameters: { paySid },
    });
    expect(json).toMatchObject({ agent: 'ben', chargeAmount: '5.00', state: 'started' });
    expect(json.events.map(({ type }) => type)).toEqual(['adopted', 'callback']);
    expect((await house.desk('cancelPaySession', BEN, { paySid })).status).toBe(202);
  });

  it('records a session of an unknown call, for supervisors only', async () => {
    const paySid = newSid('PK');
    expect((await house.callback(paySid, { CallSid: newSid('CA'), Result: 'caller-hung-up' })).status).toBe(
      204,
    );
    const pathParameters = { paySid };
    expect((await house.desk('getPaySession', SAM, undefined, { pathParameters })).json.state).toBe('failed');
    expect((await house.desk('getPaySession', ANA, undefined, { pathParameters })).status).toBe(403);
  });

  it.each([
    ['none', {}],
    ['one of a call', { Sid: `CA${'1'.repeat(32)}` }],
    ['a path', { Sid: '../../x' }],
  ])('refuses a payment SID that is %s', async (_, form) => {
    const reply = await house.webhook('statusCallback', { AccountSid: 'AC', ...form });
    expect(reply).toMatchObject({ status: 400, json: { error: { field: 'Sid' } } });
  });

  it('is recorded behind an event that only a newer version understands, and nobody is shown half of it', async () => {
    const session = await start();
    const shown = session.screen();
    const { paySid } = session;
    const future = { type: 'of-the-future', by: 'system', schema: SCHEMA + 1, at: at(1), hash: 'h' };
    await createDocumentClient().send(
      new PutCommand({ TableName: 'Audit', Item: { ...future, paySid, sequence: 2 } }),
    );
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number', DateUpdated: at(2) };
    expect((await session.callback(refused)).status).toBe(204);
    expect((await real.trail().read(paySid)).map(({ type }) => type)).toEqual([
      'started',
      'of-the-future',
      'callback',
    ]);
    expect(session.screen()).toEqual(shown);
    const reply = await house.desk('getPaySession', SAM, undefined, { pathParameters: { paySid } });
    expect(reply).toMatchObject({ status: 503, json: { error: { code: 'TRAIL_TOO_NEW' } } });
  });

  it('accepts parameters it has never seen', async () => {
    const session = await start();
    const odd = {
      __proto__x: '1',
      constructor: '2',
      Capture: 'shoe-size',
      Required: 'shoe-size',
      Result: '<b>',
    };
    expect((await session.callback({ ...odd, DateUpdated: at(1) })).status).toBe(204);
    expect((await session.read()).state).toBe('ready');
  });
});

describe('incoming digits', () => {
  const typed = (digits: string, second: number): Form => ({
    ...CARD,
    PartialResult: 'true',
    PaymentCardNumber: digits,
    DateUpdated: at(second),
  });

  it('go to the screen and are not events', async () => {
    const session = await start();
    await session.ask('payment-card-number');
    const before = session.screen();
    await session.callback(typed('', 1));
    await session.callback(typed('xx', 2));
    const { paySid } = session;
    expect(session.typed()).toEqual({ paySid, field: 'payment-card-number', typed: 'xx', at: at(2) });
    expect(session.screen()).toEqual(before);
    const record = await session.read();
    expect(record).toMatchObject({ version: 2, capturing: { typed: '' } });
    expect(record.events).toHaveLength(2);
  });

  it('cost one request to Twilio and none to a table', async () => {
    const session = await start();
    await session.ask('payment-card-number');
    const before = [await scan('Audit'), await scan('Sessions')];
    house.twilio.forget();
    const send = jest.spyOn(DynamoDBClient.prototype, 'send');
    for (let digits = 1; digits <= 16; digits += 1) await session.callback(typed('x'.repeat(digits), digits));
    const requests = send.mock.calls.length;
    const after = [await scan('Audit'), await scan('Sessions')];
    const counted = send.mock.calls.length;
    await session.ask('payment-card-number');
    const control = send.mock.calls.length - counted;
    send.mockRestore();

    expect([requests, control]).toEqual([0, 2]);
    const toDocuments = house.twilio.calls.filter(({ path }) => path.includes('/Documents'));
    expect(house.twilio.calls).toHaveLength(toDocuments.length + 1);
    expect(toDocuments.map(({ method, path }) => [method, path.split('/').at(-1)])).toEqual(
      Array(16).fill(['POST', `typing-${session.paySid}`]),
    );
    expect(after).toEqual(before);
  });

  it('are masked again, whatever Twilio sends', async () => {
    const session = await start();
    await session.callback(typed('4111111111111111', 1));
    expect(session.typed()?.typed).toBe('x'.repeat(16));
    const kept = JSON.stringify([await scan('Audit'), await scan('Sessions'), house.twilio.pushed]);
    expect(kept.replace(/[0-9a-f]{64}/g, '')).not.toContain('4111');
  });

  it('say by Twilio’s own time, like every outcome, which of them came later', async () => {
    const session = await start();
    await session.ask('payment-card-number');
    await session.callback(typed('xxxx', 4));
    await session.callback({
      ...CARD,
      PartialResult: 'false',
      ErrorType: 'input-timeout',
      DateUpdated: at(5),
    });
    expect(session.typed()?.at).toBe(at(4));
    expect(session.screen()?.outcomeTimes).toEqual({ 'payment-card-number': at(5) });

    await session.callback({ Result: 'caller-hung-up', DateUpdated: at(8) });
    expect(session.screen()).not.toHaveProperty('outcomeTimes');
  });

  it('change nothing of a session that is over', async () => {
    const session = await start();
    await session.callback({ Result: 'caller-hung-up', DateUpdated: at(8) });
    const ended = await session.read();
    const screen = session.screen();
    expect((await session.callback(typed('xxxx', 9))).status).toBe(204);
    expect(await session.read()).toEqual(ended);
    expect(session.screen()).toEqual(screen);
  });

  it.each([
    ['payment-card-number', 'invalid-card-number', 'PaymentCardNumber', 4, 'input-timeout'],
    ['payment-card-number', 'invalid-card-number', 'PaymentCardNumber', 16, 'invalid-card-number'],
    ['payment-card-number-matcher', 'invalid-card-number', 'PaymentCardNumber', 4, 'input-timeout'],
    ['payment-card-number', 'invalid-card-type', 'PaymentCardNumber', 16, 'invalid-card-type'],
    ['expiration-date', 'invalid-date', 'ExpirationDate', 2, 'input-timeout'],
    ['expiration-date', 'invalid-date', 'ExpirationDate', 4, 'invalid-date'],
    ['security-code', 'invalid-security-code', 'SecurityCode', 2, 'input-timeout'],
    ['security-code', 'invalid-security-code', 'SecurityCode', 3, 'invalid-security-code'],
    ['postal-code', 'invalid-postal-code', 'PaymentCardPostalCode', 3, 'invalid-postal-code'],
  ])('tell an entry that nobody finished from a wrong one: %s, %s, %s, %d digits', async (...row) => {
    const [capture, ErrorType, parameter, digits, code] = row;
    const session = await start();
    await session.ask(capture);
    await session.callback({
      Capture: capture,
      PartialResult: 'true',
      [parameter]: 'x'.repeat(digits),
      DateUpdated: at(3),
    });
    const refused = { Capture: capture, ErrorType, Required: capture, DateUpdated: at(8) };
    await session.callback(refused);
    await session.callback(refused, 'another-token');
    expect(session.screen()?.error).toMatchObject({ code, field: capture });
    const { events, version } = await session.read();
    expect(events.at(-1)).toMatchObject({ type: 'fieldRefused', code });
    expect(version).toBe(3);
  });

  it.each([
    ['ended by # after four digits', 'payment-card-number', 'invalid-card-number', 'PaymentCardNumber', 4],
    ['whose last digit is reported late', 'expiration-date', 'invalid-date', 'ExpirationDate', 3],
  ])('call no entry unfinished %s', async (_, capture, ErrorType, parameter, digits) => {
    const session = await start();
    await session.ask(capture);
    const partial = { Capture: capture, PartialResult: 'true', [parameter]: 'x'.repeat(digits) };
    await session.callback({ ...partial, DateUpdated: at(3) });
    await session.callback({ Capture: capture, ErrorType, Required: capture, DateUpdated: at(4) });
    expect(session.screen()?.error).toMatchObject({ code: ErrorType, field: capture });
  });

  it('of an unknown session are acknowledged and forgotten', async () => {
    const paySid = newSid('PK');
    expect((await house.callback(paySid, typed('x', 1))).status).toBe(204);
    expect((await house.desk('getPaySession', SAM, undefined, { pathParameters: { paySid } })).status).toBe(
      404,
    );
  });
});

describe('bugs of other projects that come with callbacks', () => {
  it('a field whose PartialResult is the text "false" is shown before the payment is complete (B1)', async () => {
    const pay = await start(SHORT);
    await pay.callback({ ...CARD_ACCEPTED, PartialResult: 'false' });
    expect(pay.screen()?.captured).toEqual({ 'payment-card-number': 'xxxxxxxxxxxx1111' });
  });

  it('two agents on two calls see nothing of each other (B6)', async () => {
    const anas = await start(SHORT);
    const bens = await start(SHORT, BEN);
    await anas.callback(CARD_ACCEPTED);
    await bens.callback({
      ...CARD_ACCEPTED,
      PaymentCardNumber: 'xxxxxxxxxxxx4444',
      PaymentCardType: 'mastercard',
    });
    await anas.callback({ ...EXPIRY_ACCEPTED, ErrorType: 'invalid-date' });
    expect(anas.screen()).toMatchObject({ agent: 'ana', cardType: 'visa', error: { code: 'invalid-date' } });
    expect(bens.screen()).toMatchObject({ agent: 'ben', cardType: 'mastercard' });
    expect(bens.screen()?.error).toBeUndefined();
  });

  it('twelve payments at once keep apart (B11)', async () => {
    const pays = [];
    for (let index = 0; index < 12; index += 1)
      pays.push(await start({ ...SHORT, chargeAmount: `${index + 1}.00` }));
    await Promise.all(
      pays.map((pay, index) =>
        pay.callback({ ...CARD_ACCEPTED, PaymentCardNumber: `xxxxxxxxxxxx${String(1000 + index)}` }),
      ),
    );
    const screens = pays.map((pay) => [
      pay.screen()?.chargeAmount,
      pay.screen()?.captured['payment-card-number'],
    ]);
    expect(screens).toEqual(
      pays.map((_, index) => [`${index + 1}.00`, `xxxxxxxxxxxx${String(1000 + index)}`]),
    );
  });

  it('a callback cannot choose which record it writes (B13)', async () => {
    const mine = await start(SHORT);
    const other = await start(SHORT, BEN);
    const before = other.screen();
    await mine.callback({
      ...CARD_ACCEPTED,
      syncDocumentSid: other.document,
      document: other.document,
      paySid: other.paySid,
      PaySid: other.paySid,
    });
    expect(other.screen()).toEqual(before);
    expect((await other.read()).version).toBe(1);
    expect((await mine.read()).version).toBe(2);
  });

  it.each([
    ['payment-card-number', 'input-timeout'],
    ['payment-card-number', 'invalid-card-number'],
    ['payment-card-number', 'invalid-card-type'],
    ['expiration-date', 'invalid-date'],
    ['security-code', 'invalid-security-code'],
    ['security-code', 'invalid-card-number-security-code-capture-sequence'],
    ['postal-code', 'invalid-postal-code'],
    ['bank-routing-number', 'invalid-bank-routing-number'],
    ['bank-account-number', 'invalid-bank-account-number'],
    ['bank-account-number', 'invalid-bank-account-type'],
    ['payment-card-number-matcher', 'input-matching-failed'],
    ['payment-card-number', 'internal-error'],
    ['payment-card-number', 'an-error-nobody-knows'],
  ])('on %s the error %s reaches the agent in words (B16)', async (Capture, ErrorType) => {
    const pay = await start(SHORT);
    await pay.callback({ Capture, ErrorType, PartialResult: 'false', DateUpdated: at(1) });
    const error = { code: ErrorType, field: Capture, guidance: guidanceFor(ErrorType) };
    expect(pay.screen()?.error).toEqual(error);
    expect((await pay.read()).error).toEqual(error);
  });

  it.each([
    ['payment-connector-error', '64012', '64012'],
    ['payment-connector-error', '', 'result-unknown'],
    ['caller-interrupted-with-star', '', 'caller-interrupted-with-star'],
    ['caller-hung-up', '', 'caller-hung-up'],
    ['validation-error', '64003', '64003'],
    ['a-result-nobody-knows', '', 'a-result-nobody-knows'],
  ])('the end %s %s reaches the agent in words (B16)', async (Result, PayErrorCode, code) => {
    const pay = await start(SHORT);
    await pay.callback({ Result, PayErrorCode, DateUpdated: at(1) });
    expect(pay.screen()).toMatchObject({
      state: 'failed',
      result: Result,
      error: { code, guidance: guidanceFor(code, code === '64012') },
    });
  });
});

// Last: Sync then rests for a while.
it('incoming digits are acknowledged although the screen cannot be reached', async () => {
  const session = await start();
  house.twilio.next(/Documents\/typing-/, { status: 403 });
  const digits = { ...CARD, PartialResult: 'true', PaymentCardNumber: 'x', DateUpdated: at(1) };
  expect((await session.callback(digits)).status).toBe(204);
  expect(session.typed()).toEqual({});
});

async function scan(table: string): Promise<unknown> {
  return (await createDocumentClient().send(new ScanCommand({ TableName: table }))).Items;
}
