import { expect, it } from '@jest/globals';
import { runShort } from '../run-short.ts';
import { neverTwice } from './never-twice.ts';

it(`finds nothing: ${neverTwice.claim}`, async () => {
  const counters = await runShort(neverTwice);
  expect(counters.cases).toBeGreaterThanOrEqual(6);
  expect(counters['charges in the ledger']).toBeGreaterThanOrEqual(3);
}, 300_000);
