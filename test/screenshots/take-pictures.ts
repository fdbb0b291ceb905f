import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { openTheatre } from '../journey/support/theatre.ts';
import { type Frame, type Stage, walkFrames } from '../journey/support/walk-frames.ts';
import { freePort } from '../support/free-port.ts';
import { takeConsole } from './take-console.ts';
import { takePanel } from './take-panel.ts';
import { FOLDER, takePicture as take, WIDTH } from './take-picture.ts';
import { takeRecords } from './take-records.ts';

const WIDE = { width: WIDTH, height: 720 };
const NARROW = { width: 390, height: 844 };
const PHONE = { width: 420, height: 720 };

/** The pictures to take in each state. */
const PICTURES: Readonly<Partial<Record<Frame, (stage: Stage) => Promise<void>>>> = {
  ringing: ({ desk }) => take(desk.page, 'ringing', { ...WIDE, height: 420 }),
  typing: async ({ desk, phone }) => {
    await Promise.all([take(desk.page, 'desk', WIDE), take(phone.page, 'phone', PHONE)]);
    await take(desk.page, 'narrow', NARROW);
  },
  ready: async ({ desk }) => {
    await take(desk.page, 'ready', WIDE);
    await inSpanishAndDark(desk.page);
  },
  succeeded: ({ desk }) => take(desk.page, 'succeeded', { ...WIDE, height: 480 }),
  declined: ({ desk }) => take(desk.page, 'declined', { ...WIDE, height: 620 }),
};

/** `npm run screenshots`: drives the local product as the journeys do, and writes the pictures for the documentation. */
export async function takePictures(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const port = await freePort();
  const theatre = await openTheatre({ embedClients: `acme=http://127.0.0.1:${port}` });
  try {
    await takeRecords(theatre);
    await walkFrames(theatre, async (frame, stage) => {
      await PICTURES[frame]?.(stage);
    });
    await takePanel(theatre, port);
    await takeConsole(theatre);
  } finally {
    await theatre.close();
  }
}

/** The same payment in Spanish and dark colours: settings take effect at once, and the call stays up. */
async function inSpanishAndDark(page: Page): Promise<void> {
  const choose = async (language: string, theme: string) => {
    await page.locator('a[href="/settings"]').click();
    const choices = page.locator('.page select');
    await choices.nth(0).selectOption(language);
    await choices.nth(1).selectOption(language);
    await choices.nth(2).selectOption(theme);
    await page.locator('a[href="/"]').first().click();
    await page.locator('#payment').waitFor();
  };
  await choose('es', 'dark');
  await take(page, 'spanish-dark', WIDE);
  await choose('en', 'system');
}
