import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { OutwardEvent } from '#lambdas/contract/outward-event.ts';
import { type LocalStack, startLocal } from '#local/start.ts';
import { makeDataDir } from '#test/local/support/data-dir.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { freePort } from '../support/free-port.ts';
import { layoutFaults } from './support/check-layout.ts';
import { brokenRules } from './support/check-rules.ts';
import { noteComplaints } from './support/complaints.ts';
import { type ExampleHost, startExampleHost } from './support/example-host.ts';
import { PanelPage } from './support/panel-page.ts';

jest.setTimeout(120_000);

/** A published test card. */
const CARD = '4111111111111111';
let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
let stack: LocalStack;
let browser: Browser;
let host: ExampleHost;
let origin: string;
let outer: string;
/** Every grant and token that was given to a page here. */
const secrets: string[] = [];
/** What the CRM's server was told, as it came. */
const told: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = [];
let crm: Server;

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  // Another site, not only another origin: here the browser counts the panel as a third party.
  outer = `http://localhost:${port}`;
  crm = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    told.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(crm, 'listening');
  dataDir = await makeDataDir();
  [stack, browser] = await Promise.all([
    startLocal({
      port: 0,
      simulatorPort: 0,
      dataDir: dataDir.path,
      log: 'file',
      embedClients: `acme=${origin}`,
      embedOrigins: outer,
      webhooks: `crm=http://127.0.0.1:${(crm.address() as AddressInfo).port}/payments`,
    }),
    launchChromium(),
  ]);
  host = await startExampleHost(port, stack.deskUrl);
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
  await stack?.close();
  crm?.closeAllConnections();
  crm?.close();
  await dataDir?.remove();
});

async function control<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(`${stack.simulator.url}/simulator${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}

/** A call that another softphone answered: nothing of it is known to us. */
async function callElsewhere() {
  const { callSid } = await control<{ callSid: string }>('/calls', { answer: 'elsewhere' });
  return {
    callSid,
    press: async (digits: string) => void (await control(`/calls/${callSid}/digits`, { digits })),
    hangUp: async () => void (await control(`/calls/${callSid}/hangup`, {})),
  };
}

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything the browser complained of. */
  readonly complaints: string[];
  /** Every address asked for. */
  readonly asked: string[];
  /** Every time a frame of ours reached for storage. */
  readonly touched: string[];
}

/** A browser that blocks the storage of third parties: every look at it throws, and is noted. */
async function visit(path: string, at = origin): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(40_000);
  const touched: string[] = [];
  await context.exposeFunction('noteTouch', (what: string) => void touched.push(what));
  await context.addInitScript('globalThis.__name = (named) => named');
  await context.addInitScript((deskUrl: string) => {
    if (location.origin !== deskUrl) return;
    const note = (globalThis as unknown as { noteTouch(what: string): void }).noteTouch;
    const refuse = (owner: object, name: string) =>
      Object.defineProperty(owner, name, {
        configurable: true,
        get() {
          note(name);
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
        set() {
          note(name);
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore'])
      refuse(globalThis, name);
    refuse(Document.prototype, 'cookie');
  }, stack.deskUrl);
  await context.addInitScript((deskUrl: string) => {
    if (location.origin === deskUrl) return;
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    addEventListener('message', ({ data }) => heard.push(data));
  }, stack.deskUrl);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  noteComplaints(page, complaints);
  page.on('request', (request) => asked.push(request.url()));
  page.on('response', async (response) => {
    if (!/\/(grant|panel\/open)$/.test(response.url()) || !response.ok()) return;
    const { grant, token } = await response.json().catch(() => ({}));
    secrets.push(...[grant, token].filter(Boolean));
  });
  await page.goto(`${at}${path}`);
  return { page, context, complaints, asked, touched };
}

/** What the host's page heard from the panel. */
async function said(page: Page, name: 'state' | 'done' | 'error'): Promise<Record<string, unknown>[]> {
  const lines = await page.locator('#said li').allTextContents();
  return lines
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => JSON.parse(line.slice(name.length + 1)));
}

async function recordOf(paySid: unknown): Promise<PaySessionRecord> {
  const token = await stack.devSession('sam', 'supervisor');
  const response = await fetch(`${stack.apiUrl}/paySessions/${paySid}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.json()) as PaySessionRecord;
}

/** The webhooks of a reference, once the end of its payment has come; each was checked as docs/events.md tells a receiver to. */
async function webhooksOf(reference: string): Promise<readonly OutwardEvent[]> {
  const page = await readFile(join(import.meta.dirname, '../../docs/events.md'), 'utf8');
  const check = Buffer.from(page.split('```js\n')[1]?.split('```')[0] ?? '').toString('base64');
  const { isGenuine } = (await import(`data:text/javascript;base64,${check}`)) as {
    isGenuine(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean;
  };
  const { crm: secret } = JSON.parse(await readFile(join(dataDir.path, 'webhook-secrets.json'), 'utf8'));
  for (;;) {
    const genuine = told.filter(({ headers, body }) => isGenuine(headers, body, secret));
    const events = genuine
      .map(({ body }) => JSON.parse(body.toString('utf8')).data as OutwardEvent)
      .filter((event) => event.reference === reference);
    if (events.some(({ outcome }) => outcome !== undefined)) {
      return events.sort((a, b) => a.sequence - b.sequence);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The address of a plain panel. */
async function grantedUrl(callSid: string): Promise<string> {
  const response = await fetch(`${origin}/grant`, {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify({ callSid, reference: 'INV-9' }),
  });
  return ((await response.json()) as { url: string }).url;
}

const leaks = ({ asked }: Visit) =>
  asked.filter((url) => /grant=|[?&#]token/.test(url) || url.includes(CARD));

describe('the panel in another system’s page', () => {
  it('takes a payment in a plain page with the loader, which hears how it goes', async () => {
    const call = await callElsewhere();
    const shown = await visit(`/?call=${call.callSid}&reference=INV-1`);
    const panel = new PanelPage(shown.page);
    await panel.text('INV-1').waitFor();
    await panel.start('12.00');
    await call.press('41111111');
    await panel.text(/8 digits/).waitFor();
    await call.press('11111111');
    await panel.text('Visa ending 1111').waitFor();
    for (const [field, digits] of [
      ['Expiration date', '1230'],
      ['Security code', '123'],
      ['ZIP or postal code', '94111#'],
    ] as const) {
      await panel.asks(field);
      await call.press(digits);
    }
    await panel.take('USD 12.00');
    await shown.page.locator('#said li', { hasText: 'done' }).waitFor();

    const [done, ...more] = await said(shown.page, 'done');
    expect(more).toEqual([]);
    expect(done).toEqual({
      paySid: expect.stringMatching(/^PK/),
      version: expect.any(Number),
      result: 'charged',
      state: 'succeeded',
      reference: 'INV-1',
      amount: '12.00',
      currency: 'USD',
      confirmation: expect.stringMatching(/^ch_/),
      brand: 'visa',
      lastFour: '1111',
    });
    const states = await said(shown.page, 'state');
    expect(states).toContainEqual(
      expect.objectContaining({ state: 'capturing', field: 'payment-card-number', typed: 8 }),
    );
    expect(await said(shown.page, 'error')).toEqual([]);
    expect(await recordOf(done?.paySid)).toMatchObject({
      agent: 'ana via acme',
      client: 'acme',
      reference: 'INV-1',
      outcome: 'charged',
      trail: { verified: true },
    });
    // Its server heard the same, from ours.
    const { confirmation, paySid } = done as { confirmation: string; paySid: string };
    const granted = { paySid, callSid: call.callSid, agent: 'ana via acme', client: 'acme' };
    expect(await webhooksOf('INV-1')).toMatchObject([
      { ...granted, type: 'payment.started', amount: '12.00' },
      { ...granted, type: 'payment.succeeded', outcome: 'charged', lastFour: '1111', confirmation },
    ]);
    expect(told.map(({ body }) => body.toString('utf8')).join()).not.toContain(CARD);
    expect(await shown.page.locator('#said').textContent()).not.toContain(CARD);
    // Through the window, which anybody may listen to, went one word.
    expect(await shown.page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([
      { v: 1, type: 'ready', id: 0 },
    ]);
    expect([shown.complaints, shown.touched, leaks(shown)]).toEqual([[], [], []]);
    await shown.context.close();
    await call.hangUp();
  });

  it('takes one in a frame in a frame of another site, with four sandbox flags and no loader', async () => {
    const call = await callElsewhere();
    const shown = await visit(`/helpdesk?call=${call.callSid}&reference=INV-2`, outer);
    const panel = new PanelPage(shown.page, ['iframe', 'iframe']);
    await panel.start('13.00');
    if (process.env.PANEL_PICTURES)
      await shown.page.screenshot({ path: `${process.env.PANEL_PICTURES}/host-nested.png` });
    await panel.keyIn(call.press);
    await panel.take('USD 13.00');
    expect((await webhooksOf('INV-2')).at(-1)).toMatchObject({ outcome: 'charged', amount: '13.00' });

    // The grant came behind `#`, and is gone from there.
    const frame = shown.page.frames().find((one) => one.url().startsWith(`${stack.deskUrl}/panel`));
    expect(frame?.url()).toBe(`${stack.deskUrl}/panel`);
    expect([shown.complaints, shown.touched]).toEqual([[], []]);
    await shown.context.close();
    await call.hangUp();
  });

  it('takes one in a page with a strict policy that isolates itself, the loader checked by its hash', async () => {
    const call = await callElsewhere();
    const shown = await visit(`/strict?call=${call.callSid}&reference=INV-3`);
    expect(await shown.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const panel = new PanelPage(shown.page);
    await panel.start('14.00');
    await panel.keyIn(call.press);
    const folder = process.env.PANEL_PICTURES;
    if (folder) await shown.page.screenshot({ path: `${folder}/host-strict.png`, fullPage: true });
    await panel.take('USD 14.00');
    if (folder) await shown.page.screenshot({ path: `${folder}/host-strict-done.png`, fullPage: true });
    await shown.page.locator('#said li', { hasText: 'done' }).waitFor();
    expect(await said(shown.page, 'done')).toMatchObject([{ result: 'charged', amount: '14.00' }]);
    expect((await webhooksOf('INV-3')).at(-1)).toMatchObject({ outcome: 'charged', amount: '14.00' });
    expect([shown.complaints, shown.touched, leaks(shown)]).toEqual([[], [], []]);
    await shown.context.close();
    await call.hangUp();
  });

  it('goes on telling its page, whatever another frame there says', async () => {
    const call = await callElsewhere();
    const shown = await visit(`/?call=${call.callSid}&reference=INV-5`);
    const panel = new PanelPage(shown.page, ['assist-pay-panel iframe']);
    await panel.text('INV-5').waitFor();
    await shown.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const liar = document.createElement('iframe');
          document.body.append(liar);
          const { eval: run } = liar.contentWindow as unknown as {
            eval(code: string): (said: unknown) => void;
          };
          const say = run('(said) => parent.postMessage(said, "*")');
          addEventListener('message', ({ data }) => data === 'heard' && resolve());
          // What the panel says at its start: believed, it would cost the panel its port.
          say({ v: 1, type: 'ready', id: 0 });
          say('heard');
        }),
    );
    await panel.start('16.00');
    await shown.page.locator('#said li', { hasText: 'payment-card-number' }).first().waitFor();
    await shown.context.close();
    await call.hangUp();
  });

  it('is resumed by a new grant after the page around it was loaded again', async () => {
    const call = await callElsewhere();
    const shown = await visit(`/?call=${call.callSid}&reference=INV-4`);
    const panel = new PanelPage(shown.page);
    await panel.start('15.00');
    await call.press(`${CARD}#`);
    await panel.asks('Expiration date');
    await shown.page.reload();
    await panel.text('Visa ending 1111').waitFor();
    await panel.button('Cancel payment').click();
    await panel.heading('Cancelled').waitFor();
    await shown.context.close();
    await call.hangUp();
  });

  it('says why it cannot, to the agent and to the page, and tries again when asked', async () => {
    const shown = await visit(`/?call=CA${'0'.repeat(32)}`);
    const panel = new PanelPage(shown.page);
    await panel.button('Open again').click();
    await panel.button('Open again').waitFor();
    const codes = (await said(shown.page, 'error')).map(({ code }) => code);
    expect(codes).toContain('CALL_NOT_FOUND');
    // A page that passes on whatever its server says.
    await shown.page.route('**/grant', (route) => route.fulfill({ json: { error: 'Not signed in.' } }));
    await panel.button('Open again').click();
    await shown.page.locator('#said li', { hasText: 'GRANT_NOT_FETCHED' }).waitFor({ timeout: 10_000 });
    await panel.button('Open again').waitFor({ timeout: 10_000 });
    await shown.context.close();
  });

  it('stands in no page that is not set for it, nor where one around it is not', async () => {
    const call = await callElsewhere();
    const frames = new Map([
      ['/', `<iframe src="${stack.deskUrl}/panel"></iframe>`],
      ['/around', `<iframe src="${origin}/app?call=${call.callSid}"></iframe>`],
    ]);
    const stranger = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(frames.get(request.url ?? '') ?? '');
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    const context = await browser.newContext();
    const page = await context.newPage();
    const refused = () =>
      page.waitForEvent('console', {
        predicate: (message) => /frame-ancestors/.test(message.text()),
        timeout: 10_000,
      });
    await Promise.all([refused(), page.goto(`http://127.0.0.1:${port}/`)]);
    await Promise.all([refused(), page.goto(`http://127.0.0.1:${port}/around`)]);
    await context.close();
    await call.hangUp();
    stranger.close();
  });
});

describe('the panel', () => {
  it('meets WCAG 2.2 AA and fits from 320 pixels, light and dark, in each of its states', async () => {
    const call = await callElsewhere();
    const url = await grantedUrl(call.callSid);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    const faults: string[] = [];
    const look = async (state: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const found = [...(await brokenRules(page)), ...(await layoutFaults(page))];
          faults.push(...found.map((fault) => `${state}, ${colorScheme}, ${width}: ${fault}`));
          const folder = process.env.PANEL_PICTURES;
          if (folder) await page.screenshot({ path: `${folder}/${state}-${colorScheme}-${width}.png` });
        }
      }
    };
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    await button(/^Start payment/).waitFor();
    await look('form');
    await page.getByRole('textbox', { name: 'Amount' }).fill('20.00');
    await button(/^Start payment/).click();
    await button('Ask').click();
    await page.getByText('asking the caller').waitFor();
    await call.press('411111');
    await page
      .getByText(/6 digits/)
      .first()
      .waitFor();
    await look('typing');
    await button('Cancel payment').click();
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await look('cancelled');
    expect(faults).toEqual([]);
    await context.close();
    await call.hangUp();
  });

  it('fits from 320 pixels in Spanish too', async () => {
    const call = await callElsewhere();
    const context = await browser.newContext({ locale: 'es-ES', viewport: { width: 320, height: 800 } });
    const page = await context.newPage();
    await page.goto(await grantedUrl(call.callSid));
    await page.getByRole('textbox', { name: 'Importe' }).fill('20.00');
    expect(await layoutFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Iniciar pago/ }).click();
    await page.getByRole('button', { name: 'Pedir' }).click();
    await page.getByText('pidiendo al cliente').waitFor();
    if (process.env.PANEL_PICTURES)
      await page.screenshot({ path: `${process.env.PANEL_PICTURES}/es-320.png` });
    expect(await layoutFaults(page)).toEqual([]);
    await context.close();
    await call.hangUp();
  });

  it('left neither grant, token nor card in the log', async () => {
    const log = await readFile(join(dataDir.path, 'log.jsonl'), 'utf8');
    expect(log).toContain('panel opened');
    expect(secrets.length).toBeGreaterThan(10);
    expect([...secrets, CARD].filter((secret) => log.includes(secret))).toEqual([]);
  });
});
