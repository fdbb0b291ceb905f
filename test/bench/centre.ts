import { outOfTurn, playDay } from '#test/lambdas/calls/centre/measure.ts';
import { openHouse } from '#test/support/handler-house.ts';
import type { Figure } from './figure.ts';
import { median, quantile } from './statistics.ts';

const AGENTS = 1_000;
const CALLS = 10_000;
const ABSENT = 0.1;

/** Between two calls, by the share of their time that the agents who are there need for them. */
const LOADS = { '80 %': 103, '97 %': 85 } as const;

/**
 * Days of a large call centre, one not too busy and one nearly so: the real operations on the embedded engine, time injected, a tenth
 * of the agents absent, some rings not taken, some answers unheard, some reports lost. Some minutes each.
 */
export async function measureCentre(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [load, gapMs] of Object.entries(LOADS)) {
    const house = await openHouse();
    try {
      const measured = await measureDay(gapMs);
      figures.push(...measured.map((figure) => ({ ...figure, what: `${load}: ${figure.what}` })));
    } finally {
      await house.close();
    }
  }
  return figures;
}

async function measureDay(gapMs: number): Promise<readonly Figure[]> {
  const day = await playDay({
    agents: AGENTS,
    calls: CALLS,
    gapMs,
    seed: 20_261_128,
    hasty: 0.02,
    ignored: 0.03,
    declined: 0.02,
    absent: ABSENT,
    prefix: 'b',
    world: { lost: 0.01, doubled: 0.01, unheard: 0.005, beatMs: 60_000, rules: { QUEUE_LIMIT: '1000' } },
  });
  const { stories, faults } = day;
  const waits = stories.flatMap(({ answeredAt, arrivedAt }) =>
    answeredAt === undefined ? [] : answeredAt - arrivedAt,
  );
  const there = [...day.agents.values()].slice(AGENTS * ABSENT);
  const rings = shareOut(there.map((agent) => agent.rings));
  const talks = shareOut(there.map((agent) => agent.talks));
  const ended = (how: string) => stories.filter(({ end }) => end === how).length;
  const queued = stories.filter(({ queuedAt }) => queuedAt !== undefined).length;
  const fault = (what: RegExp) => faults.filter((one) => what.test(one)).length;
  const inTime = waits.filter((wait) => wait <= 20_000).length;
  for (const one of new Set(faults)) process.stderr.write(`${one}\n`);
  return [
    count('callers who talked to an agent', ended('talked')),
    count('callers who hung up themselves', ended('gave up')),
    count('callers who waited in the queue', queued),
    { what: 'until an agent answered, median', value: median(waits), unit: 'ms' },
    { what: 'until an agent answered, p95', value: quantile(waits, 0.95), unit: 'ms' },
    { what: 'answered within 20 s', value: (100 * inTime) / waits.length, unit: '%' },
    never('callers lost, cut off or sent away', ended('cut off') + ended('sent away')),
    never('agents rung twice at once, or with two callers', fault(/at once|two callers/)),
    never('calls with another agent than talked', fault(/ is .*'s, not /)),
    never('agents reserved in vain', fault(/in vain/)),
    never('callers rung for out of turn', outOfTurn(day).length),
    { what: 'conversations of an agent who is there, mean', value: talks.fair, unit: '' },
    { what: 'conversations, farthest from the mean, in shares', value: talks.farthest, unit: 'x', budget: 1 },
    { what: 'rings of an agent who is there, mean', value: rings.fair, unit: '' },
    // Several race for each call, and who loses stays in front.
    { what: 'rings, farthest from the mean, in shares', value: rings.farthest, unit: 'x', budget: 1 },
  ];
}

/** What each would have, and how far the farthest is from it. */
function shareOut(each: readonly number[]): { readonly fair: number; readonly farthest: number } {
  const fair = each.reduce((sum, one) => sum + one, 0) / each.length;
  return { fair, farthest: Math.max(...each.map((one) => Math.abs(one - fair))) / fair };
}

function count(what: string, value: number): Figure {
  return { what, value, unit: '' };
}

function never(what: string, value: number): Figure {
  return { what, value, unit: '', budget: 0 };
}
