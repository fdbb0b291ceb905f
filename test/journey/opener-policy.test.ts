import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { pageHeaders } from '#lambdas/contract/page-headers.ts';
import { launchChromium } from '#test/support/chromium.ts';

/**
 * The steps of web/src/sign-in/sign-in-window.ts: leave with a note in the tab, come back with the response, send it
 * over a channel, close.
 */
const WALK = `
  const query = new URLSearchParams(location.search);
  if (query.has('away')) {
    sessionStorage.setItem('note', 'kept');
    location.assign(query.get('away'));
  } else if (query.has('code')) {
    new BroadcastChannel('sign-in').postMessage([sessionStorage.getItem('note'), window.opener !== null]);
    window.close();
  } else {
    window.received = new Promise((resolve) => {
      new BroadcastChannel('sign-in').onmessage = ({ data }) => resolve(data);
    });
  }`;

const servers: Server[] = [];
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser.close();
  for (const server of servers) server.close();
});

describe('signing in again in a window of its own', () => {
  it('comes back from another origin with the response, and without a reference to the desk', async () => {
    const desk = await serve((request, response) => {
      for (const [name, value] of Object.entries(pageHeaders({ connect: [] })))
        response.setHeader(name, value);
      if (request.url === '/walk.js') return response.setHeader('content-type', 'text/javascript').end(WALK);
      return response.setHeader('content-type', 'text/html').end('<script src="/walk.js"></script>');
    });
    const home = `http://127.0.0.1:${desk}/?code=1&state=2`;
    const signIn = await serve((_request, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(`<script>location.assign(${JSON.stringify(home)})</script>`),
    );
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${desk}/`);

    const opened = page.context().waitForEvent('page');
    const away = `/?away=${encodeURIComponent(`http://localhost:${signIn}/`)}`;
    await page.evaluate((address) => void window.open(address, 'sign-in', 'popup'), away);
    const popup = await opened;
    const closed = popup.isClosed() ? undefined : popup.waitForEvent('close');

    expect(await page.evaluate('window.received')).toEqual(['kept', false]);
    await closed;
    expect(page.url()).toBe(`http://127.0.0.1:${desk}/`);
  });
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
