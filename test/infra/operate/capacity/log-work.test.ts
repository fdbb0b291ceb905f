import { describe, expect, it } from '@jest/globals';
import { logOf, MOST_SHARDS, OF_A_COMMIT } from '#infra/operate/capacity/log-table.ts';
import { createTransparencyLog } from '#lambdas/stores/tlog-store.ts';
import { LOG_SIGNER } from '#test/support/log-key.ts';
import { createMemoryObjects } from '#test/support/memory-objects.ts';

describe('what a commit of the log asks', () => {
  it.each([1, 100])('is what the capacity model takes it to be, with %p leaves', async (count) => {
    const { log, asked } = countedLog();
    const head = (at: number) => ({
      chain: `PK${String(at).padStart(32, '0')}`,
      events: 1,
      hash: 'a'.repeat(64),
    });
    await log.append(() => ({ leaves: [head(0)] }));
    Object.assign(asked, { reads: 0, lists: 0, writes: 0, signatures: 0 });
    await log.append(() => ({ leaves: Array.from({ length: count }, (_, at) => head(at)) }));

    expect(asked).toEqual(OF_A_COMMIT);
  });
});

describe('the model of the log', () => {
  it('grows with the payments, and with the shards of the table they fill', () => {
    const [small, large] = [logOf(10_000), logOf(10_000_000)];

    expect(logOf(1_000_000).leaves / small.leaves).toBeCloseTo(100);
    expect(large.commits).toBeGreaterThan(10 * small.commits);
    expect(logOf(10_000_000, 1).dollars.together).toBeLessThan(large.dollars.together);
    expect(logOf(1_000_000).shards).toBeLessThanOrEqual(MOST_SHARDS);
    // The first minute is what nobody proves: it must not grow.
    expect(large.turnSeconds).toBeLessThan(60);
  });
});

/** A log in memory that counts what it asks. */
function countedLog() {
  const asked = { reads: 0, lists: 0, writes: 0, signatures: 0 };
  const counters = { read: 'reads', list: 'lists', create: 'writes', replace: 'writes' } as const;
  const objects = createMemoryObjects().seenBy(({ kind }, when) => {
    if (when === 'before' && kind !== 'isNew') asked[counters[kind]] += 1;
  });
  const log = createTransparencyLog({
    clock: { now: () => new Date('2026-11-29T12:31:00Z'), sleep: async () => {} },
    objects,
    signer: {
      ...LOG_SIGNER,
      async sign(text) {
        asked.signatures += 1;
        return LOG_SIGNER.sign(text);
      },
    },
  });
  return { log, asked };
}
