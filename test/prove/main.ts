import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readCommandLine, refuseCommandLine } from '#simulator/command-line.ts';
import { provideChromium } from '../support/provide-chromium.ts';
import { CAMPAIGN_NAMES, loadCampaigns } from './campaigns.ts';
import { type ProveReport, toMarkdown } from './report.ts';

const USAGE = `npm run prove -- [--minutes 5] [--seed N] [--campaign name …] [--out path-without-extension]
campaigns: ${CAMPAIGN_NAMES.join(', ')}`;

/** `npm run prove`: tries to break our claims, prints and writes what it finds. Exits with 1 if it finds anything. */
async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { minutes, seed, names, out } = readArguments();
  const campaigns = await loadCampaigns(names);
  say(`seed ${seed}, ${minutes} minutes, ${campaigns.map(({ name }) => name).join(', ')}`);
  provideChromium();
  const { runCampaigns } = await import('./run.ts'); // with the app; help needs neither
  const reports = await runCampaigns(campaigns, { seed, minutes, log: say });
  const clean = reports.every(({ findings }) => findings.length === 0);
  const report: ProveReport = {
    seed,
    commit: commit(),
    at: new Date().toISOString(),
    minutes,
    node: process.version,
    clean,
    campaigns: reports,
  };
  await mkdir(dirname(out), { recursive: true });
  await writeFile(`${out}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(`${out}.md`, toMarkdown(report));
  for (const { name, findings } of reports) {
    for (const { claim, what, where } of findings)
      say(`FOUND ${name}: ${claim}: ${what}${where ? ` (${where})` : ''}`);
  }
  say(`${clean ? 'clean' : 'not clean'}, seed ${seed}, report in ${out}.md and ${out}.json`);
  process.exit(clean ? 0 : 1);
}

function readArguments() {
  const { values } = readCommandLine(USAGE, {
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      campaign: { type: 'string', multiple: true, default: [] },
      out: { type: 'string', default: '.local/prove-report' },
    },
  });
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  const names = values.campaign.flatMap((list) => list.split(','));
  const unknown = names.some((name) => !CAMPAIGN_NAMES.includes(name));
  if (!(minutes > 0)) refuseCommandLine('--minutes must be a number above 0.', USAGE);
  if (!Number.isSafeInteger(seed)) refuseCommandLine('--seed must be a whole number.', USAGE);
  if (unknown) refuseCommandLine('--campaign must name a campaign.', USAGE);
  return { minutes, seed, names, out: values.out };
}

function commit(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
