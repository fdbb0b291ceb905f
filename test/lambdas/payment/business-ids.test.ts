import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorResponse, PaySession, StartRequest } from '#lambdas/contract/desk-api.ts';
import { ID_SETTING_NAMES } from '#lambdas/contract/rule-names.ts';
import { askGrant, openPanel } from '#test/support/grants.ts';
import { ANA, type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(() => house.twilio.forget());
afterEach(() => {
  for (const name of ID_SETTING_NAMES) delete process.env[name];
});
afterAll(() => house.close());

const start = async <Body = PaySession>(body: Partial<StartRequest>) =>
  house.desk<Body>('startPaySession', ANA, {
    callSid: await house.answeredCall(),
    chargeAmount: '12.00',
    ...body,
  });
const parametersSent = () => JSON.parse(house.twilio.payments()[0]?.form.Parameter ?? '{}');

describe('an id of the business', () => {
  it('is kept as its mask says, however it was typed', async () => {
    Object.assign(process.env, { REFERENCE_MASK: 'INV-999', CUSTOMER_MASK: 'A99' });
    const { status, json } = await start({ reference: ' inv-204 ', customer: 'ｃ07' });
    expect(status).toBe(201);
    expect(json).toMatchObject({ reference: 'INV-204', customer: 'C07' });
  });

  it('may be any text, or none, where nothing is set', async () => {
    expect((await start({ reference: 'order #7', customer: 'M. Ana' })).json).toMatchObject({
      reference: 'order #7',
      customer: 'M. Ana',
    });
    expect((await start({})).json).not.toHaveProperty('customer');
  });

  it.each([
    ['reference', { reference: 'INV-20x' }, 'It must be written like INV-123.'],
    ['customer', { reference: 'INV-204', customer: 'secret 1' }, 'It must be written like A23.'],
    ['reference', { customer: 'A12' }, 'It must be given.'],
    ['reference', { reference: 'x'.repeat(101) }, 'It must be text of at most 100 characters.'],
    ['reference', { reference: 7 as never }, 'It must be text of at most 100 characters.'],
  ])('is refused by its name (%s, %j), and never repeated', async (field, ids, be) => {
    Object.assign(process.env, { REFERENCE_MASK: 'INV-999', REFERENCE_REQUIRED: 'on', CUSTOMER_MASK: 'A99' });
    const { status, text, json } = await start<ErrorResponse>(ids);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 'INVALID_REQUEST', field });
    expect(json.error.message).toContain(be);
    for (const value of Object.values(ids)) expect(text).not.toContain(String(value));
    expect(house.twilio.payments()).toEqual([]);
  });

  it.each([
    ['reference', '4111111111111111'],
    ['customer', '４１１１ １１１１ １１１１ １１１１'],
    ['customer', '4111\u200B1111-1111 1111'],
  ])('that could be a card number is refused, whatever the mask: %s', async (field, value) => {
    Object.assign(process.env, { REFERENCE_MASK: '9'.repeat(16), CUSTOMER_MASK: '9'.repeat(16) });
    const { status, json, text } = await start<ErrorResponse>({ [field]: value });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 'CARD_DIGITS', field });
    expect(text).not.toContain(value);
  });

  it('must be given to save a card, too', async () => {
    process.env.CUSTOMER_REQUIRED = 'on';
    const { json } = await start<ErrorResponse>({ chargeAmount: undefined as never, tokenType: 'reusable' });
    expect(json.error).toMatchObject({ field: 'customer' });
  });
});

describe('an id in a grant', () => {
  it('is written by the same rules', async () => {
    Object.assign(process.env, { REFERENCE_MASK: 'INV-999', CUSTOMER_REQUIRED: 'on' });
    const refused = await askGrant(house, { reference: 'INV-2' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('reference is missing or wrong. It must be written like INV-123.');
    expect((await askGrant(house, { reference: 'INV-204' })).text).toContain('customer is missing');

    const { token } = await openPanel(house, { reference: 'inv-204', customer: 'C-7' });
    const { json } = await house.panel('/startPaySession', token, { chargeAmount: '12.00' });
    expect(json).toMatchObject({ reference: 'INV-204', customer: 'C-7', client: 'acme' });
  });
});

describe('the processor', () => {
  it('is told which payment it is, before Twilio has a SID for it', async () => {
    const { json } = await start({ reference: 'INV-204', customer: 'C-7', parameters: { shop: '4' } });
    expect(parametersSent()).toEqual({
      shop: '4',
      assistPayId: json.assistPayId,
      reference: 'INV-204',
    });
    expect(json.assistPayId).toMatch(/^[a-z]{16}$/);
  });

  it('is told the same again when the start is repeated, and another for the next payment', async () => {
    const callSid = await house.answeredCall();
    const body = { callSid, chargeAmount: '12.00' };
    const first = await house.desk('startPaySession', ANA, body);
    const again = await house.desk('startPaySession', ANA, body);
    expect(again.json.assistPayId).toBe(first.json.assistPayId);
    await house.callback(first.json.paySid, { Result: 'caller-interrupted-with-star', CallSid: callSid });
    const next = await house.desk('startPaySession', ANA, { ...body, chargeAmount: '13.00' });
    expect(next.json.assistPayId).toMatch(/^[a-z]{16}$/);
    expect(next.json.assistPayId).not.toBe(first.json.assistPayId);
  });

  it('is told by the names that are set, or nothing', async () => {
    process.env.PROCESSOR_PARAMETERS = 'reference=order_id, customer=customer_id';
    const { json } = await start({ reference: 'INV-204', customer: 'C-7' });
    expect(parametersSent()).toEqual({ order_id: 'INV-204', customer_id: 'C-7' });
    expect(json.assistPayId).toBeDefined();

    house.twilio.forget();
    process.env.PROCESSOR_PARAMETERS = 'off';
    await start({ reference: 'INV-204' });
    expect(house.twilio.payments()[0]?.form).not.toHaveProperty('Parameter');
  });

  it.each([
    [{ parameters: { assistPayId: 'mine' } }, 'It must not hold assistPayId'],
    [{ reference: 'R', parameters: { reference: 'S' } }, 'It must not hold reference'],
  ])('is not told two things by one name: %j', async (body, be) => {
    const { status, json } = await start<ErrorResponse>(body);
    expect(status).toBe(400);
    expect(json.error.field).toBe('parameters');
    expect(json.error.message).toContain(be);
  });

  it('may be told a name that nothing else is told by', async () => {
    await start({ parameters: { reference: 'S' } });
    expect(parametersSent()).toMatchObject({ reference: 'S' });
  });
});
