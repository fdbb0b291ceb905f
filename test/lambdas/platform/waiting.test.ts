import { describe, expect, it } from '@jest/globals';
import { createGate } from '#lambdas/platform/gate.ts';
import { createTurns } from '#lambdas/platform/in-turn.ts';

/** Work that ends when told to, and remembers the order in which it began. */
function works() {
  const begun: string[] = [];
  const ends = new Map<string, (failed?: Error) => void>();
  return {
    begun,
    start: (name: string) =>
      new Promise<string>((resolve, reject) => {
        begun.push(name);
        ends.set(name, (failed) => (failed ? reject(failed) : resolve(name)));
      }),
    end: async (name: string, failed?: Error) => {
      ends.get(name)?.(failed);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a gate', () => {
  it('lets a limited number through at once and the rest in order, also after a failure', async () => {
    const { begun, start, end } = works();
    const gate = createGate(2);
    const all = ['a', 'b', 'c', 'd'].map((name) => gate(() => start(name)).catch(() => 'failed'));
    expect(begun).toEqual(['a', 'b']);
    await end('b', new Error('no'));
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c', 'd']) await end(name);
    expect(await Promise.all(all)).toEqual(['a', 'failed', 'c', 'd']);
  });
});

describe('turns', () => {
  it('run one after the other under one name, at once under different ones', async () => {
    const { begun, start, end } = works();
    const inTurn = createTurns();
    const first = inTurn('x', () => start('x1')).catch(() => 'failed');
    const second = inTurn('x', () => start('x2'));
    const other = inTurn('y', () => start('y1'));
    await end('none');
    expect(begun).toEqual(['x1', 'y1']);
    await end('x1', new Error('no'));
    expect(begun).toEqual(['x1', 'y1', 'x2']);
    for (const name of ['x2', 'y1']) await end(name);
    expect(await Promise.all([first, second, other])).toEqual(['failed', 'x2', 'y1']);
  });
});
