import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import type { Theatre } from '../journey/support/theatre.ts';
import { Script } from '../local/support/script.ts';
import { takeDaysEnd } from './take-days-end.ts';
import { takePicture, WIDTH } from './take-picture.ts';

type Keys = Readonly<Partial<Record<Capture, string>>>;

/** Published test cards. */
const MASTERCARD: Keys = { 'payment-card-number': '5555555555554444' };
const AMEX: Keys = { 'payment-card-number': '378282246310005', 'security-code': '1234' };
const WRONG_CARD = '4111111111111112';

const BANK = {
  paymentMethod: 'ach-debit',
  bankAccountType: 'consumer-checking',
  parameters: { AVSName: 'Ada Example' },
};
/** Two agents' payments, oldest first; the cents choose the processor's response. */
const PAYMENTS: Readonly<Record<string, readonly (readonly [Readonly<Record<string, unknown>>, Keys?])[]>> = {
  ana: [
    [{ chargeAmount: '45.50', description: 'Invoice 2041' }],
    [{ tokenType: 'reusable', description: 'Monthly plan' }, MASTERCARD],
    [{ chargeAmount: '120.00', description: 'Invoice 2042', ...BANK }],
  ],
  ben: [
    [{ chargeAmount: '18.75', description: 'Spare key' }, AMEX],
    [{ chargeAmount: '89.01', description: 'Invoice 2043' }, MASTERCARD],
    [{ chargeAmount: '89.00', description: 'Invoice 2043' }],
  ],
};

/** Two agents' payments of a day, and three agents on the floor now. Resolves to what sends those home. */
export async function playDay(theatre: Theatre): Promise<() => Promise<void>> {
  // First, so that their calls have lasted a while.
  const floor = [
    await failThrice(theatre, 'eva'),
    await takeABreak(theatre, 'kim'),
    await beAsked(theatre, 'tom'),
  ];
  for (const agent of Object.keys(PAYMENTS)) await playPayments(theatre, agent);
  return async () => {
    for (const agent of floor) await goHome(agent);
  };
}

/** Pictures of what a supervisor sees: a search result, one record, the access log and the current team. */
export async function takeRecords(theatre: Theatre): Promise<void> {
  const sam = await theatre.openPage();
  const { page } = sam;
  const picture = (name: string) => takePicture(page, name, { width: WIDTH });
  const endDay = await playDay(theatre);

  await sam.signIn('sam');
  await page.getByRole('link', { name: 'Payments', exact: true }).click();
  await sam.shows(/9 payments, newest first/);
  await picture('payments');
  await page.getByRole('row').filter({ hasText: 'Declined' }).getByRole('link').click();
  await sam.shows(/Trail verified/);
  await sam.shows(/Sealed at/);
  await picture('record');
  await page.getByRole('link', { name: 'Back to payments' }).click();
  await page.getByLabel('How it ended').selectOption('declined');
  await sam.button('Search').click();
  await sam.shows(/1 payment, newest first/);
  await sam.button('Download CSV (1)').click();
  await sam.shows(/saved as/);
  await page.getByRole('link', { name: 'Access log' }).click();
  await page.getByRole('cell', { name: 'Exported' }).first().waitFor();
  await picture('access-log');
  await page.getByRole('link', { name: 'Team' }).click();
  await sam.shows(/1 payment needs attention/);
  await picture('team');
  await takeDaysEnd(theatre, sam);

  await page.context().close();
  await endDay();
}

async function comeToWork({ stack }: Theatre, agent: string): Promise<Script> {
  const { deskUrl, simulator } = stack;
  const script = await Script.signIn({ deskUrl, simulatorUrl: simulator.url }, agent);
  await script.goOnline();
  return script;
}

async function goHome(script: Script): Promise<void> {
  await script.post('/presence', { state: 'offline' });
  await script.hangUp();
}

/** One agent's payments. Ana also has a cancelled one. */
async function playPayments(theatre: Theatre, agent: string): Promise<void> {
  const script = await comeToWork(theatre, agent);
  for (const [terms, keys] of PAYMENTS[agent] ?? []) {
    await script.pay({ callSid: await script.call(), ...terms }, keys);
  }
  if (agent === 'ana') {
    const { paySid } = await start(script, { chargeAmount: '30.00' });
    await script.post('/cancelPaySession', { paySid });
  }
  await goHome(script);
}

/** An agent on a call whose payment needs attention. */
async function failThrice(theatre: Theatre, agent: string): Promise<Script> {
  const script = await comeToWork(theatre, agent);
  const { paySid, callSid } = await start(script, { chargeAmount: '64.20' });
  for (let miss = 0; miss < 3; miss += 1) {
    await script.post('/updatePaySession', { paySid, capture: 'payment-card-number' });
    await script.simulator('POST', `/calls/${callSid}/digits`, { digits: `${WRONG_CARD}#` });
    await script.until(paySid, ({ error, capturing }) => error !== undefined && capturing === undefined);
  }
  return script;
}

async function takeABreak(theatre: Theatre, agent: string): Promise<Script> {
  const script = await comeToWork(theatre, agent);
  await script.post('/presence', { state: 'paused' });
  return script;
}

/** An agent on a call whose payment goes well. */
async function beAsked(theatre: Theatre, agent: string): Promise<Script> {
  const script = await comeToWork(theatre, agent);
  const started = await start(script, { chargeAmount: '230.00' });
  const { paySid } = await script.capture(started, 'payment-card-number');
  await script.post('/updatePaySession', { paySid, capture: 'expiration-date' });
  return script;
}

async function start(script: Script, terms: Readonly<Record<string, unknown>>): Promise<PaySession> {
  const callSid = await script.call();
  const { status, body } = await script.post('/startPaySession', { callSid, ...terms });
  if (status !== 201) throw new Error(`Failed to start a payment: HTTP ${status}.`);
  return body;
}
