import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium, microphoneContext } from '#test/support/chromium.ts';
import { provideChromium } from '#test/support/provide-chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('starts a browser that has a microphone and needs no network', async () => {
  const page = await (await microphoneContext(browser)).newPage();
  await page.setContent('<p>hi</p>');
  expect(await page.textContent('p')).toBe('hi');
});

it('takes fonts and libraries from the package, because a bare machine has none', async () => {
  const { env } = provideChromium();
  // An installed Chrome uses the machine's.
  if (!env) return;
  const page = await browser.newPage();
  await page.setContent('<p>hi</p>');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('DOM.enable');
  await devtools.send('CSS.enable');
  const { root } = await devtools.send('DOM.getDocument');
  const { nodeId } = await devtools.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'p' });
  const { fonts } = await devtools.send('CSS.getPlatformFontsForNode', { nodeId });
  expect(fonts.map(({ familyName }) => familyName)).toEqual(['Open Sans']);
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const maps = processInfo.map(({ id }) => readFileSync(`/proc/${id}/maps`, 'utf8')).join('');
  const nss = [...maps.matchAll(/\S+\/libnss3\.so$/gm)].map(([path]) => path);
  expect(new Set(nss)).toEqual(new Set([`${env.LD_LIBRARY_PATH}/libnss3.so`]));
});
