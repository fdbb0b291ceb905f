import type { Campaign, CampaignContext, CampaignResult, Finding } from '../campaign.ts';
import type { Random } from '../random.ts';
import { Agent } from '../stack/agent.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { crashAfterResult, crashAfterStart, crashBeforeStart } from './crash.ts';
import { lateResult } from './late-result.ts';
import { lostResult } from './lost-result.ts';
import { racingStarts } from './racing-starts.ts';
import { type AttackCase, openRig } from './rig.ts';
import { twoAnswers } from './two-answers.ts';

/** Those that run alone come last; the very last are those that crash the app. */
const CASES: readonly AttackCase[] = [
  lateResult,
  lostResult,
  racingStarts,
  twoAnswers,
  crashBeforeStart,
  crashAfterStart,
  crashAfterResult,
];

/** Each needs two agents, and a call rings ten at most. */
const TEAMS = 4;

interface Team {
  readonly agent: Agent;
  readonly partner: Agent;
}

/** Everything that once led to a second charge, or could. */
export const neverTwice: Campaign = {
  name: 'never-twice',
  title: 'Never twice',
  claim: 'nobody is charged a second time while the first charge may still come',
  weight: 2,
  async run({ random, short, startStack, remaining, log }: CampaignContext): Promise<CampaignResult> {
    const stack = await startStack();
    const supervisor = await Agent.signIn(stack, 'sam', undefined, 'supervisor');
    const teams: Team[] = [];
    for (let index = 0; index < (short ? 1 : TEAMS); index += 1) {
      const agent = await Agent.signIn(stack, `twice.${index}.a`);
      teams.push({ agent, partner: await Agent.signIn(stack, `twice.${index}.b`) });
    }
    const findings: Finding[] = [];
    const tried = new Map<AttackCase, { cases: number; findings: number }>();

    for (let round = 0; round === 0 || (!short && remaining() > 0); round += 1) {
      for (const attack of CASES) {
        if (round > 0 && remaining() <= 0) break;
        const now = attack.alone ? teams.slice(round % teams.length).slice(0, 1) : teams;
        const found = await Promise.all(
          now.map((team, lane) => {
            const order = `${attack.name} ${round}.${lane}`;
            return runCase(stack, supervisor, team, attack, order, random.fork(order));
          }),
        );
        const before = tried.get(attack) ?? { cases: 0, findings: 0 };
        findings.push(...found.flat());
        tried.set(attack, {
          cases: before.cases + now.length,
          findings: before.findings + found.flat().length,
        });
      }
      log(`round ${round + 1}: ${findings.length} findings`);
    }
    return {
      counters: {
        cases: [...tried.values()].reduce((sum, { cases }) => sum + cases, 0),
        'sessions opened at Twilio': new Set(stack.twilio.seen.flatMap(({ paySid }) => paySid ?? [])).size,
        'charges in the ledger': stack.processor.ledger.filter(({ approved }) => approved).length,
      },
      findings,
      tables: [
        {
          title: 'By attack',
          columns: ['attack', 'cases', 'findings'],
          rows: [...tried].map(([{ name }, count]) => [name, count.cases, count.findings]),
        },
      ],
    };
  },
};

async function runCase(
  stack: ProveStack,
  supervisor: Agent,
  team: Team,
  attack: AttackCase,
  order: string,
  random: Random,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const rig = openRig({ stack, supervisor, ...team, order, random }, (what) =>
    findings.push({ claim: attack.claim, what, where: order }),
  );
  try {
    await attack.run(rig);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    findings.push({ claim: 'the case runs to its end', what, where: order });
  } finally {
    await rig.letGo();
  }
  return findings;
}
