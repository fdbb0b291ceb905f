import { describe, expect, it } from '@jest/globals';
import type { Campaign, CampaignContext } from './campaign.ts';
import { runCampaigns } from './run.ts';

function campaign(name: string, run: Campaign['run'], weight = 1): Campaign {
  return { name, title: name, claim: 'nothing breaks', weight, run };
}

const nothing = { counters: { tries: 3 }, findings: [] };

describe('runCampaigns', () => {
  it('gives each campaign its share of the time left', async () => {
    const shares: number[] = [];
    const note = async ({ remaining }: CampaignContext) => {
      shares.push(remaining());
      return nothing;
    };
    await runCampaigns([campaign('a', note, 3), campaign('b', note, 1)], { seed: 1, minutes: 1 });
    expect(Math.round((shares[0] ?? 0) / 5_000)).toBe(9);
    expect(Math.round((shares[1] ?? 0) / 5_000)).toBe(12);
  });

  it('reports a campaign that throws as a finding', async () => {
    const broken = campaign('a', () => Promise.reject(new Error('no port')));
    const [report] = await runCampaigns([broken], { seed: 1, minutes: 1 });
    expect(report?.findings).toEqual([{ claim: 'the campaign runs to its end', what: 'no port' }]);
  });

  it('gives a campaign the same random numbers whatever else runs', async () => {
    const draws: string[] = [];
    const draw = async ({ random }: CampaignContext) => {
      draws.push(random.hex(8));
      return nothing;
    };
    const [a, b] = [campaign('a', draw), campaign('b', draw)];
    await runCampaigns([a, b], { seed: 9, minutes: 1 });
    await runCampaigns([b], { seed: 9, minutes: 1 });
    expect(draws[2]).toBe(draws[1]);
  });
});
