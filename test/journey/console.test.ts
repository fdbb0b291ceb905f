import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import twilio from 'twilio';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { frameFaults } from './support/check-frame.ts';
import { noteComplaints } from './support/complaints.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

const TWIML = '<Response><Dial answerOnBridge="true"><Client>ana</Client></Dial></Response>';
const PAGE = '<!doctype html><img src=x onerror="document.title = 1"><h1>It works</h1>';

describe('an application of one file', () => {
  let application: Server;
  let applicationUrl: string;
  let simulator: Simulator;
  let browser: Browser;
  let page: Page;
  /** What the application returns to a voice webhook: a page at first, by mistake. */
  let voice = { type: 'text/html', body: PAGE };
  const complaints: string[] = [];

  beforeAll(async () => {
    application = createServer((request, response) => {
      request.resume();
      if (request.url === '/voice') response.writeHead(200, { 'content-type': voice.type }).end(voice.body);
      else if (request.url === '/pay')
        response.end(JSON.stringify({ charge_id: 'ch_1', error_code: null, error_message: null }));
      else response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
    applicationUrl = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
    const connector = {
      uniqueName: 'Default',
      endpointUrl: `${applicationUrl}/pay`,
      username: 'u',
      password: 'p',
    };
    [simulator, browser] = await Promise.all([
      createSimulator({
        port: 0,
        phoneNumbers: [{ phoneNumber: '+14155550100', voiceUrl: `${applicationUrl}/voice` }],
        connectors: [{ ...connector, mode: 'TEST' }],
      }),
      launchChromium(),
    ]);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    noteComplaints(page, complaints);
    await page.goto(simulator.url);
  });
  afterAll(async () => {
    await browser.close();
    await simulator.close();
    application.closeAllConnections();
    application.close();
  });

  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const row = (text: string | RegExp) =>
    page.getByRole('listbox').getByRole('option').filter({ hasText: text });
  const payments = () => page.getByRole('region', { name: 'Payments' });

  it('begins with what will appear, and where to call from', async () => {
    await page.getByText('Nothing yet.').waitFor();
    expect(await frameFaults(page)).toEqual([]);
  });

  it('says in red what was wrong with a page in place of TwiML, and shows the page as text', async () => {
    await button('Place a call').click();
    const sentence = /returned 200 with .+ where TwiML was expected/;
    await row(sentence).click();
    await page.getByRole('region', { name: 'Response' }).filter({ hasText: '<h1>It works</h1>' }).waitFor();
    expect(await page.title()).toBe('Console - Twilio simulator');
    const problem = row(sentence).locator('.problem');
    const [red, green] = await problem.evaluate((element) =>
      [...getComputedStyle(element).color.matchAll(/\d+/g)].map(Number),
    );
    expect(red).toBeGreaterThan(2 * (green ?? 255));
    expect(await problem.locator('svg').count()).toBe(1);
    expect(await frameFaults(page)).toEqual([]);
  });

  it('sends the webhook again once the application is mended', async () => {
    voice = { type: 'text/xml', body: TWIML };
    await button('Send again').click();
    await page
      .getByRole('region', { name: 'Response' })
      .filter({ hasText: '<Client>ana</Client>' })
      .waitFor();
    await button('Close').click();
    await button('Show all').click();
  });

  it('follows a payment field by field to its end', async () => {
    await button('Place a call').click();
    await page.getByRole('button', { name: /client:ana/ }).waitFor();
    const { account, calls } = simulator;
    const client = twilio(account.accountSid, account.authToken);
    client.api.baseUrl = simulator.url;
    const caller = calls
      .list()
      .findLast(({ direction, status }) => direction === 'inbound' && status === 'in-progress');
    const statusCallback = `${applicationUrl}/callback`;
    const call = client.calls(caller?.sid ?? '');
    const { sid } = await call.payments.create({
      idempotencyKey: 'one',
      statusCallback,
      chargeAmount: 12,
      securityCode: false,
      postalCode: false as never,
    });
    await payments().getByText('Waiting for your application').waitFor();
    const ask = (capture: 'payment-card-number' | 'expiration-date') =>
      call.payments(sid).update({ idempotencyKey: capture, statusCallback, capture });
    const now = payments().locator('[aria-current="step"]');
    await ask('payment-card-number');
    await now.filter({ hasText: 'Card number' }).waitFor();
    await button(/^Card \d{4}$/).click();
    await payments().getByText('Waiting for your application').waitFor();
    await ask('expiration-date');
    await now.filter({ hasText: 'Expiration date' }).waitFor();
    await button(/^Date /).click();
    await payments().getByText('Waiting for your application').waitFor();
    await call.payments(sid).update({ idempotencyKey: 'end', statusCallback, status: 'complete' });
    await payments().getByText('Ended: success').waitFor();
    await row('Processor').waitFor();
    expect(await page.content()).not.toMatch(/[45]\d{15}/);
    expect(await frameFaults(page)).toEqual([]);
  });

  it('pauses, and filters by what the address says', async () => {
    await button('Show all').click();
    await button('Pause').click();
    const before = await page.locator('.count').textContent();
    await button('Place a call').click();
    await button(/^Paused, [1-9]\d* new$/).waitFor();
    await button('Show all').click();
    expect(await page.locator('.count').textContent()).toBe(before);
    await button(/^Paused/).click();
    await page.goto(`${simulator.url}/#/requests?kind=connector,rest`);
    await row('Processor').waitFor();
    expect(
      await page
        .getByRole('listbox')
        .getByRole('option')
        .filter({ hasNotText: /Processor|REST/ })
        .count(),
    ).toBe(0);
  });

  it('says in words which faults are on', async () => {
    await page.getByRole('link', { name: 'Faults' }).click();
    await button('Half of the payment callbacks are late').click();
    expect(await frameFaults(page)).toEqual([]);
    await button('Use these faults').click();
    const banner = page.getByRole('region', { name: 'Faults that are on' });
    await banner.getByText('Half of the payment callbacks arrive 2 s late.').waitFor();
    expect(simulator.faults.current).toEqual({
      callbacks: { late: { probability: 0.5, milliseconds: 2000 } },
    });
    await button('Clear faults').click();
    await banner.waitFor({ state: 'detached' });
  });

  it('stops time and steps it', async () => {
    await button('Stop time').click();
    await page.getByText('stopped', { exact: true }).waitFor();
    const time = page.getByRole('timer');
    const before = await time.getAttribute('datetime');
    await button('Step 1 min').click();
    const later = new Date(new Date(before ?? '').getTime() + 60_000).toISOString();
    await page.locator(`time[datetime="${later}"]`).waitFor();
    await button('Run').click();
    await button('Stop time').waitFor();
  });

  it('tells of settings, and of an empty Sync', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'callbackProfile' })
      .filter({ hasText: 'captured' })
      .waitFor();
    expect(await frameFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sync and queues' }).click();
    await page.getByText('No documents, maps or lists yet.').waitFor();
    expect(await frameFaults(page)).toEqual([]);
  });

  it('says when the simulator is gone, and starts over with the next one', async () => {
    await page.getByRole('link', { name: 'Requests' }).click();
    await button('Show all').click();
    expect(complaints).toEqual([]);
    const { port } = simulator;
    await simulator.close();
    await page.getByText('The simulator does not respond.').waitFor();
    simulator = await createSimulator({ port });
    await page.getByText('Live').waitFor();
    await button('Place a call').click();
    await row(/POST \/api\/twiml/)
      .first()
      .waitFor();
    expect(await page.locator('.count').textContent()).toMatch(/^[12] of [12]$/);
  });
});

describe('npm start', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.close());

  it('has desk and phone on one page: sign in, call, answer, and look at the requests meanwhile', async () => {
    const { page } = await theatre.openPage();
    await page.setViewportSize({ width: 1600, height: 1000 });
    await page.goto(`${theatre.stack.simulator.url}/try`);
    const desk = page.frameLocator('iframe[title="Your application"]');
    const phone = page.frameLocator('iframe[title="The caller’s phone"]');
    await desk.getByRole('button', { name: 'Sign in' }).click();
    await desk.getByRole('button', { name: /sign in as ana/i }).click();
    await desk.getByRole('button', { name: 'Go online' }).click();
    await desk.getByRole('heading', { name: 'Waiting for a call' }).waitFor();
    await phone.getByRole('button', { name: 'Call', exact: true }).click();
    // The desk ignores presses for a moment after it started to ring.
    const mute = desk.getByRole('button', { name: 'Mute' });
    const answer = desk.getByRole('button', { name: /^Answer/ });
    await answer.waitFor();
    for (;;) {
      if (await answer.isVisible()) await answer.click({ timeout: 2000 }).catch(() => {});
      if (
        await mute.waitFor({ timeout: 1000 }).then(
          () => true,
          () => false,
        )
      )
        break;
    }
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await page.getByRole('option').filter({ hasText: 'POST /api/twiml' }).waitFor();
    await page.getByRole('link', { name: 'Try it' }).click();
    await phone.getByText('Connected').waitFor();
    await phone.getByRole('button', { name: 'Hang up' }).click();
    await mute.waitFor({ state: 'detached' });
    expect(theatre.complaints).toEqual([]);
  });
});
