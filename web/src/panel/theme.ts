import type { Scheme, ThemeName } from './protocol.ts';

/** The panel's own properties behind each of the host's: see `styles/tokens.css`. */
const PROPERTIES: Readonly<Record<ThemeName, readonly string[]>> = {
  // Fills only: on text it would have to be readable, light and dark.
  accent: ['--accent', '--accent-hover'],
  'on-accent': ['--on-accent'],
  background: ['--bg'],
  surface: ['--surface'],
  text: ['--text'],
  radius: ['--radius-control', '--radius-card'],
  font: ['--font'],
};

/** Puts the host's look on the panel: light or dark, and values that were read as what they should be. */
export function applyTheme(
  page: HTMLElement,
  scheme: Scheme,
  values: Readonly<Partial<Record<ThemeName, string>>>,
): void {
  page.dataset.theme = scheme;
  for (const [name, properties] of Object.entries(PROPERTIES)) {
    const value = values[name as ThemeName];
    for (const property of properties) {
      if (value === undefined) page.style.removeProperty(property);
      else page.style.setProperty(property, value);
    }
  }
}
