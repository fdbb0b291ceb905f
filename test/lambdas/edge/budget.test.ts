import { describe, expect, it } from '@jest/globals';
import { createBudget } from '#lambdas/edge/budget.ts';

function budget() {
  let now = 0;
  const take = createBudget({ burst: 3, perSecond: 2, people: 2 }, () => now);
  return {
    take: (person: string, times: number) => Array.from({ length: times }, () => take(person)),
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('a budget', () => {
  it('lets a burst through, then says how long to wait', () => {
    expect(budget().take('ana', 5)).toEqual([0, 0, 0, 1, 1]);
  });

  it('comes back with time, up to the burst and no further', () => {
    const { take, wait } = budget();
    take('ana', 3);
    wait(500);
    expect(take('ana', 2)).toEqual([0, 1]);
    wait(60_000);
    expect(take('ana', 4)).toEqual([0, 0, 0, 1]);
  });

  it('does not shrink when the clock is set back', () => {
    const { take, wait } = budget();
    take('ana', 2);
    wait(-60_000);
    expect(take('ana', 2)).toEqual([0, 1]);
  });

  it('is each person’s own, and forgets those quiet for longest', () => {
    const { take } = budget();
    take('ana', 3);
    expect(take('ben', 4)).toEqual([0, 0, 0, 1]);
    expect(take('ana', 1)).toEqual([1]);
    take('cy', 1);
    expect(take('ana', 1)).toEqual([1]);
    expect(take('ben', 1)).toEqual([0]);
  });
});
