import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const rows = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
  .split('## What we guarantee')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (guarantee|---)/.test(line))
  .map((line) => line.split('|').slice(1, -1)) as readonly (readonly string[])[];

it('names for each guarantee at least one test that exists', () => {
  expect(rows.length).toBeGreaterThan(10);
  const named = rows.map(([guarantee = '', , tests = '']) => ({
    guarantee: guarantee.trim(),
    files: [...tests.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path),
  }));
  expect(named.filter(({ files }) => files.length === 0)).toEqual([]);
  expect(named.flatMap(({ files }) => files).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
