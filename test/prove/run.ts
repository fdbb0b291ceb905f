import type { Campaign, CampaignContext, CampaignResult } from './campaign.ts';
import { createRandom } from './random.ts';
import { type ProveStack, startStack } from './stack/start-stack.ts';

export interface RunOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly short?: boolean;
  readonly log?: (line: string) => void;
}

export interface CampaignReport extends CampaignResult {
  readonly name: string;
  readonly title: string;
  readonly claim: string;
  readonly seconds: number;
}

/** Runs campaigns one after another, each with its share of the time plus what earlier ones did not use. */
export async function runCampaigns(
  campaigns: readonly Campaign[],
  { seed, minutes, short = false, log = () => {} }: RunOptions,
): Promise<readonly CampaignReport[]> {
  const endsAt = Date.now() + minutes * 60_000;
  const reports: CampaignReport[] = [];
  for (const [index, campaign] of campaigns.entries()) {
    const weightLeft = campaigns.slice(index).reduce((sum, { weight }) => sum + weight, 0);
    const share = ((endsAt - Date.now()) * campaign.weight) / weightLeft;
    reports.push(
      await runOne(campaign, seed, short, Date.now() + share, (line) => log(`${campaign.name}: ${line}`)),
    );
  }
  return reports;
}

async function runOne(
  campaign: Campaign,
  seed: number,
  short: boolean,
  deadline: number,
  log: (line: string) => void,
): Promise<CampaignReport> {
  const { name, title, claim } = campaign;
  const startedAt = Date.now();
  const random = createRandom(seed, name);
  const stacks: ProveStack[] = [];
  const context: CampaignContext = {
    seed,
    random,
    short,
    log,
    remaining: () => deadline - Date.now(),
    async startStack(options) {
      const stack = await startStack(random.fork(`stack ${stacks.length}`), options);
      stacks.push(stack);
      return stack;
    },
  };
  try {
    const result = await campaign.run(context);
    return { name, title, claim, seconds: secondsSince(startedAt), ...result };
  } catch (error) {
    // A campaign that cannot continue has proved nothing.
    const what = error instanceof Error ? error.message : String(error);
    const findings = [{ claim: 'the campaign runs to its end', what }];
    return { name, title, claim, seconds: secondsSince(startedAt), counters: {}, findings };
  } finally {
    await Promise.allSettled(stacks.map((stack) => stack.remove()));
  }
}

function secondsSince(startedAt: number): number {
  return Math.round((Date.now() - startedAt) / 1000);
}
