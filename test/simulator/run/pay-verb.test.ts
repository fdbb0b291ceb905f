import { afterEach, expect, it } from '@jest/globals';
import { openPhone } from '#test/support/phone-page.ts';
import { type RunningApp, runApp } from './run-app.ts';

let app: RunningApp;
afterEach(() => app.stop());

async function start(): Promise<void> {
  app = await runApp('pay-verb', { env: (appUrl) => ({ CONNECTOR_URL: `${appUrl}/gateway` }) });
  await app.line(/app: listening/);
}

async function post(url: string, body: URLSearchParams | string): Promise<Record<string, string>> {
  const response = await fetch(url, { method: 'POST', body });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, string>;
}

const lines = () => app.output().match(/(?<=^app: ).*$/gm) ?? [];

/** A phone that listens to everything, and keys something in after some of it. */
async function listen(
  phone: Awaited<ReturnType<typeof openPhone>>,
  script: readonly (readonly [string, string])[],
) {
  for (const [expected, keys] of script) {
    const { id, text } = await phone.next('say');
    expect(text).toContain(expected);
    phone.say({ type: 'heard', id });
    for (const key of keys) phone.say({ type: 'key', key });
  }
}

it('takes a payment by <Pay> from a caller who needs several tries and a second card', async () => {
  await start();
  const phone = await openPhone(app);
  phone.say({ type: 'call', to: phone.dial });
  await listen(phone, [
    ['To pay 18.40 dollars', '4111#'],
    ['not complete', '3566002020360505'],
    ['We take Visa', '6200000000000005#'],
    ['Goodbye', ''],
  ]);
  await phone.state('completed');

  phone.say({ type: 'call', to: phone.dial });
  await listen(phone, [
    ['To pay 18.40 dollars', '378282246310005'],
    ['expiration date', '1230'],
    ['four digits on the front', '1234'],
    ['One moment', ''],
    ['Sorry: card is declined', ''],
    ['To pay 18.40 dollars', '4111111111111111'],
    ['expiration date', '1230'],
    ['three digits on the back', '123'],
    ['One moment', ''],
    ['Your confirmation is ch_18', ''],
  ]);
  await phone.state('completed');

  const steps = (card: string) => [
    `step A7 payment-card-number 1 ${card}`,
    `step A7 expiration-date 1 ${card}`,
    `step A7 security-code 1 ${card}`,
    `step A7 payment-processing 1 ${card}`,
  ];
  expect(lines()).toEqual([
    'listening',
    'step A7 payment-card-number 1 invalid-card-number',
    'step A7 payment-card-number 2 invalid-card-type',
    'step A7 payment-card-number 3 invalid-card-type',
    'too-many-failed-attempts on a call in-progress, 18.40',
    ...steps('amex'),
    'payment-connector-error on a call in-progress, 18.40, A7/18.40',
    ...steps('visa'),
    'success on a call in-progress, 18.40, A7/18.40',
  ]);
  phone.socket.close();
});

it('takes one on a call it places itself, with the document in the request', async () => {
  await start();
  const phone = await openPhone(app);
  await post(`${app.appUrl}/collect`, new URLSearchParams({ to: phone.number, amount: '5' }));
  await phone.next('incoming');
  phone.say({ type: 'accept' });
  await listen(phone, [
    ['To pay 5 dollars', '4111111111111111'],
    ['expiration date', '1230'],
    ['three digits', '123'],
    ['One moment', ''],
    ['Thank you', ''],
  ]);
  await phone.state('completed');
  expect(lines().at(-1)).toBe('success on a call in-progress, 5, A7/5');
  phone.socket.close();
});
