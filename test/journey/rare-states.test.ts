import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Script } from '../local/support/script.ts';
import { setJitter } from './support/audio.ts';
import { frameFaults } from './support/check-frame.ts';
import { layoutFaults } from './support/check-layout.ts';
import type { DeskPage } from './support/desk-page.ts';
import type { PhonePage } from './support/phone-page.ts';
import { refuseMicrophone } from './support/refuse-microphone.ts';
import { holdSignalLine, type SignalLine } from './support/signal-line.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';
import { keyInCard } from './support/walk-frames.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

/** A published test bank account. */
const ROUTING = '121181976';
const ACCOUNT = '123456789';
/** As long as names get, in scripts that are joined, stacked, broken nowhere, or written from right to left. */
const LONG_NAMES = ['ز', 'ก', '🦊', 'W', 'เมื่อ-محمد-🦊'].map((text) =>
  [...text.repeat(128)].slice(0, 128).join(''),
);
const MICROPHONE = [
  ['NotAllowedError', /microphone is blocked/],
  ['NotFoundError', /No microphone was found/],
  ['NotReadableError', /Another program is using/],
] as const;

let theatre: Theatre;
let ben: DeskPage;
let ana: DeskPage;
let line: SignalLine;
let phone: PhonePage;
const faults: string[] = [];

beforeAll(async () => {
  theatre = await openTheatre();
  ben = await theatre.openPage();
  // Before any script of the page runs, so that the test controls all its timers.
  await ben.page.clock.install();
  await ben.signIn('ben');
  ana = await theatre.openPage();
  line = await holdSignalLine(ana.page);
  await ana.signIn('ana');
  phone = await theatre.openPhone();
}, 120_000);

// After every test: no state it stopped at breaks an accessibility rule or puts anything out of reach.
afterEach(() => expect(faults.splice(0)).toEqual([]));

afterAll(() => theatre.close());

const DOUBT = {
  ...{ agent: 'a'.repeat(40), paymentMethod: 'credit-card', chargeAmount: '20.10', currency: 'USD' },
  ...{ state: 'failed', outcome: 'unknown', error: { code: '64008', guidance: '' } },
  ...{
    reference: 'INV-'.repeat(25),
    processor: { payment_status: 'UNRESOLVED' },
    withheld: ['paymentToken'],
  },
};
const SETTLED = {
  resolution: { finding: 'charged', by: 'sam', at: '2026-11-22T15:00:00.000Z', note: 'Seen '.repeat(100) },
  contradiction: { reported: 'notCharged', at: '2026-11-22T15:30:00.000Z' },
};

/** A payment in doubt, on the list of those to resolve and on its record, before and after somebody looked it up. */
async function settleDoubts(sam: DeskPage, paySid: string): Promise<void> {
  const { page } = sam;
  const at = '2026-11-22T14:05:00.000Z';
  const items = [{ ...DOUBT, paySid, callSid: 'CA1', startedAt: at, updatedAt: at }];
  await page.route('**/api/paySessions/toResolve', (route) => route.fulfill({ json: { items, more: true } }));
  await page.goto(`${sam.url}/to-resolve`);
  await look('to resolve', sam, /Look each one up at the processor/);
  const show = (more: object) =>
    page.route(`**/api/paySessions/${paySid}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), ...DOUBT, ...more } });
    });
  await page.route(`**/api/paySessions/${paySid}/seal`, (route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: 'STORE_UNAVAILABLE', message: '', requestId: '' } },
    }),
  );
  await show({});
  await page.getByRole('link', { name: /^PK/ }).press('Enter');
  await look('record in doubt', sam, 'Result not known: check with the processor before charging again');
  await look('seal not checked', sam, 'Could not check the seal');
  await sam.button('Record what you found').press('Enter');
  await sam.button('Record what you found').last().press('Enter');
  await look('what was found is missing', sam, 'Choose what you found.');
  await show(SETTLED);
  await page.goto(`${sam.url}/payments/${paySid}`);
  await look('contradiction', sam, /Two sources disagree/);
}

/** Checks a state that shows `sign`. */
async function look(state: string, { page }: DeskPage, sign: string | RegExp): Promise<void> {
  await page.locator('#root').getByText(sign).filter({ visible: true }).first().waitFor();
  faults.push(...(await frameFaults(page)).map((fault) => `${state}, ${fault}`));
}

describe('a desk without a call', () => {
  it('says that the sign-in was refused, or that it could not start', async () => {
    const desk = await theatre.openPage();
    await desk.page.goto(`${desk.url}/?state=none&error=access_denied`);
    await look('sign-in refused', desk, /Sign-in failed/);
    await desk.page.route('**/config.json', (route) => route.fulfill({ status: 503 }));
    await desk.page.goto(desk.url);
    await look('not started', desk, 'The desk could not start.');
    await desk.page.close();
  });

  it('says what is wrong with the microphone, and shows how loud it is', async () => {
    for (const [error, text] of MICROPHONE) {
      await refuseMicrophone(ben.page, error);
      await ben.button('Go online').press('Enter');
      await look(`microphone: ${error}`, ben, text);
    }
    await refuseMicrophone(ben.page);
    await ben.page.getByText('Check microphone and speaker').press('Enter');
    await ben.button('Try the microphone').press('Enter');
    await look('microphone heard', ben, 'Hearing you');
    await ben.button('Stop').press('Enter');
  });

  it('warns before an unused sign-in ends, and asks for a new one in place once it has', async () => {
    await ben.page.clock.fastForward('13:10');
    await look('idle', ben, /Are you still there/);
    await ben.button('Stay signed in').press('Enter');
    await ben.button('Stay signed in').waitFor({ state: 'hidden' });

    await ben.page.route('**/oidc/token', (route) =>
      route.fulfill({ status: 400, json: { error: 'invalid_grant' } }),
    );
    await ben.page.route('**/api/**', (route) => route.fulfill({ status: 401, json: {} }));
    await ben.page.getByRole('link', { name: 'Payments' }).press('Enter');
    await look('sign-in ended', ben, /Your sign-in has ended/);
  });
});

describe('a desk on a call', () => {
  beforeAll(async () => {
    await ana.goOnline();
    await phone.call();
    await ana.answer();
  });

  it('sends a second tab back to the first', async () => {
    const tab = await theatre.openTab(ana, 'ana');
    await look('other tab', tab, 'The phone is open in another tab');
    await tab.button('Use it here').press('Enter');
    await look('other tab busy', tab, /Finish there first/);
    await tab.page.close();
    await ana.page.getByText('Audio', { exact: true }).press('Enter');
    await look('audio menu', ana, 'Microphone');
    await ana.page.getByText('Audio', { exact: true }).press('Enter');
  });

  it('holds the caller', async () => {
    await ana.button('Hold').press('Enter');
    await look('on hold', ana, /the caller hears music/);
    await ana.button('Hold').press('Enter');
    await ana.page.getByText(/the caller hears music/).waitFor({ state: 'hidden' });
  });

  it('says that the connection is poor, until it is good again', async () => {
    const warning = ana.page.locator('#root').getByText('Connection is poor.').first();
    await setJitter(ana.page, 0.2);
    await look('poor connection', ana, 'Connection is poor.');
    await setJitter(ana.page);
    await warning.waitFor({ state: 'hidden' });
  });

  it('takes money from a bank account', async () => {
    await ana.page.getByLabel('Bank account (ACH)').press('Space');
    await ana.fillAmount('40.00');
    await ana.button(/^Start payment/).press('Enter');
    await look('bank: no account holder', ana, /Enter the account holder/);
    await ana.page.getByLabel('Account holder’s name').fill('Ada Example');
    await ana.button(/^Start payment/).press('Enter');
    await ana.button('Ask').press('Enter');
    await ana.asks('Routing number');
    await phone.press(ROUTING.slice(0, 5));
    await look('bank: typing', ana, /5 digits/);
    await ana.button('Start this field again').press('Enter');
    await ana.asks('Routing number');
    await phone.press(`${ROUTING}#`);
    await ana.asks('Account number');
    await phone.press(`${ACCOUNT}#`);
    await look('bank: ready', ana, 'Take USD 40.00');
    await ana.take('USD 40.00');
    await look('bank: taken', ana, 'USD 40.00 taken');
  });

  it('saves a card', async () => {
    await ana.button('New payment').press('Enter');
    await ana.shows('Bank account (ACH) 89');
    // The form keeps the previous payment's choices.
    await ana.page.getByLabel('Card', { exact: true }).press('Space');
    await ana.page.getByLabel('Save for later, charge nothing').press('Space');
    await ana.button(/^Start payment/).press('Enter');
    await ana.button('Ask').press('Enter');
    await look('saving: asking', ana, 'Saving a card');
    await keyInCard(ana, phone);
    await look('saving: ready', ana, 'Save now');
    await ana.press('Save now', ana.heading('Details saved'));
    await look('saved', ana, 'Token');
  });

  it('polls when live updates are gone', async () => {
    await ana.button('New payment').press('Enter');
    await ana.page.getByLabel('Charge', { exact: true }).press('Space');
    await ana.startCharge({ amount: '15.00' });
    theatre.stack.simulator.faults.set({ syncDown: true });
    await look('no live updates', ana, /No live updates/);
    theatre.stack.simulator.faults.clear();
  });

  it('loses the line, reloads, and finds the call gone', async () => {
    await line.cut();
    await look('line lost', ana, /Phone offline/);
    await ana.reload();
    await look('resuming the call', ana, 'Getting your call back…');
    await phone.hangUp();
    line.mend();
    await look('call not resumed', ana, /could not be restored/);
  });
});

describe('what is recorded', () => {
  it('is found, or not, and says what is wrong with a filter', async () => {
    await ana.page.goto(`${ana.url}/payments`);
    await look('payments of an agent', ana, /3 payments, newest first/);
    await ana.page.getByLabel('Amount from').fill('12,50,0');
    await ana.button('Search').press('Enter');
    await look('wrong filter', ana, /only digits and one point/);
    await ana.page.getByLabel('Amount from').fill('99.00');
    await ana.button('Search').press('Enter');
    await look('nothing found', ana, /No payments match/);
    await ana.page.goBack();
    await ana.page.getByRole('row', { name: 'Details saved' }).getByRole('link').press('Enter');
    await look('record of a saved card', ana, /Trail verified/);
    await ana.page.goto(`${ana.url}/payments/PK${'0'.repeat(32)}`);
    await look('unknown record', ana, /does not exist, or you may not see it/);
    await ana.page.getByRole('link', { name: 'Back to payments' }).press('Enter');
    await ana.heading('Payments').waitFor();
    await ana.page.goto(`${ana.url}/nowhere`);
    await look('no such page', ana, 'Page not found');
  });

  it('says where a trail is broken and who cancelled, and that the team cannot be updated', async () => {
    const { deskUrl, simulator } = theatre.stack;
    const addresses = { deskUrl, simulatorUrl: simulator.url };
    const agent = await Script.signIn(addresses, 'ben');
    await agent.goOnline();
    const started = await agent.post('/startPaySession', {
      callSid: await agent.call(),
      chargeAmount: '12.00',
    });
    const { paySid } = started.body;
    const supervisor = await Script.signIn(addresses, 'sam', 'supervisor');
    await supervisor.post('/cancelPaySession', { paySid, reason: 'The caller asked to stop' });

    const sam = await theatre.openPage();
    await sam.signIn('sam');
    await sam.page.route(`**/api/paySessions/${paySid}`, async (route) => {
      const response = await route.fetch();
      const record = await response.json();
      await route.fulfill({
        response,
        json: { ...record, trail: { ...record.trail, verified: false, brokenAt: 2 } },
      });
    });
    await sam.page.route(`**/api/paySessions/${paySid}/seal`, (route) =>
      route.fulfill({ json: { sealedAt: '2026-11-22T14:05:12.000Z', proof: 'a proof', differs: true } }),
    );
    await sam.page.goto(`${sam.url}/payments/${paySid}`);
    await look('broken trail', sam, /Trail broken at event 2/);
    await look('not what was sealed', sam, /Changed after it was sealed/);
    await sam.page.emulateMedia({ media: 'print' });
    await sam.page.getByText(/^Printed by sam on /).waitFor();
    expect(await sam.page.getByRole('navigation').isVisible()).toBe(false);
    await sam.page.emulateMedia({ media: null });
    await sam.page.route('**/api/team', (route) => route.abort());
    await sam.page.getByRole('link', { name: 'Team' }).press('Enter');
    await look('team not updated', sam, /Could not update/);
    await settleDoubts(sam, paySid);
  });

  it('fits names of 128 characters in any script, at 320 and at 1280 pixels', async () => {
    const sam = await theatre.openPage();
    await sam.signIn('sam');
    const { page, url } = sam;
    let count = 0;
    const nextName = () => LONG_NAMES[count++ % LONG_NAMES.length] ?? '';
    await page.route('**/api/**', async (route) => {
      const response = await route.fetch();
      const named = /"(agent|by)":"(?:ana|ben|sam)"/g;
      const body = (await response.text()).replace(named, (_, field) => `"${field}":"${nextName()}"`);
      await route.fulfill({ response, body });
    });
    await page.goto(`${url}/payments`);
    const link = page.getByRole('row').nth(1).getByRole('link');
    const paySid = (await link.getAttribute('href'))?.split('/').at(-1);
    for (const path of ['/payments', `/payments/${paySid}`, '/team', '/overview', '/access', '/settings']) {
      await page.goto(url + path);
      if (path !== '/settings')
        await page
          .getByText(/ز{9}|ก{9}|(?:🦊){9}|W{9}|-محمد-/)
          .filter({ visible: true })
          .first()
          .waitFor();
      for (const name of LONG_NAMES) {
        await page.locator('.user').evaluate((user, text) => {
          user.textContent = text;
        }, name);
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          faults.push(...(await layoutFaults(page)).map((fault) => `${path} at ${width}, ${fault}`));
        }
      }
    }
  });
});
