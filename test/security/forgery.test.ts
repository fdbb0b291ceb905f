import { expect, it } from '@jest/globals';
import { forgery } from '../prove/forgery/campaign.ts';
import { runCampaigns } from '../prove/run.ts';

const SEED = 20_261_122;

it('refuses every trick of the forgery campaign with the contract’s error and changes nothing', async () => {
  const [report] = await runCampaigns([forgery], { seed: SEED, minutes: 5, short: true });
  // The seed decides at which endpoint each trick is tried.
  expect({ seed: SEED, findings: report?.findings }).toEqual({ seed: SEED, findings: [] });
  expect(report?.counters.attempts).toBeGreaterThan(400);
}, 180_000);
