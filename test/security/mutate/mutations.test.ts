import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MUTATIONS } from './mutations.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('npm run mutate', () => {
  it.each(MUTATIONS)('finds the one place where $check can be broken: $what', ({ file, from, to }) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    expect(source.split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  });
});
