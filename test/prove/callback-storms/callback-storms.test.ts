import { expect, it } from '@jest/globals';
import { runShort } from '../run-short.ts';
import { callbackStorms } from './callback-storms.ts';

it(`finds nothing: ${callbackStorms.claim}`, async () => {
  const counters = await runShort(callbackStorms);
  expect(counters.sessions).toBeGreaterThanOrEqual(10);
}, 300_000);
