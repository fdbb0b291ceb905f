import { expect, it } from '@jest/globals';
import { launchChromium, microphoneContext } from './chromium.ts';

it('gives a browser with a microphone and no need of a network', async () => {
  const browser = await launchChromium();
  const page = await (await microphoneContext(browser)).newPage();
  await page.setContent('<p>hi</p>');
  expect(await page.textContent('p')).toBe('hi');
  await browser.close();
});
