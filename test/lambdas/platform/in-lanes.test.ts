import { describe, expect, it } from '@jest/globals';
import { inLanes } from '#lambdas/platform/in-lanes.ts';

describe('work in lanes', () => {
  it('has ended when it fails, and begins nothing more: a frozen function would go on with it in its next invocation', async () => {
    const log: string[] = [];
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const work = async (one: string) => {
      log.push(`begins ${one}`);
      if (one === 'bad') throw new Error('It failed.');
      await slow;
      log.push(`ends ${one}`);
    };
    const all = inLanes(['slow', 'bad', 'late'], 2, () => true, work).finally(() => log.push('returns'));
    // By then the failure has reached everything that waits for it.
    setImmediate(finish);
    await expect(all).rejects.toThrow('It failed.');
    expect(log).toEqual(['begins slow', 'begins bad', 'ends slow', 'returns']);
  });

  it('begins nothing when no time is left, and leaves the rest', async () => {
    const begun: number[] = [];
    await inLanes(
      [1, 2, 3, 4],
      2,
      () => begun.length < 3,
      async (one) => {
        begun.push(one);
      },
    );
    expect(begun).toEqual([1, 2, 3]);
  });
});
