import type { Page } from 'playwright-core';
import { startLocal } from '#local/start.ts';
import { makeDataDir } from '#test/local/support/data-dir.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { startExampleHost } from '../journey/support/example-host.ts';
import { PanelPage } from '../journey/support/panel-page.ts';
import { freePort } from '../support/free-port.ts';
import type { Figure } from './figure.ts';
import { median, quantile } from './statistics.ts';

const ROUNDS = 8;
/** Fewer than a whole card number has, so that the field stays open. */
const DIGITS_A_ROUND = 12;

/** What another system's page waits for: a key of the caller's until the event that says so arrives there. */
export async function measurePanel(): Promise<readonly Figure[]> {
  const dataDir = await makeDataDir();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const [stack, browser] = await Promise.all([
    startLocal({
      port: 0,
      simulatorPort: 0,
      dataDir: dataDir.path,
      log: 'file',
      embedClients: `acme=${origin}`,
    }),
    launchChromium(),
  ]);
  const host = await startExampleHost(port, stack.deskUrl);
  const control = async (path: string, body: unknown) => {
    const response = await fetch(`${stack.simulator.url}/simulator/calls${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return (await response.json()) as { callSid: string };
  };
  try {
    const { callSid } = await control('', { answer: 'elsewhere' });
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.addInitScript(noteEvents);
    await page.goto(`${origin}/?call=${callSid}`);
    const panel = new PanelPage(page);
    await panel.start('12.00');
    const delays: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let digits = 1; digits <= DIGITS_A_ROUND; digits += 1) {
        const pressed = performance.timeOrigin + performance.now();
        await control(`/${callSid}/digits`, { digits: '4' });
        delays.push((await heardAt(page, digits)) - pressed);
      }
      await panel.button('Start this field again').click();
      await panel.asks('Card number');
      await page.evaluate(() => {
        (globalThis as Heard).heard = {};
      });
    }
    return [
      { what: 'key to host event, median', value: median(delays), unit: 'ms' },
      { what: 'key to host event, p95', value: quantile(delays, 0.95), unit: 'ms', budget: 150 },
    ];
  } finally {
    await browser.close();
    await host.close();
    await stack.close();
    await dataDir.remove();
  }
}

type Heard = typeof globalThis & { heard?: Record<number, number> };

/** Runs in the host's page: notes when each number of digits was heard of. */
function noteEvents(): void {
  (globalThis as Heard).heard = {};
  addEventListener('assist-pay-state', (event) => {
    const { typed } = (event as CustomEvent<{ typed?: number }>).detail;
    const { heard } = globalThis as Heard;
    if (typed !== undefined && heard) heard[typed] ??= performance.timeOrigin + performance.now();
  });
}

async function heardAt(page: Page, digits: number): Promise<number> {
  const heard = await page.waitForFunction((count) => (globalThis as Heard).heard?.[count], digits);
  return (await heard.jsonValue()) ?? Number.NaN;
}
