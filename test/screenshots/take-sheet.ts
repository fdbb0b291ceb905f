import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openTheatre, type Theatre } from '../journey/support/theatre.ts';
import { walkFrames } from '../journey/support/walk-frames.ts';
import { compareFile } from './take-days-end.ts';
import { playDay } from './take-records.ts';

const WIDTHS = [360, 768, 1280, 1920];
const HEIGHT = 800;
const SCHEMES = ['light', 'dark'] as const;
const SUPERVISORS_PAGES = [
  'overview',
  'payments',
  'to-resolve',
  'team',
  'reports',
  'settlement',
  'access',
  'deliveries',
  'settings',
];

/**
 * `npm run screenshots -- sheet <folder>`: every page and every state of a payment at each width, light and dark, to be
 * looked at. Nothing of it belongs into the repository.
 */
export async function takeSheet(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const theatre = await openTheatre({ tellsItself: true });
  try {
    await takeSupervisorsPages(theatre, folder);
    await walkFrames(theatre, (frame, { desk }) => takeAll(desk.page, folder, `desk-${frame}`));
  } finally {
    await theatre.close();
  }
}

async function takeSupervisorsPages(theatre: Theatre, folder: string): Promise<void> {
  const goHome = await playDay(theatre);
  const sam = await theatre.openPage();
  const { page } = sam;
  await takeAll(page, folder, 'sign-in');
  await sam.signIn('sam');
  for (const name of SUPERVISORS_PAGES) {
    await page.goto(`${sam.url}/${name}`);
    await takeAll(page, folder, name);
  }
  await page.goto(`${sam.url}/reports`);
  await sam.button('Today').click();
  await page.getByRole('table').first().waitFor();
  await takeAll(page, folder, 'reports-today');
  await compareFile(theatre.stack, sam);
  await takeAll(page, folder, 'settlement-compared');
  for (const state of ['Declined', 'Succeeded']) {
    await page.goto(`${sam.url}/payments`);
    await page.getByRole('row').filter({ hasText: state }).getByRole('link').first().click();
    await sam.shows(/Trail verified/);
    await takeAll(page, folder, `record-${state.toLowerCase()}`);
  }
  await sam.button('Receipt').click();
  await takeAll(page, folder, 'receipt');
  await page.context().close();
  await goHome();
}

async function takeAll(page: Page, folder: string, name: string): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const path = join(folder, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true, animations: 'disabled', caret: 'hide' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
