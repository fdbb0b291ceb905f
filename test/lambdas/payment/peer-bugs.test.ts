import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PaySession, PaySessionRecord, TokenAnswer } from '#lambdas/contract/desk-api.ts';
import { guidanceFor } from '#lambdas/contract/guidance.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import {
  ANA,
  BEN,
  connectorCredentials,
  type Form,
  type HandlerHouse,
  openHouse,
  PUBLIC_BASE_URL,
} from '#test/support/handler-house.ts';

/** Bugs that public projects of this kind shipped, each kept out by a test of the name it has in our notes. */
let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterAll(() => house.close());

const CARD_ACCEPTED = {
  Capture: 'payment-card-number',
  PaymentCardNumber: 'xxxxxxxxxxxx1111',
  PaymentCardType: 'visa',
  Required: 'expiration-date',
  DateUpdated: at(1),
};
const EXPIRY_ACCEPTED = { ...CARD_ACCEPTED, Capture: 'expiration-date', Required: '', DateUpdated: at(2) };

describe('bugs of peers', () => {
  it('B1: a field whose PartialResult is the text "false" is shown before the payment is complete', async () => {
    const pay = await start();
    await pay.callback({ ...CARD_ACCEPTED, PartialResult: 'false' });
    expect(pay.screen()?.captured).toEqual({ 'payment-card-number': 'xxxxxxxxxxxx1111' });
  });

  it('B2: every call of a session has its own idempotency key, and a retry of one call reuses it', async () => {
    const pay = await start();
    await pay.ask('payment-card-number');
    await pay.ask('payment-card-number');
    await pay.callback(CARD_ACCEPTED);
    await pay.callback(EXPIRY_ACCEPTED);
    house.twilio.next(/Payments\/PK/, { status: 503, headers: { 'retry-after': '0' } });
    await pay.complete();
    const keys = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
    expect(keys).toHaveLength(5);
    expect(keys[3]).toBe(keys[4]);
    expect(new Set(keys).size).toBe(4);
  });

  it('B3: asking again after a reload of the page is not swallowed', async () => {
    const pay = await start();
    await pay.ask('payment-card-number');
    // A reloaded page knows nothing but what it reads.
    const { paySid } = await pay.read();
    await house.desk('updatePaySession', ANA, { paySid, capture: 'payment-card-number' });
    const [, first, second] = house.twilio.payments().map(({ form }) => form.IdempotencyKey);
    expect(first).not.toBe(second);
  });

  it('B4: a second payment in the same call works', async () => {
    const first = await start();
    await first.succeed();
    const second = await start({ callSid: first.callSid });
    await second.succeed();
    expect((await first.read()).state).toBe('succeeded');
    expect((await second.read()).state).toBe('succeeded');
    expect(second.paySid).not.toBe(first.paySid);
  });

  it('B5: every request of a session goes to the leg it was started on', async () => {
    const pay = await start();
    await pay.ask('payment-card-number');
    await pay.callback(CARD_ACCEPTED);
    await pay.callback(EXPIRY_ACCEPTED);
    await pay.complete();
    await pay.cancel();
    expect(house.twilio.payments()).toHaveLength(4);
    for (const { path } of house.twilio.payments()) expect(path).toContain(`/Calls/${pay.callSid}/Payments`);
  });

  it('B6: two agents on two calls see nothing of each other', async () => {
    const anas = await start();
    const bens = await start({ person: BEN });
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

  it.each([
    ['12.00', '12.00'],
    ['12', '12.00'],
    ['12.5', '12.50'],
    ['0.01', '0.01'],
    ['999999.99', '999999.99'],
  ])('B7: the amount %s is passed on as %s, and not one cent of it changes', async (given, amount) => {
    const pay = await start({ chargeAmount: given });
    expect(house.twilio.payments()[0]?.form.ChargeAmount).toBe(amount);
    expect((await pay.read()).chargeAmount).toBe(amount);
  });

  it.each(['', ' ', '0', '0.00', null, undefined])(
    'B8: the amount %j is refused, not taken for saving a card',
    async (chargeAmount) => {
      const callSid = await house.answeredCall();
      const { status } = await house.desk('startPaySession', ANA, { callSid, chargeAmount });
      expect(status).toBe(400);
      expect(house.twilio.payments()).toEqual([]);
    },
  );

  it('B9: after a failure the agent can try again at once', async () => {
    const failed = await start();
    await failed.callback({ Result: 'payment-connector-error', PayErrorCode: '64012', DateUpdated: at(3) });
    expect((await failed.read()).state).toBe('failed');
    const second = await start({ callSid: failed.callSid });
    expect((await second.ask('payment-card-number')).status).toBe(202);
  });

  it('B10: every address handed to Twilio leads to a route that takes its signed request', async () => {
    const pay = await start();
    await pay.ask('payment-card-number');
    const callSid = await house.rungCall();
    const { text } = await house.webhook('twiml', { CallSid: callSid });
    const addresses = new Set([
      ...house.twilio.payments().map(({ form }) => form.StatusCallback ?? ''),
      ...[...text.matchAll(/statusCallback="([^"]+)"/g)].map(([, address]) => address ?? ''),
    ]);
    expect(addresses.size).toBe(2);
    for (const address of addresses) {
      const path = address.replace(PUBLIC_BASE_URL, '');
      const route = ROUTES.find(({ paths }) => paths.includes(path));
      expect(route).toMatchObject({ method: 'POST', auth: { kind: 'twilioSignature' } });
      expect((await house.webhook(route?.name ?? '', { CallSid: callSid, Sid: pay.paySid })).status).toBe(
        204,
      );
    }
  });

  it('B11: twelve payments at once keep apart', async () => {
    const pays = [];
    for (let index = 0; index < 12; index += 1) pays.push(await start({ chargeAmount: `${index + 1}.00` }));
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

  it('B12: no card number reaches a log line, a table, a screen or an answer', async () => {
    const canary = '4000056655665556';
    const lines: string[] = [];
    const answers: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((line) => lines.push(String(line)) > 0);
    delete process.env.LOG_LEVEL;
    try {
      const pay = await start();
      const spellings = [canary, '4000 0566 5566 5556', '4000-0566-5566-5556'];
      for (const [index, spelling] of spellings.entries()) {
        const everywhere = Object.fromEntries(
          [
            'PaymentCardNumber',
            'PaymentError',
            'ConnectorError',
            'PaymentToken',
            'PaymentConfirmationCode',
            'ErrorType',
            'Capture',
            'SomethingNew',
          ].map((name) => [name, spelling]),
        );
        answers.push((await pay.callback({ ...everywhere, DateUpdated: at(10 + index) })).text);
        answers.push(
          (
            await pay.callback({
              ...everywhere,
              Capture: 'payment-card-number',
              PartialResult: 'true',
              DateUpdated: at(20 + index),
            })
          ).text,
        );
        for (const route of [
          'startPaySession',
          'updatePaySession',
          'completePaySession',
          'cancelPaySession',
        ]) {
          const body = {
            paySid: pay.paySid,
            callSid: pay.callSid,
            capture: spelling,
            description: spelling,
            reason: spelling,
            chargeAmount: spelling,
          };
          answers.push((await house.desk(route, ANA, body)).text);
        }
        const processor = {
          method: 'charge',
          transaction_id: spelling,
          cardnumber: canary,
          cvv: '987',
          amount: '1.00',
        };
        const headers = { authorization: connectorCredentials() };
        answers.push(
          (await house.invoke('mockPaymentProcessor', { body: JSON.stringify(processor), headers })).text,
        );
        answers.push((await house.invoke('mockPaymentProcessor', { body: `${canary}{`, headers })).text);
        const queryStringParameters = { agent: spelling, callSid: spelling, cursor: spelling };
        answers.push((await house.desk('listPaySessions', ANA, undefined, { queryStringParameters })).text);
      }
      await pay.callback({
        Result: 'payment-connector-error',
        ConnectorError: `declined ${canary}`,
        DateUpdated: at(40),
      });
      answers.push(JSON.stringify(await pay.read()));
    } finally {
      process.env.LOG_LEVEL = 'silent';
      write.mockRestore();
    }

    const tables = await Promise.all(
      ['Audit', 'Sessions'].map(
        async (TableName) => (await createDynamo().send(new ScanCommand({ TableName }))).Items,
      ),
    );
    const sinks = { lines, answers, tables, screens: house.twilio.pushed };
    expect(lines.length).toBeGreaterThan(20);
    for (const [sink, content] of Object.entries(sinks)) {
      const digits = JSON.stringify(content).replace(/[\s-]/g, '');
      expect([
        sink,
        digits.includes(canary),
        digits.includes('4000056655'),
        digits.includes('"987"'),
      ]).toEqual([sink, false, false, false]);
    }
  });

  it('B13: a callback cannot choose which record it writes', async () => {
    const mine = await start();
    const other = await start({ person: BEN });
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

  it('B14: only a signed-in agent gets a token, for their own identity and for nothing more', async () => {
    expect((await house.invoke('token', {})).status).toBe(401);
    const { json } = await house.desk<TokenAnswer>('token', BEN, { identity: 'ana' });
    const { grants } = JSON.parse(Buffer.from(json.token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(Object.keys(grants).sort()).toEqual(['data_sync', 'identity', 'voice']);
    expect(grants).toMatchObject({ identity: 'ben', voice: { incoming: { allow: true } } });
    expect(Object.keys(grants.voice)).toEqual(['incoming']);
  });

  it('B15: a repeated submission is one submission, by our own trail and by its key', async () => {
    // That Twilio's stand-in replays a repeated key is proved in test/simulator/.
    const pay = await start();
    await pay.callback(EXPIRY_ACCEPTED);
    await Promise.all([pay.complete(), pay.complete(), pay.complete(), pay.complete()]);
    const submissions = house.twilio.payments().filter(({ form }) => form.Status === 'complete');
    expect(new Set(submissions.map(({ form }) => form.IdempotencyKey)).size).toBe(1);
    const { events } = await pay.read();
    expect(events.filter(({ type }) => type === 'completeRequested')).toHaveLength(1);
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
  ])('B16: on %s the error %s reaches the agent in words', async (Capture, ErrorType) => {
    const pay = await start();
    await pay.callback({ Capture, ErrorType, PartialResult: 'false', DateUpdated: at(1) });
    const error = { code: ErrorType, field: Capture, guidance: guidanceFor(ErrorType) };
    expect(pay.screen()?.error).toEqual(error);
    expect((await pay.read()).error).toEqual(error);
  });

  it.each([
    ['payment-connector-error', '64012'],
    ['payment-connector-error', ''],
    ['caller-interrupted-with-star', ''],
    ['caller-hung-up', ''],
    ['validation-error', '64003'],
    ['a-result-nobody-knows', ''],
  ])('B16: the end %s %s reaches the agent in words', async (Result, PayErrorCode) => {
    const pay = await start();
    await pay.callback({ Result, PayErrorCode, DateUpdated: at(1) });
    const code = PayErrorCode || Result;
    expect(pay.screen()).toMatchObject({
      state: 'failed',
      result: Result,
      error: { code, guidance: guidanceFor(code, code === '64012') },
    });
  });
});

interface Starting {
  readonly callSid?: string;
  readonly chargeAmount?: string;
  readonly person?: typeof ANA;
}

/** A payment that needs a card number and its expiry. */
async function start({ callSid, chargeAmount = '12.00', person = ANA }: Starting = {}) {
  const call = callSid ?? (await house.answeredCall(person));
  const { json } = await house.desk('startPaySession', person, {
    callSid: call,
    chargeAmount,
    postalCode: false,
    securityCode: false,
  });
  const { paySid, document } = json;
  const callback = (form: Form) => house.callback(paySid, { CallSid: call, ...form });
  return {
    callSid: call,
    paySid,
    document,
    callback,
    ask: (capture: string) => house.desk('updatePaySession', person, { paySid, capture }),
    complete: () => house.desk('completePaySession', person, { paySid }),
    cancel: () => house.desk('cancelPaySession', person, { paySid }),
    screen: () => house.twilio.documents.get(document) as PaySession | undefined,
    read: async () =>
      (await house.desk<PaySessionRecord>('getPaySession', person, undefined, { pathParameters: { paySid } }))
        .json,
    async succeed() {
      await callback(CARD_ACCEPTED);
      await callback(EXPIRY_ACCEPTED);
      await house.desk('completePaySession', person, { paySid });
      await callback({ Result: 'success', PaymentConfirmationCode: 'ch_a', DateUpdated: at(5) });
    },
  };
}

function at(second: number): string {
  return `2026-01-15T10:00:${String(second).padStart(2, '0')}.000Z`;
}
