import { afterEach, describe, expect, it } from '@jest/globals';
import { NUMBER } from '#test/support/call-house.ts';
import { openPayHouse, type PayHouse, type PayHouseOptions, payDocument } from '#test/support/pay-house.ts';
import { openPhone } from '#test/support/phone-page.ts';

let house: PayHouse;
afterEach(() => house.close());

const REPLY = { charge_id: 'ch_1', error_code: null, error_message: null, parameters: { tier: 'gold' } };

async function start(options: PayHouseOptions = {}) {
  const document = payDocument(
    { paymentConnector: 'Default', chargeAmount: '10.00', maxAttempts: 2 },
    (pay) => {
      pay
        .prompt({ for: 'expiration-date', errorType: ['timeout', 'invalid-date'] })
        .say('Four digits please.');
      pay.parameter({ name: 'order', value: '7' });
    },
  );
  house = await openPayHouse(document, {
    processor: () => ({ status: 200, body: JSON.stringify(REPLY) }),
    ...options,
  });
  house.clock.advanceBy(Date.parse('2027-03-01T00:00:00Z') - house.clock.now().getTime());
  return house;
}

describe('the worked run of the sheet', () => {
  it('asks, refuses, asks again, charges and tells the action, line by line', async () => {
    await start();
    const phone = await openPhone(house.simulator);
    const said = async (text: RegExp) => {
      const { id, text: words } = await phone.next('say');
      expect(words).toMatch(text);
      phone.say({ type: 'heard', id });
    };
    phone.say({ type: 'call', to: NUMBER });
    const { callSid } = await phone.state('in-progress');
    const { accountSid } = house.simulator.account;
    const common = { AccountSid: accountSid, CallSid: callSid, path: '/st' };
    const card = { PaymentCardNumber: 'xxxxxxxxxxxx1111', PaymentCardType: 'visa' };

    await said(/card number/);
    expect(await house.step(callSid, '4111111111111111', 1)).toEqual({
      ...common,
      For: 'payment-card-number',
      Attempt: '1',
      ...card,
    });
    await said(/expiration date/);
    expect(await house.step(callSid, '1320', 2)).toEqual({
      ...common,
      For: 'expiration-date',
      Attempt: '1',
      ErrorType: 'invalid-date',
      ...card,
    });
    await said(/^Four digits please\.$/);
    const dated = { ...card, ExpirationDate: '0828' };
    expect(await house.step(callSid, '0828', 3)).toEqual({
      ...common,
      For: 'expiration-date',
      Attempt: '2',
      ...dated,
    });
    await said(/postal code/);
    const placed = { ...dated, PaymentCardPostalCode: '94111' };
    expect(await house.step(callSid, '94111#', 4)).toEqual({
      ...common,
      For: 'postal-code',
      Attempt: '1',
      ...placed,
    });
    await said(/three digit security code/);
    const coded = { ...placed, SecurityCode: '***' };
    expect(await house.step(callSid, '123', 5)).toEqual({
      ...common,
      For: 'security-code',
      Attempt: '1',
      ...coded,
    });
    expect(await house.step(callSid, '', 6)).toEqual({
      ...common,
      For: 'payment-processing',
      Attempt: '1',
      ...coded,
    });
    await said(/wait/);

    expect(await house.done()).toEqual({
      path: '/done',
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      CallSid: callSid,
      CallStatus: 'in-progress',
      Called: NUMBER,
      Caller: phone.number,
      Direction: 'inbound',
      From: phone.number,
      To: NUMBER,
      Result: 'success',
      PaymentConfirmationCode: 'ch_1',
      PaymentToken: '',
      PaymentError: '',
      PaymentMethod: 'credit-card',
      ...coded,
      PayConnector_tier: 'gold',
    });
    expect(house.processor.received.map(({ body }) => JSON.parse(body))).toEqual([
      {
        method: 'charge',
        transaction_id: expect.any(String),
        amount: '10.00',
        currency_code: 'USD',
        cardnumber: '4111111111111111',
        cvv: '123',
        expiry_month: '08',
        expiry_year: '28',
        postal_code: '94111',
        description: null,
        parameters: { order: '7' },
      },
    ]);
    expect(house.unsigned).toEqual([]);
    expect(house.told('/voice')).toHaveLength(1);
    expect(house.told('/next')).toEqual([]);
  });

  it('tells the action of a decline, with what the processor said', async () => {
    const declined = { charge_id: null, error_code: '51', error_message: 'card is declined' };
    await start({ processor: () => ({ status: 200, body: JSON.stringify(declined) }) });
    const callSid = await house.begin();
    await house.press(callSid, '4111111111111111');
    await house.press(callSid, '0828');
    await house.press(callSid, '94111#123');
    expect(await house.done()).toMatchObject({
      Result: 'payment-connector-error',
      PaymentConfirmationCode: '',
      PaymentToken: '',
      PaymentError: 'card is declined',
      ConnectorError: '51',
      PayErrorCode: '64008',
    });
  });
});
