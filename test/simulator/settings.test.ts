import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '#simulator/settings.ts';

const README = readFileSync(new URL('../../simulator/README.md', import.meta.url), 'utf8');

/** First and second cell of the rows of settings: names, and as many defaults. */
const ROWS = [...README.matchAll(/^\| (`[a-z]\w+`(?:, `[a-z]\w+`)*) \| (.+?) \| /gm)].map(
  ([, names = '', values = '']) => ({
    names: [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    values: [...values.matchAll(/`([^`]+)`/g)].map(([, value]) => value),
  }),
);

it.each(Object.entries(DEFAULT_SETTINGS))('%s has a row in the README, with its default', (name, value) => {
  const row = ROWS.find(({ names }) => names.includes(name));
  const shown = row?.values[row.names.indexOf(name)];
  expect(shown?.replaceAll(' ', '')).toBe(typeof value === 'object' ? JSON.stringify(value) : String(value));
});
