import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { layoutFaults } from './support/check-layout.ts';
import { brokenRules } from './support/check-rules.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';
import { type Frame, walkFrames } from './support/walk-frames.ts';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(180_000);

const NARROW = { width: 360, height: 740 };
/** A window of 1280 pixels at 400 %. */
const ZOOMED = { width: 320, height: 256 };
const WIDE = { width: 1280, height: 800 };
/** Colours are all that differs between light and dark. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

let theatre: Theatre;

beforeAll(async () => {
  theatre = await openTheatre();
}, 60_000);

afterAll(() => theatre.close());

describe('every state of the desk', () => {
  it('breaks no rule of accessibility, light or dark, at 360 and at 1280 pixels', async () => {
    const seen: Frame[] = [];
    const faults: string[] = [];
    const note = (where: string, found: readonly string[]) =>
      faults.push(...found.map((fault) => `${where}: ${fault}`));

    await walkFrames(theatre, async (frame, { desk: { page } }) => {
      seen.push(frame);
      await page.setViewportSize(ZOOMED);
      note(`${frame} at 400 %`, await layoutFaults(page));
      for (const size of [NARROW, WIDE]) {
        const where = `${frame} at ${size.width}`;
        await page.setViewportSize(size);
        // Still: colours that are on their way from light to dark are neither.
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        note(where, await brokenRules(page));
        note(where, await layoutFaults(page));
        await page.emulateMedia({ colorScheme: 'dark' });
        note(`${where} in dark`, await brokenRules(page, COLOUR_RULES));
      }
    });

    expect(faults).toEqual([]);
    expect(seen).toHaveLength(27);
    expect(theatre.complaints).toEqual([]);
  });
});
