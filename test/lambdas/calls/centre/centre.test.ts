import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';
import { outOfTurn, playDay } from './measure.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** How callers may end who have all the patience in the world. */
const WELL = ['talked', 'sent away', 'gave up'];

let days = 0;
const prefix = () => {
  days += 1;
  return `day${days}x`;
};

describe('a day in a call centre', () => {
  it('brings every caller to an agent, in turn, when nobody is lost on the way', async () => {
    const day = await playDay({
      agents: 3,
      calls: 20,
      gapMs: 4_000,
      talkMs: [15_000, 30_000],
      seed: 1,
      prefix: prefix(),
    });

    expect(day.faults).toEqual([]);
    expect(day.stories.every(({ end }) => end === 'talked')).toBe(true);
    expect(day.stories.filter(({ queuedAt }) => queuedAt !== undefined).length).toBeGreaterThan(10);
    expect(outOfTurn(day)).toEqual([]);
  }, 60_000);

  it('never rings an agent twice, joins two callers with one, or leaves anybody in silence', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(1_000_000),
          agents: fc.integer({ min: 1, max: 6 }),
          calls: fc.integer({ min: 3, max: 14 }),
          gapMs: fc.constantFrom(0, 200, 3_000, 15_000),
          hasty: fc.constantFrom(0, 0.3),
          ignored: fc.constantFrom(0, 0.2),
          declined: fc.constantFrom(0, 0.2),
          absent: fc.constantFrom(0, 0.4),
          atOnce: fc.constantFrom('1', '3'),
          world: fc.record({
            lost: fc.constantFrom(0, 0.2),
            doubled: fc.constantFrom(0, 0.2),
            failed: fc.constantFrom(0, 0.05),
            unheard: fc.constantFrom(0, 0.3),
            shards: fc.constantFrom(1, 3),
          }),
        }),
        async ({ world, atOnce, ...options }) => {
          // Whoever waits for nobody does not wait for long.
          const rules = { QUEUE_SECONDS: '120', RING_AT_ONCE: atOnce };
          const day = await playDay({ ...options, world: { ...world, rules }, prefix: prefix() });
          expect(day.faults).toEqual([]);
          for (const { end } of day.stories) expect(WELL).toContain(end);
        },
      ),
      {
        numRuns: 13,
        examples: [
          // The caller leaves while the next agent is reserved for them.
          [
            {
              seed: 312_701,
              agents: 6,
              calls: 3,
              gapMs: 0,
              hasty: 0.3,
              ignored: 0,
              declined: 0,
              absent: 0.4,
              atOnce: '1',
              world: { lost: 0, doubled: 0, failed: 0, unheard: 0, shards: 1 },
            },
          ],
        ],
      },
    );
  }, 120_000);

  it('tells everybody that it took too long when nobody is there', async () => {
    const day = await playDay({
      agents: 2,
      calls: 4,
      gapMs: 1_000,
      seed: 3,
      absent: 1,
      world: { rules: { QUEUE_SECONDS: '60' } },
      prefix: prefix(),
    });

    expect(day.faults).toEqual([]);
    for (const { end, heard } of day.stories) {
      expect(end).toBe('sent away');
      expect(heard.at(-1)).toMatch(/sorry that nobody could take your call/);
    }
  }, 60_000);
});
