import { expect, it } from '@jest/globals';
import { createRandom } from './random.ts';

it('gives the same draws for the same seed and label, and different draws for others', () => {
  const draws = (seed: number, label: string) => createRandom(seed, label).digits(20);
  expect(draws(1, 'a')).toBe(draws(1, 'a'));
  expect(draws(1, 'a')).not.toBe(draws(2, 'a'));
  expect(draws(1, 'a')).not.toBe(draws(1, 'b'));
});

it('gives forks that do not depend on earlier draws', () => {
  const fresh = createRandom(3).fork('part').hex(8);
  const used = createRandom(3);
  used.digits(100);
  expect(used.fork('part').hex(8)).toBe(fresh);
});
