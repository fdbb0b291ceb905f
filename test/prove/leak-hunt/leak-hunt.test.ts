import { expect, it } from '@jest/globals';
import { runShort } from '../run-short.ts';
import { leakHunt } from './leak-hunt.ts';

it(`finds nothing: ${leakHunt.claim}`, async () => {
  const counters = await runShort(leakHunt);
  expect(counters.sessions).toBeGreaterThanOrEqual(10);
  expect(counters['webhooks on the page of deliveries']).toBeGreaterThan(10);
}, 300_000);
