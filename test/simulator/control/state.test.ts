import { afterEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '#simulator/settings.ts';
import { type CallHouse, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
afterEach(() => house.close());

const CARD = '4111111111111111';
const SECURITY_CODE = '7391';

/** A call in progress with a payment under way, and what the application may do to it. */
async function startPayment() {
  house = await openCallHouse({ '/voice': '<Response><Dial><Client>ana</Client></Dial></Response>' });
  house.simulator.configure({
    connectors: [
      {
        uniqueName: 'Default',
        endpointUrl: `${house.applicationUrl}/charge`,
        username: 'u',
        password: 'p',
        mode: 'TEST',
      },
    ],
  });
  house.answerWith('/charge', { type: 'application/json', body: '{"charge_id":"ch_1","error_code":null}' });
  const callSid = await house.place({ answer: 'headless', identity: 'ana' });
  const statusCallback = `${house.applicationUrl}/paid`;
  let key = 0;
  const common = () => ({ idempotencyKey: String(key++), statusCallback });
  const call = house.client.calls(callSid);
  const { sid } = await call.payments.create({ ...common(), chargeAmount: 1, postalCode: false });
  return {
    callSid,
    sid,
    update: (changes: object) => call.payments(sid).update({ ...common(), ...changes } as never),
    press: (digits: string) => house.control('POST', `/simulator/calls/${callSid}/digits`, { digits }),
  };
}

const state = async () => (await house.control('GET', '/simulator/state')).body;

describe('GET /simulator/state', () => {
  it('shows a payment as it stands, and how it ended', async () => {
    const { callSid, sid, update, press } = await startPayment();
    expect((await state()).payments).toEqual([{ sid, callSid, phase: 'open', captured: [] }]);

    await update({ capture: 'payment-card-number' });
    expect((await state()).payments).toEqual([
      { sid, callSid, phase: 'capturing', capture: 'payment-card-number', captured: [] },
    ]);

    await press(`${CARD}#`);
    await update({ status: 'cancel' });
    expect((await state()).payments).toEqual([
      { sid, callSid, phase: 'ended', captured: ['payment-card-number'], result: 'transaction-cancelled' },
    ]);
  });

  it('shows calls, queues and Sync objects', async () => {
    house = await openCallHouse({ '/voice': '<Response><Enqueue waitUrl="">sales</Enqueue></Response>' });
    const callSid = await house.place();
    const { account, url, syncServiceSid } = house.simulator;
    await fetch(`${url}/v1/Services/${syncServiceSid}/Documents`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        UniqueName: 'pay',
        Data: JSON.stringify({ card: CARD, n: Number(CARD), step: 2 }),
      }),
    });
    await house.until(() => house.simulator.calls.find(callSid)?.status === 'in-progress');
    expect(await state()).toEqual({
      calls: [expect.objectContaining({ callSid, direction: 'inbound' })],
      payments: [],
      queues: [
        {
          sid: expect.stringMatching(/^QU/),
          name: 'sales',
          size: 1,
          maxSize: 1000,
          members: [{ callSid, since: expect.any(String) }],
        },
      ],
      conferences: [],
      sync: [
        {
          kind: 'document',
          serviceSid: syncServiceSid,
          sid: expect.stringMatching(/^ET/),
          uniqueName: 'pay',
          revision: '0',
          data: { card: 'xxxxxxxxxxxx1111', n: 'xxxxxxxxxxxx1111', step: 2 },
        },
      ],
    });
  });
});

it('nothing of the control API shows a digit of a card, at any step of a payment', async () => {
  const { update, press } = await startPayment();
  const look = async () => {
    const texts = await Promise.all(
      ['state', 'requests', 'calls'].map(async (part) =>
        JSON.stringify(await house.control('GET', `/simulator/${part}`)),
      ),
    );
    const text = texts
      .join()
      .replace(/\b(AC|CA|PK|IS|QU)[0-9a-f]{32}/g, 'sid')
      .replace(/"signature":"[^"]*"/g, '');
    expect(text).not.toMatch(/41{4}|1{5}|1228|7391/);
  };
  await update({ capture: 'payment-card-number' });
  await press(CARD.slice(0, 9));
  await look();
  await press(`${CARD.slice(9)}#`);
  await look();
  await update({ capture: 'security-code' });
  await press(SECURITY_CODE.slice(0, 3));
  await look();
  await update({ capture: 'expiration-date' });
  await press('1228#');
  await update({ status: 'complete' });
  await house.until(() => house.simulator.requests.list({ kind: 'connector' }).length > 0);
  await house.until(() => house.told('/paid').some(({ Result }) => Result));
  await look();
  expect((await state()).payments).toMatchObject([{ phase: 'ended', result: 'success' }]);
});

it('GET /simulator/settings shows every point that no source confirms, as it is set', async () => {
  house = await openCallHouse({}, { settings: { luhnCheck: false } });
  const { body } = await house.control('GET', '/simulator/settings');
  expect(body).toHaveLength(Object.keys(DEFAULT_SETTINGS).length);
  expect(body).toContainEqual({ name: 'luhnCheck', value: false, default: true });
  expect(body).toContainEqual({ name: 'visaLengths', value: [13, 16, 19], default: [13, 16, 19] });
});
