import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { openTheatre } from '../journey/support/theatre.ts';
import { type StripeCharge, stripeFile } from '../web/settlement/support/stripe-file.ts';
import type { Figure } from './figure.ts';

const LINES = 100_000;
const PAGE = 1_000;
const START = Date.parse('2026-11-16T00:00:00.000Z');

type Watching = typeof globalThis & { longest?: number };

/** A file of 100,000 lines beside as many payments of ours, in a browser: how long it takes, and how long the page is deaf. */
export async function measureSettlement(): Promise<readonly Figure[]> {
  const theatre = await openTheatre();
  const folder = await mkdtemp(join(tmpdir(), 'settlement-'));
  try {
    const charges = Array.from({ length: LINES }, (_, n) => chargeOf(n));
    const file = stripeFile(charges);
    // By its path: a file that is handed over in pieces keeps the page busy itself.
    const path = join(folder, 'payout.csv');
    await writeFile(path, file);
    const { page, url } = await theatre.openPage().then(async (sam) => {
      await sam.signIn('sam');
      return sam;
    });
    // The service's part is measured by itself; here the page is.
    await page.route('**/api/paySessions/search', (route) => {
      const { cursor = '0' } = route.request().postDataJSON() as { readonly cursor?: string };
      const from = Number(cursor);
      const items = charges.slice(from, from + PAGE).map((charge, n) => paymentOf(charge, from + n));
      const more = from + PAGE < LINES ? { cursor: String(from + PAGE) } : {};
      return route.fulfill({ json: { items, ...more } });
    });
    await page.goto(`${url}/settlement`);
    await page.getByRole('heading', { name: 'Settlement' }).waitFor();
    await page.evaluate(() => {
      const watching = globalThis as Watching;
      watching.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) {
          watching.longest = Math.max(watching.longest ?? 0, duration);
        }
      }).observe({ type: 'longtask' });
    });
    const begun = performance.now();
    await page.getByLabel('Settlement file').setInputFiles(path);
    await page.getByText('Fetching our payments').waitFor();
    const read = performance.now();
    await page.getByRole('heading', { name: 'Result', exact: true }).waitFor({ timeout: 300_000 });
    const over = performance.now();
    const longest = await page.evaluate(() => (globalThis as Watching).longest ?? 0);
    return [
      { what: `settlement file of ${LINES} lines`, value: file.length / 1_000_000, unit: 'MB' },
      { what: 'read and hashed', value: read - begun, unit: 'ms' },
      { what: `${LINES} payments fetched and compared`, value: over - read, unit: 'ms' },
      { what: 'longest task on the page meanwhile', value: longest, unit: 'ms', budget: 100 },
    ];
  } finally {
    await theatre.close();
    await rm(folder, { recursive: true });
  }
}

/** One in fifty is unknown here, so that there is something to show. */
function chargeOf(n: number): StripeCharge {
  const at = new Date(START + n * 1_000).toISOString();
  return { id: `ch_${n}`, at, amount: `${(n % 900) + 1}.00`, lastFour: '1111', reference: `INV-${n}` };
}

function paymentOf({ id, at, amount, reference = '' }: StripeCharge, n: number): PaySession {
  const isUnknown = n % 50 === 0;
  return {
    ...{ paySid: `PK${String(n).padStart(32, '0')}`, callSid: `CA${'1'.repeat(32)}`, agent: 'ana' },
    ...{ state: isUnknown ? 'failed' : 'succeeded', paymentMethod: 'credit-card', chargeAmount: amount },
    ...{
      currency: 'USD',
      reference,
      required: [],
      cardType: 'visa',
      version: 9,
      document: 'payment',
      allowed: [],
    },
    captured: { 'payment-card-number': 'xxxxxxxxxxxx1111' },
    ...(isUnknown ? { outcome: 'unknown' } : { outcome: 'charged', confirmationCode: id }),
    ...{ startedAt: at, updatedAt: at },
  };
}
