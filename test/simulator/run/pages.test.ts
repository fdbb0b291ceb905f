import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium, microphoneContext } from '#test/support/chromium.ts';
import { type RunningApp, runApp } from './run-app.ts';

jest.setTimeout(120_000);

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([runApp('pages'), launchChromium()]);
  await app.line(/app: listening/);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

describe('a page that a led application serves', () => {
  it('has both SDKs led, with default options and not a word changed', async () => {
    const page = await (await microphoneContext(browser)).newPage();
    const foreign: string[] = [];
    const note = (asked: { url(): string }) => {
      if (!/^(https?|wss?):\/\/127\.0\.0\.1:|^(data|blob):/.test(asked.url())) foreign.push(asked.url());
    };
    page.on('request', note);
    page.on('websocket', note);
    await page.goto(app.appUrl);
    const status = page.locator('#status');
    await status.getByText('ready').waitFor();
    await fetch(`${app.appUrl}/pay`);
    await status.getByText('order paid').waitFor();
    await fetch(`${app.url}/simulator/calls`, { method: 'POST', body: '{"answer":"browser"}' });
    await status.getByText(/^call from \+/).waitFor();
    expect(await page.title()).toBe('A softphone – with the SDKs’ default options');
    expect(foreign).toEqual([]);
  });

  it('is the same but for one script, and is not kept by the browser', async () => {
    const response = await fetch(app.appUrl);
    const html = await response.text();
    const script = `<script src="${app.url}/simulator/browser.js"></script>`;
    expect(html.split(script)).toHaveLength(2);
    expect(html).toContain(`<head>${script}`);
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is the only thing that changes', async () => {
    const script = await fetch(`${app.appUrl}/sdk/twilio-sync/builds/twilio-sync.min.js`);
    expect([script.headers.get('content-length'), script.headers.get('etag')]).toEqual([
      String((await script.arrayBuffer()).byteLength),
      '"1"',
    ]);
    expect((await fetch(`${app.appUrl}/nothing`)).status).toBe(404);
  });
});
