import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_TWIML_APP_SID } from '#simulator/defaults.ts';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone, PHONE_ANSWER } from '#test/support/phone-page.ts';
import { BROWSER_SDP, registerClient } from '#test/support/signal-client.ts';

const CUSTOMER = '+14155550190';
let house: CallHouse;
let callerId: string | undefined;
beforeEach(async () => {
  callerId = NUMBER;
  house = await openCallHouse(
    {
      '/voice': ({ To }) =>
        `<Response><Dial answerOnBridge="true" action="/after"${callerId ? ` callerId="${callerId}"` : ''}>` +
        `<Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">${To}</Number>` +
        '</Dial></Response>',
      '/after': '<Response/>',
    },
    {
      connectors: [
        {
          uniqueName: 'Default',
          endpointUrl: 'http://127.0.0.1:1/',
          username: 'connector',
          password: 'connector',
          mode: 'TEST',
        },
      ],
    },
  );
});
afterEach(() => house.close());

const put = (number: string, body: unknown = {}) =>
  house.control('PUT', `/simulator/customers/${number}`, body);
const one = (path: string) => house.until(() => house.told(path)[0]);
const legs = () => house.told('/leg').map(({ CallStatus }) => CallStatus);
async function connect(to: string) {
  const ana = await registerClient(house, 'ana', { applicationSid: DEFAULT_TWIML_APP_SID });
  ana.send('invite', {
    callsid: 'TJS1',
    sdp: BROWSER_SDP,
    twilio: { params: `To=${encodeURIComponent(to)}` },
  });
  return ana;
}

describe('a call out from a browser', () => {
  it('reaches a customer, whose leg takes a payment', async () => {
    await put(CUSTOMER);
    const ana = await connect(CUSTOMER);
    const { payload } = await ana.next('answer');
    await house.until(() => legs().length === 3);

    const [child] = await house.client.calls.list({ parentCallSid: payload.callsid });
    expect(child).toMatchObject({ from: NUMBER, to: CUSTOMER, direction: 'outbound-dial' });
    expect(legs()).toEqual(['initiated', 'ringing', 'in-progress']);
    const leg = house.client.calls(child?.sid ?? '');
    const payment = await leg.payments.create({
      idempotencyKey: 'start',
      statusCallback: `${house.applicationUrl}/payment`,
      chargeAmount: 12,
    });
    await leg.payments(payment.sid).update({
      idempotencyKey: 'card',
      statusCallback: `${house.applicationUrl}/payment`,
      capture: 'payment-card-number',
    });
    await house.control('POST', `/simulator/calls/${child?.sid}/digits`, { digits: '4111111111111111#' });

    const done = await house.until(() =>
      house.told('/payment').find(({ PaymentCardNumber }) => PaymentCardNumber === 'xxxxxxxxxxxx1111'),
    );
    expect(done).toMatchObject({ PaymentCardType: 'visa', Sid: payment.sid });
    ana.send('hangup', { callsid: payload.callsid });
    await house.until(() => legs().at(-1) === 'completed');
    expect(house.unsigned).toEqual([]);
  });

  it('rings a phone page that has the number', async () => {
    const phone = await openPhone(house.simulator, CUSTOMER);
    expect(phone.number).toBe(CUSTOMER);
    const ana = await connect(CUSTOMER);
    expect(await phone.next('incoming')).toMatchObject({ from: NUMBER, offer: expect.any(String) });
    phone.say({ type: 'accept', sdp: PHONE_ANSWER });
    expect((await ana.next('answer')).payload.sdp).toBe(PHONE_ANSWER);
  });

  it('is busy for a phone page on another call', async () => {
    const phone = await openPhone(house.simulator, CUSTOMER);
    await connect(CUSTOMER);
    await phone.next('incoming');
    await connect(CUSTOMER);
    expect(await one('/after')).toMatchObject({ DialCallStatus: 'busy' });
  });

  it.each([
    ['busy', 'busy'],
    ['absent', 'no-answer'],
  ])('ends for a customer who is %s as %s', async (answer, status) => {
    if (answer === 'busy') await put(CUSTOMER, { answer });
    await connect(CUSTOMER);
    expect(await one('/after')).toMatchObject({ DialCallStatus: status, DialBridged: 'false' });
  });

  it.each([
    ['without a caller ID', undefined],
    ['with the number it chose itself', CUSTOMER],
    ['with its own name', 'client:ana'],
  ])('fails %s (13214)', async (_what, id) => {
    callerId = id;
    await put(CUSTOMER);
    await connect(CUSTOMER);
    expect(await one('/after')).toMatchObject({ DialCallStatus: 'failed' });
  });
});

describe('a call by REST', () => {
  it.each([
    ['a To that is no number', { to: 'ten' }, 21211],
    ['a To without its plus', { to: '14155550190' }, 21211],
    ['a To equal to From', { to: NUMBER }, 21211],
    ['a To that is not valid', { to: '+15005550001' }, 21217],
    ['a To that cannot be reached', { to: '+15005550002' }, 21214],
    ['a country that is not allowed', { to: '+15005550003' }, 21215],
    ['a blocked To', { to: '+15005550004' }, 21216],
    ['a From that is no number', { from: 'pay' }, 21212],
    ['a From that is not valid', { from: '+15005550001' }, 21212],
    ["a stranger's From", { from: '+14155550177' }, 21210],
    ['a client as From to a number', { from: 'client:ana' }, 21212],
    ['an empty From', { from: '' }, 21213],
    ['an empty To', { to: '' }, 21201],
  ])('is refused with %s', async (_what, parameters, code) => {
    const good = { to: CUSTOMER, from: NUMBER, twiml: '<Response/>' };
    await expect(house.client.calls.create({ ...good, ...parameters })).rejects.toMatchObject({
      status: 400,
      code,
    });
    expect(house.simulator.calls.list()).toEqual([]);
  });

  it('may show a client as its caller to a client', async () => {
    const ben = await registerClient(house, 'ben');
    await house.client.calls.create({ to: 'client:ben', from: 'client:ana', twiml: '<Response/>' });
    expect((await ben.next('invite')).payload).toMatchObject({ parameters: { From: 'client:ana' } });
  });
});

describe('PUT /simulator/customers/{number}', () => {
  it('sets, lists and removes people who can be called', async () => {
    expect(await put(CUSTOMER)).toEqual({ status: 200, body: { number: CUSTOMER, answer: 'answers' } });
    await put('+14155550191', { answer: 'rings' });
    expect((await house.control('GET', '/simulator/customers')).body).toEqual([
      { number: CUSTOMER, answer: 'answers' },
      { number: '+14155550191', answer: 'rings' },
    ]);
    expect((await house.control('DELETE', `/simulator/customers/${CUSTOMER}`)).status).toBe(204);
    expect((await house.control('DELETE', `/simulator/customers/${CUSTOMER}`)).status).toBe(404);
    house.simulator.reset();
    expect((await house.control('GET', '/simulator/customers')).body).toEqual([]);
  });

  it.each([
    ['a number that is none', 'ten', {}, 'number'],
    ['an answer that is none', CUSTOMER, { answer: 'maybe' }, 'answer'],
    ['a field it does not know', CUSTOMER, { name: 'Pat' }, 'name'],
  ])('refuses %s', async (_what, number, body, field) => {
    expect(await put(number, body)).toMatchObject({ status: 400, body: { field } });
  });
});
