import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ACCOUNT,
  CALL_SID,
  CHILD_SID,
  type PaySimulator,
  type PaySimulatorOptions,
  startPaySimulator,
} from '#test/support/pay-simulator.ts';

let simulator: PaySimulator;
afterEach(() => simulator.close());

const path = (callSid = CALL_SID) =>
  `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Calls/${callSid}/Payments.json`;

async function start(options: PaySimulatorOptions = {}) {
  simulator = await startPaySimulator(options);
  return {
    create: (changes: object = {}, callSid = CALL_SID) =>
      simulator.client.calls(callSid).payments.create({
        idempotencyKey: 'key-1',
        statusCallback: simulator.callbackUrl,
        ...changes,
      }),
    capture: (sid: string) =>
      simulator.client.calls(CALL_SID).payments(sid).update({
        idempotencyKey: 'capture',
        statusCallback: simulator.callbackUrl,
        capture: 'expiration-date',
      }),
    post: (body: string, callSid?: string) =>
      fetch(`${simulator.url}${path(callSid)}`, {
        method: 'POST',
        headers: { authorization: AUTHORIZATION, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      }),
  };
}

const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`;
const REQUIRED = 'IdempotencyKey=k&StatusCallback=https%3A%2F%2Fapp.example%2Fcb';

describe('Payments create', () => {
  it('answers 201 with exactly the six fields', async () => {
    const { post } = await start();
    const response = await post(REQUIRED);
    const body = await response.json();
    expect(response.status).toBe(201);
    expect(body).toEqual({
      account_sid: ACCOUNT.accountSid,
      call_sid: CALL_SID,
      date_created: 'Thu, 15 Jan 2026 10:00:00 +0000',
      date_updated: 'Thu, 15 Jan 2026 10:00:00 +0000',
      sid: expect.stringMatching(/^PK[0-9a-f]{32}$/),
      uri: `${path().replace('.json', '')}/${body.sid}.json`,
    });
  });

  it.each([
    ['no IdempotencyKey', 'StatusCallback=https%3A%2F%2Fa.example', 64020],
    ['no StatusCallback', 'IdempotencyKey=k', 64020],
    ['a relative StatusCallback', 'IdempotencyKey=k&StatusCallback=%2Fcb', 21609],
    ['a StatusCallback of another scheme', 'IdempotencyKey=k&StatusCallback=ftp%3A%2F%2Fa', 21609],
    [
      'a StatusCallback too long',
      `IdempotencyKey=k&StatusCallback=https%3A%2F%2Fa.example%2F${'a'.repeat(4000)}`,
      21609,
    ],
    ['an unknown connector', `${REQUIRED}&PaymentConnector=Other`, 64004],
    ['a negative amount', `${REQUIRED}&ChargeAmount=-0.5`, 64003],
    ['too many decimals', `${REQUIRED}&ChargeAmount=1.234`, 64003],
    ['decimals of a currency without', `${REQUIRED}&ChargeAmount=1.5&Currency=jpy`, 64003],
    ['a million', `${REQUIRED}&ChargeAmount=1000000`, 64003],
    ['an amount with a sign', `${REQUIRED}&ChargeAmount=%2412`, 64003],
    ['an amount in words', `${REQUIRED}&ChargeAmount=1e3`, 64003],
    ['no such currency', `${REQUIRED}&Currency=XXY`, 64020],
    ['a payment method nobody knows', `${REQUIRED}&PaymentMethod=cash`, 64020],
    ['a token type nobody knows', `${REQUIRED}&TokenType=forever`, 64020],
    ['a bank account type for a card', `${REQUIRED}&BankAccountType=consumer-checking`, 64017],
    [
      'a bank account type nobody knows',
      `${REQUIRED}&PaymentMethod=ach-debit&Parameter=%7B%22AVSName%22%3A%22A%22%7D&BankAccountType=commercial-savings`,
      64020,
    ],
    ['ACH without AVSName', `${REQUIRED}&PaymentMethod=ach-debit`, 64014],
    ['speech', `${REQUIRED}&Input=speech`, 64020],
    ['a postal code in full', `${REQUIRED}&PostalCode=94105`, 64020],
    ['a security code flag', `${REQUIRED}&SecurityCode=yes`, 64020],
    ['no seconds', `${REQUIRED}&Timeout=0`, 64020],
    ['too many seconds', `${REQUIRED}&Timeout=601`, 64020],
    ['a fraction of a second', `${REQUIRED}&Timeout=1.5`, 64020],
    ['no postal digits', `${REQUIRED}&MinPostalCodeLength=0`, 64020],
    ['a card nobody takes', `${REQUIRED}&ValidCardTypes=visa+unionpay`, 64020],
    ['a list of no card', `${REQUIRED}&ValidCardTypes=+`, 64020],
    ['a match of a bank field', `${REQUIRED}&RequireMatchingInputs=bank-account-number`, 64020],
    ['a confirmation', `${REQUIRED}&Confirmation=maybe`, 64020],
    ['a Parameter that is no object', `${REQUIRED}&Parameter=%7B'a'%3A'b'`, 64020],
    ['a Parameter of two levels', `${REQUIRED}&Parameter=%7B%22a%22%3A%7B%7D%7D`, 64020],
    ['a Parameter that is a list', `${REQUIRED}&Parameter=%5B%22a%22%5D`, 64020],
  ])('refuses %s', async (_, body, code) => {
    const { post } = await start();
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code,
      message: expect.any(String),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: 400,
    });
    expect(simulator.app.received).toHaveLength(0);
  });

  it.each([
    ['an amount of zero as a tokenisation', { chargeAmount: 0 }, { TokenType: 'reusable' }],
    [
      'a token type next to an amount, which wins',
      { chargeAmount: 5, tokenType: 'one-time' },
      { ChargeAmount: '5' },
    ],
    ['999999.99', { chargeAmount: 999999.99 }, { ChargeAmount: '999999.99' }],
    [
      'every brand there is',
      { validCardTypes: 'visa mastercard amex maestro discover optima jcb diners-club enroute' },
      {},
    ],
    ['matches separated by commas and spaces', { requireMatchingInputs: 'security-code, postal-code' }, {}],
    ['a currency in lower case', { currency: 'eur', chargeAmount: 1 }, {}],
  ])('takes %s', async (_, changes, expected) => {
    const { create } = await start();
    await create(changes);
    await simulator.app.count(1);
    expect(simulator.callbacks()[0]).toMatchObject(expected);
    if (!('chargeAmount' in changes) || changes.chargeAmount === 0) {
      expect(simulator.callbacks()[0]).not.toHaveProperty('ChargeAmount');
    }
  });

  it('takes a literal postal code where setting literalPostalCode says so', async () => {
    const { capture, create } = await start({ settings: { literalPostalCode: 'accepted' } });
    const { sid } = await create({ postalCode: '94105', securityCode: false });
    await expect(capture(sid)).resolves.toMatchObject({ sid });
  });

  it('refuses in its own voice what Twilio does not document', async () => {
    const { post } = await start();
    const response = await post(`${REQUIRED}&MaxAttempts=3`);
    expect(response.status).toBe(501);
    expect(await response.json()).toEqual({
      simulator: 'unsupported',
      message:
        'Failed to simulate Payments create with MaxAttempts: it is not supported. See simulator/README.md for what is.',
      see: 'simulator/README.md',
    });
  });

  it('knows no call but the ones in progress', async () => {
    const { create } = await start({ calls: [{ status: 'ringing' }] });
    await expect(create()).rejects.toMatchObject({ status: 400, code: 21220 });
    await expect(create({}, CHILD_SID)).rejects.toMatchObject({
      status: 404,
      code: 20404,
      message: `The requested resource ${path(CHILD_SID)} was not found`,
    });
  });

  it('refuses a second session on the same call, and takes one once the first is over', async () => {
    const { create } = await start();
    const first = await create();
    await expect(create({ idempotencyKey: 'key-2' })).rejects.toMatchObject({ status: 400, code: 64021 });

    await simulator.client.calls(CALL_SID).payments(first.sid).update({
      idempotencyKey: 'key-3',
      statusCallback: simulator.callbackUrl,
      status: 'cancel',
    });
    const second = await create({ idempotencyKey: 'key-4' });
    expect(second.sid).not.toBe(first.sid);
  });

  it('replays a repeated request instead of doing it twice', async () => {
    const { create } = await start();
    const [first, again] = [await create(), await create()];
    expect(again.sid).toBe(first.sid);
    await simulator.app.count(1);
    expect(simulator.callbacks()).toHaveLength(1);
    await expect(create({ chargeAmount: 5 })).rejects.toMatchObject({ code: 64021 });
  });

  it('does not look at the key where setting idempotency says so', async () => {
    const { create } = await start({ settings: { idempotency: 'ignore' } });
    await create();
    await expect(create()).rejects.toMatchObject({ code: 64021 });
  });

  it('calls back with the parent of two legs, or the leg asked for where setting callbackCallSid says so', async () => {
    const child = { sid: CHILD_SID, parentCallSid: CALL_SID };
    const { create } = await start({ calls: [child] });
    const payment = await create({}, CHILD_SID);
    await simulator.app.count(1);
    expect(payment.callSid).toBe(CHILD_SID);
    expect(simulator.callbacks()[0]).toMatchObject({ CallSid: CALL_SID });
    await simulator.close();

    const other = await start({ calls: [child], settings: { callbackCallSid: 'payment-leg' } });
    await other.create({}, CHILD_SID);
    await simulator.app.count(1);
    expect(simulator.callbacks()[0]).toMatchObject({ CallSid: CHILD_SID });
  });

  it('hears only the keys of the leg it was started on', async () => {
    const { create } = await start({ calls: [{}, { sid: CHILD_SID, parentCallSid: CALL_SID }] });
    const payment = await create();
    await simulator.client.calls(CALL_SID).payments(payment.sid).update({
      idempotencyKey: 'key-2',
      statusCallback: simulator.callbackUrl,
      capture: 'payment-card-number',
    });
    simulator.press('41', CHILD_SID);
    simulator.press('5');
    await simulator.app.count(3);
    expect(simulator.callbacks().at(-1)).toMatchObject({ PaymentCardNumber: 'x' });
  });

  it.each([
    [{ chargeAmount: -0.5 }, { Result: 'validation-error', PayErrorCode: '64003' }],
    [{ paymentConnector: 'Other' }, { Result: 'validation-error', PayErrorCode: '64004' }],
    [
      { paymentMethod: 'ach-debit', bankAccountType: 'none', parameter: { AVSName: 'A' } },
      { Result: 'validation-error', ErrorType: 'invalid-bank-account-type' },
    ],
  ])('tells bad values by callback where setting parameterErrors says so (%#)', async (changes, expected) => {
    const { create } = await start({ settings: { parameterErrors: 'callback' } });
    await create(changes);
    await simulator.app.count(1);
    expect(simulator.callbacks()).toEqual([expect.objectContaining(expected)]);
  });

  it('tells a second session by callback where setting parameterErrors says so, and leaves the first alone', async () => {
    const { capture, create } = await start({ settings: { parameterErrors: 'callback' } });
    const first = await create();
    await simulator.app.count(1);
    await create({ idempotencyKey: 'key-2' });
    await simulator.app.count(2);
    expect(simulator.callbacks()[1]).toMatchObject({
      ErrorType: 'session-in-progress',
      PayErrorCode: '64021',
    });
    expect(simulator.callbacks()[1]?.Sid).not.toBe(first.sid);
    await expect(capture(first.sid)).resolves.toMatchObject({ sid: first.sid });
  });

  it('is refused without credentials, and to the API key of nobody', async () => {
    await start();
    const response = await fetch(`${simulator.url}${path()}`, { method: 'POST', body: REQUIRED });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 20003, status: 401 });
  });
});
