import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '#test/support/chromium.ts';
import { type RunningApp, runApp } from './run-app.ts';

jest.setTimeout(120_000);

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await runApp('sync-state', { env: (appUrl) => ({ STATUS_CALLBACK_URL: `${appUrl}/status` }) });
  await app.line(/app: listening/);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function post(path: string, body: string): Promise<Record<string, string>> {
  const response = await fetch(`${app.url}${path}`, { method: 'POST', body });
  return (await response.json()) as Record<string, string>;
}

/** The board says “up” before the call is: our response to its webhook is still on its way. */
async function answered(callSid: string | undefined): Promise<void> {
  const calls = async () =>
    (await (await fetch(`${app.url}/simulator/calls`)).json()) as { callSid: string; status: string }[];
  const status = async () => (await calls()).find((call) => call.callSid === callSid)?.status;
  while ((await status()) === 'ringing') await setImmediate();
}

it('keeps the state of calls in a Sync Map and a List, live on a page, by Twilio’s own hosts', async () => {
  const page = await browser.newPage();
  const sockets: string[] = [];
  const requests: string[] = [];
  let established: Promise<unknown> | undefined;
  page.on('websocket', (socket) => {
    sockets.push(socket.url());
    established = socket.waitForEvent('framereceived', {
      predicate: ({ payload }) => /subscription_established.*"object_type":"list"/.test(payload.toString()),
    });
    socket.on('framesent', ({ payload }) => {
      const [, path] = /"path":"([^"]+)","method":"GET"/.exec(payload.toString()) ?? [];
      if (path) requests.push(path);
    });
  });
  await page.goto(app.appUrl);
  await page.locator('body[data-ready]').waitFor();
  const call = page.locator('#calls li');
  const log = page.locator('#log li');

  const { callSid } = await post('/simulator/calls', '{"from":"+14155550123"}');
  await call.filter({ hasText: '+14155550123 up' }).waitFor();
  await log.filter({ hasText: '0 up' }).waitFor();

  const before = requests.length;
  await page.reload();
  await page.locator('body[data-ready]').waitFor();
  expect(await call.allTextContents()).toEqual(['+14155550123 up']);

  // With roots from the cache the SDK asks for no changes it may have missed, so none may come before it listens.
  await established;
  await post(`/simulator/calls/${callSid}/hangup`, '');
  await log.filter({ hasText: '1 completed' }).waitFor();
  await call.waitFor({ state: 'detached' });
  for (let n = 0; n < 2; n += 1) {
    const next = await post('/simulator/calls', '{}');
    await log.filter({ hasText: `${2 + 2 * n} up` }).waitFor();
    await answered(next.callSid);
    await post(`/simulator/calls/${next.callSid}/hangup`, '');
    await log.filter({ hasText: `${3 + 2 * n} completed` }).waitFor();
  }

  const history = await fetch(`${app.appUrl}/history`);
  await expect(history.json()).resolves.toEqual([
    '5 completed',
    '4 up',
    '3 completed',
    '2 up',
    '1 completed',
  ]);
  // The page asked for Twilio's own host.
  expect(sockets).toEqual(
    Array(2).fill(expect.stringMatching(/^ws:\/\/127\.0\.0\.1:.*\/tsock\.us1\.twilio\.com\//)),
  );
  // After the reload, map and list come from the tab's cache; their items do not.
  expect(requests.slice(0, before)).toContain('/v3/Maps/calls');
  expect(requests.slice(before)).not.toContain('/v3/Maps/calls');
  expect(app.output()).not.toContain('app: failed');
});
