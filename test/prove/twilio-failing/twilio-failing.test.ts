import { expect, it } from '@jest/globals';
import { runShort } from '../run-short.ts';
import { twilioFailing } from './twilio-failing.ts';

it(`finds nothing: ${twilioFailing.claim}`, async () => {
  const counters = await runShort(twilioFailing);
  expect(counters.cases).toBeGreaterThanOrEqual(10);
}, 300_000);
