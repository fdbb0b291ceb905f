import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import twilio from 'twilio';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';
import { chromiumFlags } from '#simulator/tls/chromium-flags.ts';
import { launchChromium, microphoneContext } from '#test/support/chromium.ts';

jest.setTimeout(120_000);

const { AccessToken } = twilio.jwt;
const { VoiceGrant, SyncGrant } = AccessToken;

/** The SDKs as their packages ship them for a script tag. */
const SDKS = ['@twilio/voice-sdk/dist/twilio.min.js', 'twilio-sync/builds/twilio-sync.min.js'];

let simulator: Simulator;
let site: Server;
let siteUrl: string;

beforeAll(async () => {
  simulator = await createSimulator({ port: 0, tlsPort: 0 });
  const files = new Map<string, string>();
  for (const path of SDKS) files.set(`/${path}`, await readFile(`node_modules/${path}`, 'utf8'));
  const scripts = SDKS.map((path) => `<script src="/${path}"></script>`).join('');
  const led = `<script src="${simulator.url}/simulator/browser.js"></script>`;
  files.set('/led', `<!doctype html><title>led</title>${led}${scripts}`);
  files.set('/plain', `<!doctype html><title>plain</title>${scripts}`);
  files.set('/voice', '<Response><Dial><Client>ana</Client></Dial></Response>');
  site = createServer(({ url = '' }, response) => {
    const [path = ''] = url.split('?');
    const type = path.endsWith('.js') ? 'text/javascript' : path === '/voice' ? 'text/xml' : 'text/html';
    response.writeHead(files.has(path) ? 200 : 404, { 'Content-Type': type }).end(files.get(path));
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  simulator.configure({ phoneNumbers: [{ phoneNumber: '+14155550100', voiceUrl: `${siteUrl}/voice` }] });
});

afterAll(async () => {
  site?.closeAllConnections();
  site?.close();
  await simulator?.close();
});

function accessToken(): string {
  const { accountSid, apiKeys } = simulator.account;
  const { sid = '', secret = '' } = apiKeys[0] ?? {};
  const token = new AccessToken(accountSid, sid, secret, { identity: 'ana', ttl: 3600 });
  token.addGrant(new VoiceGrant({ incomingAllow: true }));
  token.addGrant(new SyncGrant({ serviceSid: simulator.syncServiceSid }));
  return token.toJwt();
}

/** What the scripts define, as far as the tests use it. */
declare const Twilio: {
  readonly Device: new (
    token: string,
  ) => {
    register(): Promise<void>;
    on(event: string, then: (call: { accept(): void; parameters: Record<string, string> }) => void): void;
  };
  readonly Sync: {
    readonly Client: new (token: string) => { document(name: string): Promise<SyncDocument> };
  };
};
interface SyncDocument {
  set(data: unknown): Promise<unknown>;
}
interface Watched {
  calls: string[];
}

/** Registers a device, opens a document and takes a call, all with default options, with every sound. */
async function useSdks(page: Page): Promise<void> {
  const sounds: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/js/client/sounds/')) sounds.push(response.status());
  });

  await page.evaluate(async (token) => {
    const device = new Twilio.Device(token);
    const watched = globalThis as unknown as Watched;
    watched.calls = [];
    device.on('incoming', (call) => {
      watched.calls.push(call.parameters.To ?? '');
      call.accept();
    });
    await device.register();
    const document = await new Twilio.Sync.Client(token).document('order-7');
    await document.set({ paid: true });
  }, accessToken());
  await fetch(`${simulator.url}/simulator/calls`, { method: 'POST', body: '{"answer":"browser"}' });
  await page.waitForFunction(() => (globalThis as unknown as Watched).calls.includes('client:ana'));
  // One that cannot load would delay every call by two seconds.
  expect(sounds).toEqual(Array(15).fill(200));
}

async function expectWritten(): Promise<void> {
  const client = twilio(simulator.account.accountSid, simulator.account.authToken);
  client.sync.baseUrl = simulator.url;
  const document = await client.sync.v1.services(simulator.syncServiceSid).documents('order-7').fetch();
  expect(document.data).toEqual({ paid: true });
}

describe('the script for pages that cannot be changed', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('leads both SDKs, unmodified and with default options, and nothing leaves the machine', async () => {
    const page = await (await microphoneContext(browser)).newPage();
    const foreign: string[] = [];
    const note = (url: string) => {
      if (!/^(https?|wss?):\/\/127\.0\.0\.1:|^(data|blob):/.test(url)) foreign.push(url);
    };
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    await page.goto(`${siteUrl}/led`);
    await useSdks(page);
    await expectWritten();
    await page.evaluate(() => fetch('https://chat.twilio.com/v1/Services').catch(() => {}));
    expect(foreign).toEqual([]);
  });
});

describe('the TLS port', () => {
  it('is every host of Twilio’s for a browser that is told so by flags', async () => {
    const { tls } = simulator;
    if (!tls) throw new Error('Failed to listen with TLS.');
    const browser = await launchChromium(chromiumFlags(tls));
    try {
      const page = await (await microphoneContext(browser)).newPage();
      const sockets: string[] = [];
      page.on('websocket', (socket) => sockets.push(socket.url()));
      await page.goto(`${siteUrl}/plain`);
      await useSdks(page);
      expect(sockets).toEqual([
        'wss://voice-js.roaming.twilio.com/signal',
        expect.stringMatching(/^wss:\/\/tsock\.us1\.twilio\.com\//),
      ]);
    } finally {
      await browser.close();
    }
  });
});
