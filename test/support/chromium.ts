import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { provideChromium } from './provide-chromium.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-gpu',
  '--no-first-run',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // Without it, machines whose only network interface is `lo` never finish gathering candidates.
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
];

/** A headless Chromium with a beeping fake microphone. Close it when done. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ ...provideChromium(), args: [...FLAGS, ...flags], headless: true });
}

/** A page context that may use the microphone on every origin. */
export async function microphoneContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ permissions: ['microphone'], viewport: { width: 1280, height: 800 } });
}
