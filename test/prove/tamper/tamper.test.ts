import { expect, it } from '@jest/globals';
import { runShort } from '../run-short.ts';
import { tamper } from './tamper.ts';

it(`finds nothing: ${tamper.claim}`, async () => {
  const counters = await runShort(tamper);
  expect(counters.attempts).toBeGreaterThanOrEqual(40);
  expect(counters['with the rights of one handler']).toBeGreaterThanOrEqual(5);
  expect(counters['clean rounds']).toBeGreaterThanOrEqual(16);
}, 600_000);
