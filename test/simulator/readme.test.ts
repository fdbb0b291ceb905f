import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '#simulator/settings.ts';

it('argues every setting in the README', async () => {
  const readme = await readFile(new URL('../../simulator/README.md', import.meta.url), 'utf8');

  expect(Object.keys(DEFAULT_SETTINGS).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
