import { afterEach, expect, it } from '@jest/globals';
import type { ProfileName } from '#simulator/profiles.ts';
import { openPayHouse, type PayHouse } from '#test/support/pay-house.ts';

let house: PayHouse;
afterEach(() => house.close());

const DOCUMENT = '<Response><Say>Hello.</Say><Pause length="600"/></Response>';

/** Takes a payment by the Payments API. */
async function pay(profile: ProfileName | undefined, settings = {}) {
  house = await openPayHouse(DOCUMENT, { settings, ...(profile ? { profile } : {}) });
  const callSid = await house.begin();
  const common = { statusCallback: `${house.applicationUrl}/st` };
  const { sid } = await house.client
    .calls(callSid)
    .payments.create({ idempotencyKey: 'a', ...common, postalCode: false, securityCode: false });
  for (const [capture, keys] of [
    ['payment-card-number', '4111111111111111'],
    ['expiration-date', '1228'],
  ] as const) {
    await house.client
      .calls(callSid)
      .payments(sid)
      .update({ idempotencyKey: capture, ...common, capture });
    await house.press(callSid, keys);
  }
  await house.client
    .calls(callSid)
    .payments(sid)
    .update({ idempotencyKey: 'z', ...common, status: 'complete' });
  await house.until(() => house.told('/st').some(({ Result }) => Result));
  return house.told('/st');
}

const naive = (callbacks: PayHouse['webhooks']) =>
  callbacks.filter(({ Capture, PartialResult }) => Capture && !PartialResult).map(({ Capture }) => Capture);

it('shows nothing by default to an application that tests !event.PartialResult, and everything with its profile', async () => {
  expect(naive(await pay(undefined))).toEqual([]);
  await house.close();
  expect(naive(await pay('final-without-partial'))).toEqual(['payment-card-number', 'expiration-date']);
});

it.each<[ProfileName, object, string, string]>([
  ['observed', {}, 'xxxxxxxxxxxx1111', 'expiration-date'],
  [
    'documented',
    { DateCreated: expect.any(String), PaymentConnector: 'Default' },
    'xxxx-xxxx-xxxx-1111',
    'ExpirationDate',
  ],
  ['beta-2021', {}, 'xxxxxxxxxxxx1111', 'expiration-date'],
])('%s', async (profile, common, mask, required) => {
  const callbacks = await pay(profile);
  const accepted = callbacks.find(({ Capture, PaymentCardType }) => Capture && PaymentCardType);
  expect(accepted).toMatchObject({ ...common, PaymentCardNumber: mask, Required: required });
  const [request] = house.processor.received;
  expect(request?.path).toBe(profile === 'beta-2021' ? '/pay/tokenize' : '/pay');
  expect(request?.headers['content-type']).toBe(profile === 'beta-2021' ? undefined : 'application/json');
});

it('lets a setting go before it', async () => {
  expect(naive(await pay('final-without-partial', { finalPartialResult: 'false' }))).toEqual([]);
});
