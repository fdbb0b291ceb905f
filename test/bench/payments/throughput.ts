import { setTimeout } from 'node:timers/promises';
import type { Figure } from '../figure.ts';
import { median } from '../statistics.ts';
import { type BenchApp, startBenchApp } from './app.ts';
import { BenchAgent } from './caller.ts';

const CALLERS = [1, 10, 40];
const AGENTS = 40;
/** Of each, so that both have compiled what they run. */
const WARM_UP_PAYMENTS = 100;
/**
 * They take turns. The best round of each counts: others on a shared machine only ever make one slower. The share is the median of
 * what each round of ours was of the floor's beside it: the machine's speed changes within minutes.
 */
const ROUNDS = 5;
/** Of a round, once all callers have begun. */
const MEASURED_MS = 6_000;
const FIRST_MS = 1_000;

interface Rate {
  readonly perSecond: number;
  readonly processorSeconds: number;
}

/** A candidate with its agents online. */
interface Running {
  readonly app: BenchApp;
  readonly agents: BenchAgent[];
}

/** Payments a second and the processor time of one, beside the least that could take them. */
export async function measureThroughput(): Promise<readonly Figure[]> {
  const running: Running[] = [];
  try {
    for (const candidate of ['floor', 'everything'] as const) {
      const each = { app: await startBenchApp(candidate), agents: [] };
      running.push(each);
      await bringOnline(each);
    }
    for (const { agents } of running) {
      for (let batch = 0; batch < WARM_UP_PAYMENTS / 10; batch += 1)
        await Promise.all(Array.from({ length: 10 }, () => BenchAgent.takePayment(agents)));
    }
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
  const isJudged = callers === 10;
  const rounds: Rate[][] = running.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    const turns = [...running.entries()];
    // Who is first changes, so that a machine that becomes slower or quicker favours neither.
    if (round % 2 === 1) turns.reverse();
    for (const [index, each] of turns) rounds[index]?.push(await take(each, callers));
  }
  const [least, rate] = rounds.map(best) as [Rate, Rate];
  const [floor = [], ours = []] = rounds;
  const shares = ours.map(({ perSecond }, round) => perSecond / (floor[round]?.perSecond ?? Number.NaN));
  const at = `at ${callers} caller${callers === 1 ? '' : 's'}`;
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
      value: median(shares),
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

async function bringOnline({ app, agents }: Running): Promise<void> {
  for (let index = 0; index < AGENTS; index += 1) {
    const name = `agent${index}`;
    agents.push(await BenchAgent.online(app, name, await app.signIn(name)));
  }
}

/**
 * Takes payments all the time, and counts their steps while it looks, as equal parts of a payment. Forty callers who begin together end
 * together, so that a few seconds would see the end of all of their payments, or of none; they begin one after the other, too.
 */
async function take({ app, agents }: Running, callers: number): Promise<Rate> {
  let taken = 0;
  let steps = 0;
  let isOver = false;
  const lane = async (_: unknown, index: number) => {
    await setTimeout((index / callers) * FIRST_MS);
    while (!isOver) {
      await BenchAgent.takePayment(agents, async () => {
        steps += 1;
      });
      taken += 1;
    }
  };
  const look = async () => ({ steps, at: performance.now(), used: await app.processorSeconds() });
  const measure = async () => {
    await setTimeout(FIRST_MS);
    const from = await look();
    await setTimeout(MEASURED_MS);
    const to = await look();
    isOver = true;
    return { steps: to.steps - from.steps, ms: to.at - from.at, used: to.used - from.used };
  };
  const [seen] = await Promise.all([measure(), ...Array.from({ length: callers }, lane)]);
  const payments = seen.steps / (steps / taken);
  return { perSecond: (payments / seen.ms) * 1_000, processorSeconds: seen.used / payments };
}

function best(rates: readonly Rate[]): Rate {
  return {
    perSecond: Math.max(...rates.map(({ perSecond }) => perSecond)),
    processorSeconds: Math.min(...rates.map(({ processorSeconds }) => processorSeconds)),
  };
}
