import type { Campaign, CampaignContext, CampaignResult, Finding } from '../campaign.ts';
import { Agent } from '../stack/agent.ts';
import { failureCases, nameOf } from './cases.ts';
import { runCase } from './run-case.ts';

const AGENTS = 6;

/** Twilio's REST APIs fail in every way on every operation, with one payment for each case. */
export const twilioFailing: Campaign = {
  name: 'twilio-failing',
  title: 'Twilio failing',
  claim:
    'no failure of Twilio charges twice, leaves the agent without an error message or leaves a payment open',
  weight: 3,
  async run({ random, short, startStack, remaining, log }: CampaignContext): Promise<CampaignResult> {
    const stack = await startStack();
    const all = failureCases();
    const cases = short
      ? all.filter(({ lasts, failure }) => lasts === 'once' && SHORT.includes(failure))
      : all;
    const findings: Finding[] = [];
    const counters = { cases: 0, 'errors told to the agent': 0, 'retries by the agent': 0 };
    let next = 0;
    const work = async (worker: number) => {
      const agent = await Agent.signIn(stack, `failing.${worker}`);
      while (next < cases.length && remaining() > 0) {
        const index = next;
        next += 1;
        const failureCase = cases[index] as (typeof cases)[number];
        try {
          const outcome = await runCase(stack, agent, failureCase, index, random.fork(`case ${index}`));
          findings.push(...outcome.findings);
          counters['errors told to the agent'] += outcome.errors;
          counters['retries by the agent'] += outcome.retries;
        } catch (error) {
          const what = error instanceof Error ? error.message : String(error);
          findings.push({ claim: 'the case runs to its end', what, where: nameOf(failureCase) });
        }
        counters.cases += 1;
      }
    };
    await Promise.all(Array.from({ length: AGENTS }, (_, worker) => work(worker)));
    log(`${counters.cases} of ${cases.length} cases, ${findings.length} findings`);
    const charges = stack.processor.ledger.filter(({ approved }) => approved);
    return {
      counters: {
        ...counters,
        'cases in total': cases.length,
        'requests to Twilio': stack.twilio.seen.length,
        'requests made to fail': stack.twilio.seen.filter(({ failed }) => failed).length,
        'charges in the ledger': charges.length,
      },
      findings,
    };
  },
};

const SHORT: readonly string[] = ['reset'];
