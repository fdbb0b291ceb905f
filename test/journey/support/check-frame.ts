import type { Page } from 'playwright-core';
import { layoutFaults } from './check-layout.ts';
import { brokenRules } from './check-rules.ts';

/** Rules that depend on colour, and rules that depend on layout. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const PLACE_RULES = ['target-size', 'scrollable-region-focusable'];

const NARROW = { width: 360, height: 740 };
/** A window of 1280 pixels at 400 %. */
const ZOOMED = { width: 320, height: 256 };
const WIDE = { width: 1280, height: 800 };

interface View {
  readonly size: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
  /** All of them when absent. */
  readonly rules?: readonly string[];
}

/**
 * Every rule is checked once, where most is on the screen. A narrow view only moves and hides things, and dark only
 * swaps colours, so names, roles and labels get the same verdict in all views. The later views check only what can
 * differ in them, which takes a fifth of the time of all rules. Dark is not checked narrow: no colour depends on the
 * width, and overlaps show in light too. The layout is measured at each width.
 */
const VIEWS: readonly View[] = [
  { size: WIDE, colorScheme: 'light' },
  { size: WIDE, colorScheme: 'dark', rules: COLOUR_RULES },
  { size: NARROW, colorScheme: 'light', rules: [...COLOUR_RULES, ...PLACE_RULES] },
  { size: ZOOMED, colorScheme: 'light', rules: [] },
];

/**
 * What is wrong with the page as it is now, by the rules of WCAG 2.2 AA and by its layout, light and dark, narrow and
 * wide.
 */
export async function frameFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { size, colorScheme, rules } of VIEWS) {
    await page.setViewportSize(size);
    // Without motion: a colour on its way from light to dark is neither.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found = [...(await brokenRules(page, rules)), ...(await layoutFaults(page))];
    faults.push(...found.map((fault) => `${size.width}, ${colorScheme}: ${fault}`));
  }
  await page.setViewportSize(WIDE);
  return faults;
}
