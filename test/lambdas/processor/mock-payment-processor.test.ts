import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLog } from '#lambdas/platform/log.ts';
import { processPayment } from '#lambdas/processor/mock-payment-processor.ts';
import type { Transaction } from '#lambdas/stores/transactions-store.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { connectorCredentials, type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

let transactions = 0;
function newId(): string {
  transactions += 1;
  return `3c9f6d0e-0000-4000-8000-${String(transactions).padStart(12, '0')}`;
}
const CHARGE = {
  method: 'charge',
  cardnumber: '4111111111111111',
  cvv: '987',
  amount: '12.00',
  currency_code: 'USD',
  expiry_month: '08',
  expiry_year: '27',
  description: null,
  postal_code: null,
  parameters: {},
};
const send = (request: object, path = '/mockPaymentProcessor', headers: Record<string, string> = {}) =>
  house.invoke('mockPaymentProcessor', {
    path,
    body: JSON.stringify(request),
    headers: { Authorization: connectorCredentials(), ...headers },
  });

describe('POST /mockPaymentProcessor', () => {
  it('approves a charge and a tokenisation in the documented form', async () => {
    const charge = await send({ ...CHARGE, transaction_id: newId() });
    expect(charge).toMatchObject({ status: 200, json: { error_code: null, error_message: null } });
    expect(charge.json.charge_id).toMatch(/^ch_[a-z]{24}$/);
    const { amount: _, ...card } = CHARGE;
    const token = await send({ ...card, method: 'tokenize', transaction_id: newId() });
    expect(token.json.token_id).toMatch(/^tok_[a-z]{24}$/);
  });

  it.each([
    ['.01', '12.01', 'card_declined'],
    ['.02', '9.02', 'insufficient_funds'],
    ['.03', '100.03', 'lost_or_stolen'],
  ])('declines an amount ending in %s', async (_, amount, code) => {
    expect(await send({ ...CHARGE, amount, transaction_id: newId() })).toMatchObject({
      status: 200,
      json: { charge_id: null, error_code: code },
    });
  });

  it('returns something unusable at .10 and fails at .11', async () => {
    expect(await send({ ...CHARGE, amount: '1.10', transaction_id: newId() })).toMatchObject({
      status: 200,
      text: 'OK',
    });
    expect((await send({ ...CHARGE, amount: '1.1', transaction_id: newId() })).text).toBe('OK');
    expect((await send({ ...CHARGE, amount: '1.11', transaction_id: newId() })).status).toBe(500);
  });

  it.each([['10.0'], ['50'], ['0.99'], ['12.011']])(
    'approves %s unless its cents say otherwise',
    async (amount) => {
      const { json } = await send({ ...CHARGE, amount, transaction_id: newId() });
      expect(json.error_code).toBe(amount === '12.011' ? 'card_declined' : null);
    },
  );

  it('declines every number that is not a published test number', async () => {
    for (const cardnumber of ['4242424242424242', '4111111111111112', '', undefined]) {
      const { json } = await send({ ...CHARGE, cardnumber, transaction_id: newId() });
      expect(json).toMatchObject({ charge_id: null, error_code: 'test_numbers_only' });
    }
  });

  it('takes the published bank accounts', async () => {
    const account = { method: 'charge', amount: '5.00', routingnumber: '121181976', transaction_id: newId() };
    expect((await send({ ...account, bankaccountnumber: '12345678' })).json.error_code).toBeNull();
    expect(
      (await send({ ...account, bankaccountnumber: '87654321', transaction_id: newId() })).json.error_code,
    ).toBe('test_numbers_only');
  });

  it.each([
    ['an empty content type', { 'content-type': '' }],
    ['a form’s', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['its own', { 'Content-Type': 'application/json' }],
  ])('reads the body as JSON with %s', async (_, headers) => {
    expect(
      (await send({ ...CHARGE, transaction_id: newId() }, undefined, headers)).json.error_code,
    ).toBeNull();
  });

  it('takes the method from the path, as it came in 2021', async () => {
    const { method: _, ...bare } = CHARGE;
    const charge = await send({ ...bare, transaction_id: newId() }, '/mockPaymentProcessor/charge');
    expect(charge.json).toHaveProperty('charge_id');
    const token = await send({ ...bare, transaction_id: newId() }, '/mockPaymentProcessor/tokenize');
    expect(token.json).toHaveProperty('token_id');
  });

  it('gives a retry the first response again, and refuses another payment under the same id', async () => {
    const transaction_id = newId();
    const first = await send({ ...CHARGE, transaction_id });
    expect((await send({ ...CHARGE, transaction_id })).json).toEqual(first.json);
    expect((await send({ ...CHARGE, amount: '99.00', transaction_id })).json.error_code).toBe(
      'transaction_changed',
    );
  });

  it.each([
    ['nothing', '', undefined],
    ['no JSON', 'method=charge', undefined],
    ['a list', '[]', undefined],
    ['no transaction', JSON.stringify(CHARGE), 'transaction_id'],
    ['an amount that is a number', JSON.stringify({ ...CHARGE, amount: 12, transaction_id: 'a' }), 'amount'],
    ['no amount', JSON.stringify({ ...CHARGE, amount: undefined, transaction_id: 'a' }), 'amount'],
    [
      'a card that is not text',
      JSON.stringify({ ...CHARGE, cardnumber: [1], transaction_id: 'a' }),
      'cardnumber',
    ],
    ['a method nobody knows', JSON.stringify({ ...CHARGE, method: 'refund', transaction_id: 'a' }), 'method'],
  ])('answers 400 to %s, naming the field and repeating nothing', async (_, body, field) => {
    const reply = await house.invoke('mockPaymentProcessor', {
      body,
      headers: { authorization: connectorCredentials() },
    });
    expect(reply.status).toBe(400);
    expect(reply.json.error).toMatchObject(field ? { field } : { code: 'BODY_NOT_JSON' });
    expect(reply.text).not.toMatch(/4111|987/);
  });

  it.each(['tx_1', 'order.7:2'])('takes a transaction named %s', async (name) => {
    expect((await send({ ...CHARGE, transaction_id: name })).json.error_code).toBeNull();
  });

  it('logs what became of a payment by the id it was told, and nothing else it was told', async () => {
    const lines: string[] = [];
    const run = processPayment({
      clock: { now: () => new Date(0), sleep: async () => {} },
      transactions: { remember: async (transaction) => transaction },
    });
    const told = { assistPayId: 'bcdfghjkmnpqrstv', reference: 'INV-204', AVSName: 'Ana Diaz' };
    for (const parameters of [told, { ...told, assistPayId: '4111111111111111' }, null, undefined, 'x'])
      await run({
        requestId: '1',
        path: '/mockPaymentProcessor',
        body: JSON.stringify({ ...CHARGE, parameters, transaction_id: newId() }),
        query: {},
        pathParameters: {},
        header: () => undefined,
        log: createLog((line) => lines.push(line)),
      });
    const said = lines
      .map((line) => JSON.parse(line))
      .map(({ message, result, assistPayId }) => ({
        message,
        result,
        assistPayId,
      }));
    expect(said[0]).toEqual({ message: 'processed', result: 'approved', assistPayId: 'bcdfghjkmnpqrstv' });
    expect(said.slice(1).every(({ assistPayId }) => assistPayId === undefined)).toBe(true);
    expect(said).toHaveLength(5);
    expect(lines.join()).not.toMatch(/INV-204|Ana|4111/);
  });

  it('keeps and logs nothing about the card', async () => {
    await send({ ...CHARGE, transaction_id: newId() });
    const { Items } = await createDocumentClient().send(new ScanCommand({ TableName: 'Sessions' }));
    expect(JSON.stringify(Items)).not.toMatch(/4111111111111111|"987"|cvv|expiry/);
  });
});

describe('the amount ending in .12', () => {
  it('gets its response after twelve seconds, and its retry at once with the same charge', async () => {
    const known = new Map<string, Transaction>();
    const sleep = jest.fn(async (_milliseconds: number) => {});
    const run = processPayment({
      clock: { now: () => new Date(0), sleep },
      transactions: {
        async remember(transaction) {
          const first = known.get(transaction.transactionId) ?? transaction;
          known.set(transaction.transactionId, first);
          return first;
        },
      },
    });
    const request = {
      requestId: '1',
      path: '/mockPaymentProcessor',
      body: JSON.stringify({ ...CHARGE, amount: '5.12', transaction_id: 'a' }),
      query: {},
      pathParameters: {},
      header: () => undefined,
      log: createLog(() => {}),
    };
    const first = await run(request);
    expect(sleep).toHaveBeenCalledWith(12_000);
    const retry = await run(request);
    expect(sleep).toHaveBeenCalledTimes(1);
    expect(retry).toEqual(first);
  });
});
