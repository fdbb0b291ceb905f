import { outOfTurn, playDay } from '#test/lambdas/calls/centre/measure.ts';
import { openHouse } from '#test/support/handler-house.ts';
import type { Figure } from './figure.ts';
import { median, quantile } from './statistics.ts';

const AGENTS = 1_000;
const CALLS = 10_000;
const ABSENT = 0.1;

/**
 * A day of a large call centre: the real operations on the embedded engine, time injected, a tenth of the agents absent, some
 * rings not taken, some reports lost. About ten minutes.
 */
export async function measureCentre(): Promise<readonly Figure[]> {
  const house = await openHouse();
  try {
    const day = await playDay({
      agents: AGENTS,
      calls: CALLS,
      // Nearly all that those who are there can take.
      gapMs: 80,
      seed: 20_261_128,
      hasty: 0.02,
      ignored: 0.03,
      declined: 0.02,
      absent: ABSENT,
      prefix: 'b',
      world: { lost: 0.01, doubled: 0.01, beatMs: 60_000, rules: { QUEUE_LIMIT: '1000' } },
    });
    const { stories, faults } = day;
    const waits = stories.flatMap(({ answeredAt, arrivedAt }) =>
      answeredAt === undefined ? [] : answeredAt - arrivedAt,
    );
    const there = [...day.agents.values()].slice(AGENTS * ABSENT).map(({ rings }) => rings);
    const fair = there.reduce((sum, rings) => sum + rings, 0) / there.length;
    const spread = Math.max(...there.map((rings) => Math.abs(rings - fair))) / fair;
    const ended = (how: string) => stories.filter(({ end }) => end === how).length;
    const queued = stories.filter(({ queuedAt }) => queuedAt !== undefined).length;
    return [
      count('callers who talked to an agent', ended('talked')),
      count('callers who hung up themselves', ended('gave up')),
      count('callers who waited in the queue', queued),
      { what: 'until an agent answered, median', value: median(waits), unit: 'ms' },
      { what: 'until an agent answered, p95', value: quantile(waits, 0.95), unit: 'ms' },
      never('callers lost, cut off or sent away', ended('cut off') + ended('sent away')),
      never('agents rung twice at once, or with two callers', faults.length),
      never('callers rung for out of turn', outOfTurn(day).length),
      { what: 'rings of an agent who is there, mean', value: fair, unit: '' },
      { what: 'farthest from it, in shares', value: spread, unit: 'x', budget: 1 },
    ];
  } finally {
    await house.close();
  }
}

function count(what: string, value: number): Figure {
  return { what, value, unit: '' };
}

function never(what: string, value: number): Figure {
  return { what, value, unit: '', budget: 0 };
}
