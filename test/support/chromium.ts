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

/** On a busy machine Chromium dies at its start once in some hundred times (SIGSEGV), before it has opened any page. */
const STARTS = 3;

/** A headless Chromium with a beeping fake microphone. Close it when done. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  for (let start = 1; ; start += 1) {
    try {
      return await chromium.launch({ ...provideChromium(), args: [...FLAGS, ...flags], headless: true });
    } catch (failure) {
      if (start === STARTS || !String(failure).includes('signal=SIGSEGV')) throw failure;
    }
  }
}

/** A page context that may use the microphone on every origin. */
export async function microphoneContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ permissions: ['microphone'], viewport: { width: 1280, height: 800 } });
}
