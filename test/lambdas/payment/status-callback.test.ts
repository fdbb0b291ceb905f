import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaySession, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import {
  ANA,
  BEN,
  type Form,
  type HandlerHouse,
  newSid,
  openHouse,
  SAM,
} from '#test/support/handler-house.ts';

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

describe('POST /statusCallback', () => {
  it('records what happened, pushes it and answers 204', async () => {
    const session = await startedSession();
    const reply = await session.callback({
      ...CARD,
      Required: 'expiration-date,security-code',
      PartialResult: 'false',
      PaymentCardNumber: 'xxxxxxxxxxxx1111',
      PaymentCardType: 'visa',
      DateUpdated: at(1),
    });
    expect(reply).toMatchObject({ status: 204, text: '' });
    expect(session.document()).toMatchObject({
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

  it('records a repeat once, by its token and without one', async () => {
    const session = await startedSession();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number', DateUpdated: at(1) };
    await session.callback(refused, 'token-1');
    await session.callback(refused, 'token-1');
    await session.callback(refused, 'token-2');
    await session.callback(refused);
    expect((await session.read()).version).toBe(2);
  });

  it('takes whatever comes under a token it knows for the same callback', async () => {
    const session = await startedSession();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number' };
    await session.callback({ ...refused, DateUpdated: at(1) }, 'token-1');
    await session.callback({ ...refused, DateUpdated: at(2) }, 'token-1');
    expect((await session.read()).version).toBe(2);
  });

  it('records every one of many at the same time, once each', async () => {
    const session = await startedSession();
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
    expect(session.document()).toMatchObject({ version: 11 });
  });

  it('answers 204 although the screen cannot be reached, and the next callback mends it', async () => {
    const session = await startedSession();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number', DateUpdated: at(1) };
    house.twilio.next(/Documents/, { status: 403 });
    expect((await session.callback(refused)).status).toBe(204);
    expect(session.document()).toMatchObject({ version: 1 });
    await session.callback({ ...refused, DateUpdated: at(2) });
    expect(session.document()).toMatchObject({ version: 3 });
  });

  it('pushes again when the state moved while it was pushing', async () => {
    const session = await startedSession();
    const refused = { ...CARD, PartialResult: 'false', ErrorType: 'invalid-card-number' };
    let second: Promise<unknown> | undefined;
    house.twilio.before(/Documents/, async () => {
      second = session.callback({ ...refused, DateUpdated: at(2) });
      await second;
    });
    await session.callback({ ...refused, DateUpdated: at(1) });
    await second;
    expect(session.document()).toMatchObject({ version: 3 });
  });

  it('shows expiry and postal code on the live screen, and keeps them nowhere', async () => {
    const session = await startedSession();
    await session.callback({
      Capture: 'postal-code',
      Required: '',
      ExpirationDate: '1228',
      PaymentCardPostalCode: '94111',
      SecurityCode: 'xxx',
      DateUpdated: at(1),
    });
    expect(session.document()?.captured).toEqual({
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
    expect(stored).not.toMatch(/"1228"|94111/);

    await session.callback({ Result: 'success', ExpirationDate: '1228', DateUpdated: at(2) });
    expect(session.document()?.captured).toMatchObject({ 'expiration-date': 'xxxx' });
  });

  it('records a session nobody started here, for the agent of its call', async () => {
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

  it('records a session of a call nobody knows, for supervisors only', async () => {
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

  it('stands parameters it has never seen', async () => {
    const session = await startedSession();
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

describe('digits coming in', () => {
  const typed = (digits: string, second: number): Form => ({
    ...CARD,
    PartialResult: 'true',
    PaymentCardNumber: digits,
    DateUpdated: at(second),
  });

  it('go to the screen and are no events', async () => {
    const session = await startedSession();
    await session.ask('payment-card-number');
    await session.callback(typed('', 1));
    await session.callback(typed('xx', 2));
    expect(session.document()).toMatchObject({
      state: 'capturing',
      capturing: { field: 'payment-card-number', typed: 'xx' },
      version: 2,
    });
    const record = await session.read();
    expect(record).toMatchObject({ version: 2, capturing: { typed: 'xx' } });
    expect(record.events).toHaveLength(2);
  });

  it('make the state newer without making a version', async () => {
    const session = await startedSession();
    await session.ask('payment-card-number');
    const before = (await session.read()).updatedAt;
    await session.callback({ ...typed('x', 0), DateUpdated: '2999-01-01T00:00:00.000Z' });
    expect(session.document()?.updatedAt.localeCompare(before)).toBe(1);
  });

  it('are ignored when they come late: after more digits, after the outcome, after the end', async () => {
    const session = await startedSession();
    await session.ask('payment-card-number');
    await session.callback(typed('xxx', 3));
    await session.callback(typed('xx', 2));
    expect(session.document()?.capturing?.typed).toBe('xxx');

    await session.callback({
      ...CARD,
      PartialResult: 'false',
      ErrorType: 'input-timeout',
      DateUpdated: at(5),
    });
    await session.callback(typed('xxxx', 4));
    expect(session.document()).toMatchObject({ error: { code: 'input-timeout' } });
    expect(session.document()?.capturing).toBeUndefined();

    await session.callback({ Result: 'caller-hung-up', DateUpdated: at(8) });
    await session.callback(typed('xxxx', 9));
    expect(session.document()).toMatchObject({ state: 'failed' });
  });

  it('of another field than the one asked for are ignored', async () => {
    const session = await startedSession();
    await session.ask('payment-card-number');
    await session.ask('expiration-date');
    await session.callback(typed('xxxxx', 3));
    expect((await session.read()).capturing).toEqual({ field: 'expiration-date', typed: '' });
  });

  it('reach the screen although the kept state was lost', async () => {
    const session = await startedSession();
    await session.ask('payment-card-number');
    await createDynamo().send(
      new DeleteCommand({ TableName: 'Sessions', Key: { pk: `session#${session.paySid}` } }),
    );
    await session.callback(typed('xxxx', 3));
    expect(session.document()?.capturing?.typed).toBe('xxxx');
  });

  it('carry an older version than the outcome that was pushed meanwhile', async () => {
    const session = await startedSession();
    await session.ask('payment-card-number');
    const outcome = { ...CARD, PartialResult: 'false', ErrorType: 'input-timeout', DateUpdated: at(5) };
    house.twilio.before(/Documents/, () => session.callback(outcome));
    await session.callback(typed('xxxx', 4));
    const pushed = house.twilio.pushed.slice(-2) as readonly PaySession[];
    expect(pushed.map(({ version }) => version)).toEqual([3, 2]);
    expect(await session.read()).toMatchObject({ version: 3, error: { code: 'input-timeout' } });
  });

  it('of a session nobody knows are acknowledged and forgotten', async () => {
    const paySid = newSid('PK');
    expect((await house.callback(paySid, typed('x', 1))).status).toBe(204);
    expect((await house.desk('getPaySession', SAM, undefined, { pathParameters: { paySid } })).status).toBe(
      404,
    );
  });
});

async function startedSession() {
  const callSid = await house.answeredCall();
  const { json } = await house.desk('startPaySession', ANA, {
    callSid,
    chargeAmount: '12.00',
    postalCode: false,
  });
  const { paySid, document } = json;
  return {
    paySid,
    callback: (form: Form, token?: string) => house.callback(paySid, { CallSid: callSid, ...form }, token),
    ask: (capture: string) => house.desk('updatePaySession', ANA, { paySid, capture }),
    document: () => house.twilio.documents.get(document) as PaySession | undefined,
    read: async () =>
      (await house.desk<PaySessionRecord>('getPaySession', ANA, undefined, { pathParameters: { paySid } }))
        .json,
  };
}

async function scan(table: string): Promise<unknown> {
  return (await createDynamo().send(new ScanCommand({ TableName: table }))).Items;
}

function at(second: number): string {
  return `2026-01-15T10:00:${String(second).padStart(2, '0')}.000Z`;
}
