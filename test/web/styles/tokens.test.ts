import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const css = readFileSync(join(import.meta.dirname, '../../../web/src/styles/tokens.css'), 'utf8');
const colours = Object.fromEntries(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
);
const themes = ['light', 'dark'] as const;

/** Text roles, and the backgrounds of each. */
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['text', ['bg', 'surface', 'sunken', 'accent-soft', 'live-soft', 'ok-soft', 'bad-soft', 'warn-soft']],
  ['text-2', ['bg', 'surface', 'sunken', 'accent-soft', 'live-soft', 'ok-soft', 'bad-soft', 'warn-soft']],
  ['accent-text', ['bg', 'surface', 'sunken', 'accent-soft']],
  ['live-text', ['bg', 'surface', 'sunken', 'live-soft']],
  ['ok-text', ['bg', 'surface', 'sunken', 'ok-soft']],
  ['bad-text', ['bg', 'surface', 'sunken', 'bad-soft']],
  ['warn-text', ['bg', 'surface', 'sunken', 'warn-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-ok', ['ok', 'ok-hover']],
  ['on-bad', ['bad', 'bad-hover']],
];
/** Edges and marks that carry meaning. */
const MARKS: readonly (readonly [string, readonly string[]])[] = [
  ['control', ['bg', 'surface', 'sunken']],
  ['live', ['bg', 'surface', 'live-soft']],
  ['warn', ['bg', 'surface', 'warn-soft']],
  ['accent', ['bg', 'surface']],
  ['ok', ['bg', 'surface', 'ok-soft']],
  ['bad', ['bg', 'surface', 'bad-soft']],
  ['focus', ['bg', 'surface', 'sunken']],
];

const pairs = (table: typeof TEXT) =>
  themes.flatMap((theme) =>
    table.flatMap(([front, backs]) => backs.map((back) => [theme, front, back] as const)),
  );

describe('the colours', () => {
  it.each(pairs(TEXT))('are readable: %s %s on %s', (theme, front, back) => {
    expect(contrast(colour(front, theme), colour(back, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(MARKS))('are visible: %s %s on %s', (theme, front, back) => {
    expect(contrast(colour(front, theme), colour(back, theme))).toBeGreaterThanOrEqual(3);
  });
});

describe('contrast', () => {
  it('is 21 between black and white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  });
});

function colour(name: string, theme: (typeof themes)[number]): string {
  const found = colours[name];
  if (!found) throw new Error(`No token --${name}.`);
  return found[theme];
}

/** WCAG 2.2: relative luminance of sRGB, and the ratio of two. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
