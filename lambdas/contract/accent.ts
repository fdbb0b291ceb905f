/** Tokens of `web/src/styles/tokens.css` that follow from one colour. */
export type AccentToken = 'accent' | 'accent-hover' | 'on-accent' | 'accent-text' | 'accent-soft' | 'focus';

/** Of each token its colour on a light and on a dark page, as `#rrggbb`. */
export type Accent = Readonly<Record<AccentToken, readonly [light: string, dark: string]>>;

/** What text must have against what is behind it (WCAG 2.2, 1.4.3). */
const READABLE = 4.5;
/** Backgrounds of the two pages on which text in the accent colour stands; a test compares them with the style sheet. */
export const GROUNDS = {
  light: ['#f4f5f7', '#ffffff', '#eaecf0'],
  dark: ['#0f1115', '#181b21', '#0b0d10'],
} as const;

const WHITE = '#ffffff';
const BLACK = '#000000';

/**
 * The colours that follow from a business's own one: it is a button's on a light page, with white text, and a lighter
 * shade of it on a dark page, with dark text. Undefined when white text could not be read on it.
 */
export function accentOf(colour: string): Accent | undefined {
  const light = colour.toLowerCase();
  if (!/^#[0-9a-f]{6}$/.test(light) || contrast(light, WHITE) < READABLE) return undefined;
  const dark = shade(light, WHITE, (it) => contrast(it, GROUNDS.dark[2]) >= 7 && on(it, GROUNDS.dark));
  const soft = [mix(light, WHITE, 0.9), mix(dark, GROUNDS.dark[1], 0.84)] as const;
  const text = [
    shade(light, BLACK, (it) => on(it, [...GROUNDS.light, soft[0]])),
    shade(dark, WHITE, (it) => on(it, [...GROUNDS.dark, soft[1]])),
  ] as const;
  return {
    accent: [light, dark],
    'accent-hover': [mix(light, BLACK, 0.2), mix(dark, WHITE, 0.25)],
    'on-accent': [WHITE, GROUNDS.dark[2]],
    'accent-text': text,
    'accent-soft': soft,
    focus: text,
  };
}

/** WCAG 2.2: the ratio of the relative luminances of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const on = (colour: string, grounds: readonly string[]) =>
  grounds.every((ground) => contrast(colour, ground) >= READABLE);

/** The first step from a colour towards black or white that will do. */
function shade(colour: string, towards: string, will: (colour: string) => boolean): string {
  const steps = Array.from({ length: 51 }, (_, step) => mix(colour, towards, step / 50));
  return steps.find(will) ?? towards;
}

function mix(colour: string, other: string, share: number): string {
  const part = (at: number) => channel(colour, at) * (1 - share) + channel(other, at) * share;
  return `#${[0, 1, 2].map((at) => Math.round(part(at)).toString(16).padStart(2, '0')).join('')}`;
}

const channel = (hex: string, at: number) => Number.parseInt(hex.slice(1 + 2 * at, 3 + 2 * at), 16);

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((at) => {
    const part = channel(hex, at) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
