import type { Figure } from '../figure.ts';
import { type BenchApp, type Candidate, startBenchApp } from './app.ts';
import { BenchAgent } from './caller.ts';

const CALLERS = [1, 10, 40];
const AGENTS = 40;
/** Of each, so that both have compiled what they run. */
const WARM_UP_PAYMENTS = 100;
/** They take turns, and the best round of each counts: others on a shared machine only ever make one slower. */
const ROUNDS = 5;
const SECONDS = 5;

interface Rate {
  readonly perSecond: number;
  readonly processorSeconds: number;
}

/** A candidate with its agents online. */
interface Running {
  readonly app: BenchApp;
  readonly agents: readonly BenchAgent[];
}

/** Payments a second and the processor time of one, beside the least that could take them. */
export async function measureThroughput(): Promise<readonly Figure[]> {
  const running: Running[] = [];
  try {
    for (const candidate of ['floor', 'everything'] as const) running.push(await start(candidate));
    for (const each of running) await take(each, 10, (taken) => taken >= WARM_UP_PAYMENTS);
    const figures: Figure[] = [];
    for (const callers of CALLERS) figures.push(...(await compare(running, callers)));
    return figures;
  } finally {
    for (const { agents, app } of running) {
      await Promise.all(agents.map((agent) => agent.close()));
      await app.close();
    }
  }
}

async function compare(running: readonly Running[], callers: number): Promise<readonly Figure[]> {
  const rounds: Rate[][] = running.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, each] of running.entries())
      rounds[index]?.push(await take(each, callers, (_, seconds) => seconds >= SECONDS));
  }
  const [least, rate] = rounds.map(best) as [Rate, Rate];
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
  ];
}

async function start(candidate: Candidate): Promise<Running> {
  const app = await startBenchApp(candidate);
  const agents: BenchAgent[] = [];
  for (let index = 0; index < AGENTS; index += 1) {
    const name = `agent${index}`;
    agents.push(await BenchAgent.online(app, name, await app.signIn(name)));
  }
  return { app, agents };
}

/** Takes payments until enough are begun, and waits for those under way. */
async function take(
  { app, agents }: Running,
  callers: number,
  isEnough: (taken: number, seconds: number) => boolean,
): Promise<Rate> {
  const before = await app.processorSeconds();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  let taken = 0;
  const lane = async () => {
    while (!isEnough(taken, seconds())) {
      await BenchAgent.takePayment(agents);
      taken += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, lane));
  const took = seconds();
  return { perSecond: taken / took, processorSeconds: ((await app.processorSeconds()) - before) / taken };
}

function best(rates: readonly Rate[]): Rate {
  return {
    perSecond: Math.max(...rates.map(({ perSecond }) => perSecond)),
    processorSeconds: Math.min(...rates.map(({ processorSeconds }) => processorSeconds)),
  };
}
