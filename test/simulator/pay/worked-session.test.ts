import { afterEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import {
  ACCOUNT,
  CALL_SID,
  type PaySimulator,
  type PaySimulatorOptions,
  startPaySimulator,
} from '#test/support/pay-simulator.ts';

let simulator: PaySimulator;
afterEach(() => simulator.close());

const NOW = '2026-01-15T10:00:00.123Z';
const x = (count: number) => 'x'.repeat(count);

async function start(options: PaySimulatorOptions, create: Record<string, unknown>) {
  simulator = await startPaySimulator(options);
  const { client, callbackUrl } = simulator;
  let key = 0;
  const payment = await client.calls(CALL_SID).payments.create({
    idempotencyKey: `start-${key}`,
    statusCallback: callbackUrl,
    ...create,
  });
  const update = (changes: object) => {
    key += 1;
    const parameters = { idempotencyKey: `update-${key}`, statusCallback: callbackUrl, ...changes };
    return client
      .calls(CALL_SID)
      .payments(payment.sid)
      .update(parameters as never);
  };
  return { payment, update };
}

describe('a card charge, callback by callback', () => {
  it('sends what the worked session of the sheet shows', async () => {
    const { payment, update } = await start(
      {},
      { chargeAmount: '12.00', postalCode: false, securityCode: true },
    );
    const common = {
      AccountSid: ACCOUNT.accountSid,
      CallSid: CALL_SID,
      Sid: payment.sid,
      PaymentMethod: 'credit-card',
    };
    const updated = { ...common, DateUpdated: NOW, ChargeAmount: '12.00' };

    await update({ capture: 'payment-card-number' });
    simulator.press('4111111111111112');
    simulator.clock.advanceBy(5000);
    await simulator.app.count(19);
    const later = '2026-01-15T10:00:05.123Z';
    await update({ capture: 'payment-card-number' });
    simulator.press('4111111111111111#');
    await simulator.app.count(37);
    await update({ capture: 'security-code' });
    simulator.press('123');
    await simulator.app.count(42);
    await update({ capture: 'expiration-date' });
    simulator.press('1228');
    await simulator.app.count(48);
    await update({ status: 'complete' });
    await simulator.app.count(49);

    const card = {
      Capture: 'payment-card-number',
      Required: 'payment-card-number,expiration-date,security-code',
    };
    const sent = simulator.callbacks();
    expect(sent[0]).toEqual({
      ...common,
      DateCreated: NOW,
      ChargeAmount: '12.00',
      PaymentConnector: 'Default',
    });
    expect(sent.slice(1, 18)).toEqual(
      Array.from({ length: 17 }, (_, digits) => ({
        ...updated,
        ...card,
        PartialResult: 'true',
        PaymentCardNumber: x(digits),
      })),
    );
    expect(sent[18]).toEqual({
      ...updated,
      ...card,
      DateUpdated: later,
      PartialResult: 'false',
      ErrorType: 'invalid-card-number',
    });
    const number = { PaymentCardNumber: `${x(12)}1111`, PaymentCardType: 'visa' };
    const then = { ...updated, DateUpdated: later, PartialResult: 'false', ...number };
    expect(sent[36]).toEqual({
      ...then,
      Capture: 'payment-card-number',
      Required: 'expiration-date,security-code',
    });
    expect(sent[41]).toEqual({
      ...then,
      Capture: 'security-code',
      Required: 'expiration-date',
      SecurityCode: 'xxx',
    });
    expect(sent[47]).toEqual({
      ...then,
      Capture: 'expiration-date',
      Required: '',
      SecurityCode: 'xxx',
      ExpirationDate: '1228',
    });
    expect(sent[48]).toEqual({
      ...common,
      DateUpdated: later,
      ...number,
      SecurityCode: 'xxx',
      ExpirationDate: '1228',
      Result: 'success',
      PaymentConfirmationCode: 'ch_1',
      PaymentToken: '',
      ProfileId: '',
    });
  });

  it('asks the processor once, with the card in clear', async () => {
    const { update } = await start({}, { chargeAmount: '12.5', postalCode: false, description: 'order 7' });
    await captureCard(update);
    await update({ status: 'complete' });
    await simulator.processor.count(1);

    const [request] = simulator.processor.received;
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('user:pass').toString('base64')}`);
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      method: 'charge',
      transaction_id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      cardnumber: '4111111111111111',
      cvv: '123',
      expiry_month: '12',
      expiry_year: '28',
      postal_code: null,
      amount: '12.5',
      currency_code: 'USD',
      description: 'order 7',
      parameters: {},
    });
  });

  it('signs every callback so that the twilio package accepts it', async () => {
    const { update } = await start({}, { chargeAmount: '12.00', postalCode: false });
    await captureCard(update);
    await simulator.app.count(20);

    for (const [index, { headers }] of simulator.app.received.entries()) {
      const signature = String(headers['x-twilio-signature']);
      const parameters = simulator.callbacks()[index] ?? {};
      expect(twilio.validateRequest(ACCOUNT.authToken, signature, simulator.callbackUrl, parameters)).toBe(
        true,
      );
      const tampered = { ...parameters, Sid: 'PK0' };
      expect(twilio.validateRequest(ACCOUNT.authToken, signature, simulator.callbackUrl, tampered)).toBe(
        false,
      );
    }
    const tokens = simulator.app.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it('leaves no card data in the request log or in the log', async () => {
    const { update } = await start({}, { chargeAmount: '12.00', postalCode: false });
    await captureCard(update);
    await update({ status: 'complete' });
    await simulator.app.count(31);
    const shown = simulator.requests.list().map(({ parameters }) => parameters);
    const written = JSON.stringify([shown, simulator.logged]).replace(/(AC|CA|PK)[0-9a-f]{32}/g, 'sid');
    expect(shown.length).toBeGreaterThan(30);
    expect(/41111|11111|1228|"123"|"SecurityCode":"x/.test(written)).toBe(false);
  });

  it.each([
    [
      'a decline',
      { status: 200, body: '{"charge_id":null,"error_code":"51","error_message":"no funds"}' },
      '64008',
      '51',
      'no funds',
    ],
    [
      'an answer without charge_id',
      { status: 200, body: '{"ok":true}' },
      '64008',
      undefined,
      MALFORMED_CHARGE(),
    ],
    ['an HTTP 500', { status: 500, body: '' }, '64008', undefined, MALFORMED_CHARGE()],
    ['wrong credentials', { status: 401, body: '' }, '64001', undefined, 'Configuration Error'],
  ])("reports %s as the connector's error", async (_, answer, code, connectorError, message) => {
    const { update } = await start({ processor: () => answer }, { chargeAmount: '12.00', postalCode: false });
    await captureCard(update);
    await update({ status: 'complete' });
    await simulator.processor.count(1);
    await simulator.app.count(1 + 18 + 5 + 6 + 1);

    const last = simulator.callbacks().at(-1) ?? {};
    expect(last).toMatchObject({
      Result: 'payment-connector-error',
      PayErrorCode: code,
      PaymentError: message,
      PaymentConfirmationCode: '',
    });
    expect(last.ConnectorError).toBe(connectorError);
  });
});

describe('an ACH tokenisation', () => {
  it('captures routing and account number and hands back the token', async () => {
    const { payment, update } = await start(
      {},
      {
        paymentMethod: 'ach-debit',
        bankAccountType: 'consumer-savings',
        tokenType: 'one-time',
        parameter: { AVSName: 'A. Payer' },
      },
    );
    await update({ capture: 'bank-routing-number' });
    simulator.press('121181976#');
    await simulator.app.count(12);
    await update({ capture: 'bank-account-number' });
    simulator.press('123456789#');
    await simulator.app.count(23);
    await update({ status: 'complete' });
    await simulator.app.count(24);

    const common = {
      AccountSid: ACCOUNT.accountSid,
      CallSid: CALL_SID,
      Sid: payment.sid,
      PaymentMethod: 'ach-debit',
      BankAccountType: 'consumer-savings',
    };
    const sent = simulator.callbacks();
    expect(sent[0]).toEqual({
      ...common,
      DateCreated: NOW,
      TokenType: 'one-time',
      PaymentConnector: 'Default',
    });
    expect(sent[11]).toEqual({
      ...common,
      DateUpdated: NOW,
      TokenType: 'one-time',
      Capture: 'bank-routing-number',
      PartialResult: 'false',
      Required: 'bank-account-number',
      BankRoutingNumber: '121181976',
    });
    expect(sent[22]).toMatchObject({ Required: '', BankAccountNumber: '*******89' });
    expect(sent[23]).toEqual({
      ...common,
      DateUpdated: NOW,
      BankRoutingNumber: '121181976',
      BankAccountNumber: '*******89',
      Result: 'success',
      PaymentConfirmationCode: '',
      PaymentToken: 'ch_1',
      ProfileId: '',
    });
    expect(JSON.parse(simulator.processor.received[0]?.body ?? '')).toEqual({
      method: 'tokenize',
      transaction_id: expect.any(String),
      bankaccountnumber: '123456789',
      routingnumber: '121181976',
      description: null,
      parameters: { AVSName: 'A. Payer' },
    });
  });
});

async function captureCard(update: (changes: object) => Promise<unknown>) {
  const entries = {
    'payment-card-number': '4111111111111111',
    'security-code': '123',
    'expiration-date': '1228',
  };
  for (const [capture, keys] of Object.entries(entries)) {
    await update({ capture });
    simulator.press(`${keys}#`);
  }
}

function MALFORMED_CHARGE() {
  return 'Payment Gateway rejected charge creation. Got malformed response from Payment Provider.';
}
