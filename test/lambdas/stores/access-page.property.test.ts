import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AccessLine, accessChainOf, openingOf, shardOf } from '#lambdas/session/access-event.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { type AccessPage, type ReadLines, readPage } from '#lambdas/stores/access-page.ts';

const DAY = '2031-06-01';
const SHARDS = 4;
const PEOPLE = ['ana', 'ben', 'cai', 'dan', 'eva', 'flo'];

type Look = readonly [person: number, second: number];

const looks = fc.array(
  fc.tuple(fc.nat({ max: PEOPLE.length - 1 }), fc.nat({ max: 40 })) as fc.Arbitrary<Look>,
  { maxLength: 120 },
);

/** The chains of a day with these looks, in the order of their times. */
function dayOf(taken: readonly Look[]): Map<string, AccessLine[]> {
  const names = Array.from({ length: SHARDS }, (_, shard) => accessChainOf(DAY, shard));
  const others = names.slice(1).map((_, at) => openingOf(DAY, at + 1));
  const joins = Object.fromEntries(others.map(({ paySid, hash }) => [paySid, { events: 1, hash }]));
  const first = openingOf(DAY, 0, { shards: SHARDS, joins });
  const chains = new Map<string, AccessLine[]>([first, ...others].map((line) => [line.paySid, [line]]));
  for (const [at, [person, second]] of [...taken].sort((a, b) => a[1] - b[1]).entries()) {
    const by = PEOPLE[person] ?? '';
    const paySid = accessChainOf(DAY, shardOf(by, SHARDS));
    const lines = chains.get(paySid) ?? [];
    const unsealed = {
      type: 'access',
      action: 'search',
      outcome: 'allowed',
      requestId: `${at}`,
      by,
      paySid,
      sequence: lines.length + 1,
      at: `${DAY}T00:00:${String(second).padStart(2, '0')}.000Z`,
    } as const;
    lines.push({ ...unsealed, hash: hashOf(unsealed, lines.at(-1)?.hash) });
  }
  return chains;
}

/** All pages, one after another, and how many lines each read. */
async function pagesOf(chains: Map<string, AccessLine[]>, size: number, by?: string) {
  const pages: AccessPage[] = [];
  const read: number[] = [];
  let from: readonly number[] | undefined;
  do {
    let lines = 0;
    const readLines: ReadLines = async (chain, upTo, count) => {
      const found = (chains.get(chain) ?? []).filter(({ sequence }) => sequence <= upTo);
      const some = found.toReversed().slice(0, count);
      lines += some.length;
      return some;
    };
    const wanted = [...chains.keys()].map((chain) => ({
      chain,
      isWanted: by === undefined || chain === accessChainOf(DAY, shardOf(by, SHARDS)),
    }));
    const asked = { size, ...(by === undefined ? {} : { by }), ...(from ? { from } : {}) };
    const opening = chains.get(accessChainOf(DAY, 0))?.[0];
    const page = await readPage(DAY, wanted, opening, readLines, asked);
    if (!page) throw new Error('No page ends there.');
    pages.push(page);
    read.push(lines);
    from = page.next;
  } while (from);
  return { pages, read };
}

describe('a day of the access log, page by page', () => {
  it('shows each look once, newest first, with nothing broken, however it is cut', async () => {
    const sizes = fc.integer({ min: 1, max: 30 });
    const people = fc.option(fc.constantFrom(...PEOPLE), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(looks, sizes, people, async (taken, size, by) => {
        const chains = dayOf(taken);
        const { pages } = await pagesOf(chains, size, by);
        const shown = pages.flatMap(({ lines }) => lines);
        const meant = [...chains.values()]
          .flat()
          .filter((line) => line.type === 'access' && (!by || line.by === by));
        expect(shown.length).toBe(meant.length);
        expect(new Set(shown.map(({ hash }) => hash))).toEqual(new Set(meant.map(({ hash }) => hash)));
        const times = shown.map(({ at }) => at);
        expect(times).toEqual([...times].sort().reverse());
        expect(pages.every(({ check }) => check.verified)).toBe(true);
        expect(pages[0]?.check.events).toBe(taken.length);
      }),
      { numRuns: 150 },
    );
  });

  it('finds every line that was changed or taken out, on the page where it would be', async () => {
    await fc.assert(
      fc.asyncProperty(
        looks,
        fc.nat(),
        fc.boolean(),
        fc.integer({ min: 1, max: 30 }),
        async (taken, which, gone, size) => {
          // Of a day without looks nobody knows that it was opened.
          fc.pre(taken.length > 0);
          const chains = dayOf(taken);
          const all = [...chains.values()].flat();
          const victim = all[which % all.length] as AccessLine;
          const lines = chains.get(victim.paySid) ?? [];
          // Without an anchor nothing says how far the newest chains went.
          fc.pre(lines.at(-1) !== victim || lines.length === 1 || !gone);
          chains.set(
            victim.paySid,
            gone
              ? lines.filter((line) => line !== victim)
              : lines.map((line) => (line === victim ? { ...line, at: `${DAY}T12:00:00.000Z` } : line)),
          );
          const { pages } = await pagesOf(chains, size);
          const broken = pages.map(({ check }) => check).find(({ verified }) => !verified);
          expect(broken).toMatchObject({ chain: victim.paySid, brokenAt: victim.sequence });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('costs the same on a day with a hundred times the looks', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at): Look => [at % PEOPLE.length, at % 41]);
    const [few, lots] = [
      await pagesOf(dayOf(many(300)), 100),
      await pagesOf(dayOf(many(30_000)), 100, 'ana'),
    ];
    expect(few.read[0]).toBeLessThanOrEqual(3 * 100 + 4 * 51);
    expect(Math.max(...(await pagesOf(dayOf(many(3_000)), 100)).read)).toBeLessThanOrEqual(3 * 100 + 4 * 51);
    expect(Math.max(...lots.read)).toBeLessThanOrEqual(1_000 + 2 * 201 + SHARDS);
  });
});
