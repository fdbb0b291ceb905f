import type { Figure } from '../figure.ts';
import { type BenchApp, type Candidate, startBenchApp } from './app.ts';
import { BenchAgent } from './caller.ts';

const CALLERS = [1, 10, 40];
const AGENTS = 40;
const WARM_UP_SECONDS = 5;
const SECONDS = 12;

interface Rate {
  readonly perSecond: number;
  readonly processorSeconds: number;
}

/** Payments a second and the processor time of one, beside the least that could take them. */
export async function measureThroughput(): Promise<readonly Figure[]> {
  const floor = await measure('floor');
  const ours = await measure('everything');
  return CALLERS.flatMap((callers) => {
    const [least, rate] = [floor.get(callers), ours.get(callers)];
    if (!least || !rate) return [];
    const at = `at ${callers} caller${callers === 1 ? '' : 's'}`;
    const isJudged = callers === 10;
    return [
      {
        what: `payments a second ${at}`,
        value: rate.perSecond,
        unit: '/s',
        ...(isJudged ? { least: 12 } : {}),
      },
      { what: `payments a second ${at}, floor`, value: least.perSecond, unit: '/s' },
      {
        what: `ours over the floor ${at}`,
        value: rate.perSecond / least.perSecond,
        unit: 'x',
        ...(isJudged ? { least: 0.6 } : {}),
      },
      {
        what: `processor time a payment ${at}`,
        value: rate.processorSeconds * 1_000,
        unit: 'ms',
        ...(isJudged ? { budget: 120 } : {}),
      },
      { what: `processor time a payment ${at}, floor`, value: least.processorSeconds * 1_000, unit: 'ms' },
    ] satisfies Figure[];
  });
}

async function measure(candidate: Candidate): Promise<ReadonlyMap<number, Rate>> {
  const app = await startBenchApp(candidate);
  const agents: BenchAgent[] = [];
  try {
    for (let index = 0; index < AGENTS; index += 1) {
      const name = `agent${index}`;
      agents.push(await BenchAgent.online(app, name, await app.signIn(name)));
    }
    await run(app, agents, 10, WARM_UP_SECONDS);
    const rates = new Map<number, Rate>();
    for (const callers of CALLERS) rates.set(callers, await run(app, agents, callers, SECONDS));
    return rates;
  } finally {
    await Promise.all(agents.map((agent) => agent.close()));
    await app.close();
  }
}

async function run(
  app: BenchApp,
  agents: readonly BenchAgent[],
  callers: number,
  seconds: number,
): Promise<Rate> {
  const before = await app.processorSeconds();
  const startedAt = performance.now();
  let taken = 0;
  const lane = async () => {
    while (performance.now() - startedAt < seconds * 1_000) {
      await BenchAgent.takePayment(agents);
      taken += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, lane));
  const took = (performance.now() - startedAt) / 1_000;
  return { perSecond: taken / took, processorSeconds: ((await app.processorSeconds()) - before) / taken };
}
