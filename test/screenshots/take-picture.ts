import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const FOLDER = join(import.meta.dirname, '../../docs/images');
/** Width of a picture of the desk, in pixels. */
export const WIDTH = 1120;
const HEAVY_BYTES = 200_000;

export interface Size {
  readonly width: number;
  /** The height of the page when absent. */
  readonly height?: number;
}

/** Writes one picture for the documentation, then restores the page's size. */
export async function takePicture(page: Page, name: string, { width, height }: Size): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: height ?? 400 });
  // Pointers and carets differ from run to run.
  await page.mouse.move(width - 1, (height ?? 400) - 1);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, caret: 'hide', animations: 'disabled', fullPage: height === undefined });
  if (before) await page.setViewportSize(before);
  const { size: bytes } = await stat(path);
  process.stdout.write(`${name}.png  ${Math.round(bytes / 1_000)} kB\n`);
  if (bytes > HEAVY_BYTES)
    throw new Error(`Failed to keep ${name}.png light: ${bytes} bytes. Make it smaller.`);
}
