import { expect, it } from '@jest/globals';
import { runShort } from '../run-short.ts';
import { forgery } from './campaign.ts';

it(`finds nothing: ${forgery.claim}`, async () => {
  const counters = await runShort(forgery);
  expect(counters.attempts).toBeGreaterThan(400);
}, 300_000);
