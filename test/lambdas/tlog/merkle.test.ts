import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  consistencyRanges,
  type Edge,
  EMPTY,
  extend,
  type Hash,
  inclusionRanges,
  leafHash,
  nodeHash,
  type Range,
  rootOf,
  subtreesOf,
  verifyConsistency,
  verifyInclusion,
} from '#lambdas/tlog/merkle.ts';
import { encodeTile, hashReader, tileName } from '#lambdas/tlog/tiles.ts';
import { naivePath, naiveProof, naiveRoot } from '#test/support/naive-tree.ts';

const hex = (hash: Uint8Array | undefined) => Buffer.from(hash ?? []).toString('hex');
const bytes = (text: string) => Buffer.from(text, 'hex');

/** The leaves, roots and proofs with which implementations of Certificate Transparency have always been tested. */
const CT_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(bytes);
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const CT_INCLUSION: readonly [index: number, size: number, proof: readonly string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
const CT_CONSISTENCY: readonly [earlier: number, size: number, proof: readonly string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

/** A log that grew by these batches, as its tiles hold it. */
function treeOf(entries: readonly Uint8Array[], batches: readonly number[] = [entries.length]) {
  const objects = new Map<string, Uint8Array>();
  let edge: Edge = EMPTY;
  for (const count of batches) {
    const grown = extend(edge, entries.slice(edge.size, edge.size + count).map(leafHash));
    for (const tile of grown.tiles) objects.set(tileName(tile, tile.hashes.length), encodeTile(tile));
    edge = grown.edge;
  }
  const hashOf = hashReader(async (name) => objects.get(name), edge.size);
  return {
    edge,
    root: rootOf(edge),
    hashes: (ranges: readonly Range[]) => Promise.all(ranges.map(hashOf)),
  };
}

const entriesUpTo = (size: number) => Array.from({ length: size }, (_, at) => Buffer.from(`entry ${at}`));

/** Each hash with one of its bits turned over, one at a time. */
function* bitFlips(hashes: readonly Hash[], random: number): Generator<readonly Hash[]> {
  for (const [at, hash] of hashes.entries()) {
    const changed = Buffer.from(hash);
    const place = (random + at * 7) % changed.length;
    changed[place] = (changed[place] ?? 0) ^ (1 << ((random + at) % 8));
    yield hashes.with(at, changed);
  }
}

describe('the tree of RFC 6962', () => {
  it.each(CT_ROOTS.map((root, size) => [size, root] as const))(
    'has the known root of %i leaves',
    (size, root) => {
      const leaves = CT_LEAVES.slice(0, size);
      expect(hex(treeOf(leaves).root)).toBe(root);
      expect(hex(naiveRoot(leaves))).toBe(root);
    },
  );

  it.each(CT_INCLUSION)('proves leaf %i of %i as is known', async (index, size, known) => {
    const leaves = CT_LEAVES.slice(0, size);
    const { root, hashes } = treeOf(leaves);
    const proof = await hashes(inclusionRanges(index, size));
    expect(proof.map(hex)).toEqual(known);
    expect(naivePath(index, leaves).map(hex)).toEqual(known);
    expect(verifyInclusion(leafHash(CT_LEAVES[index] as Buffer), { index, size }, proof, root)).toBe(true);
  });

  it.each(CT_CONSISTENCY)('proves that %i leaves grew to %i as is known', async (earlier, size, known) => {
    const leaves = CT_LEAVES.slice(0, size);
    const { root, hashes } = treeOf(leaves);
    const proof = await hashes(consistencyRanges(earlier, size));
    expect(proof.map(hex)).toEqual(known);
    expect(naiveProof(earlier, leaves).map(hex)).toEqual(known);
    const before = { size: earlier, root: bytes(CT_ROOTS[earlier] ?? '') };
    expect(verifyConsistency(before, { size, root }, proof)).toBe(true);
  });
});

describe('a tree of any size, grown by any batches', () => {
  const EDGES = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 767, 768, 1023, 1024, 1025];
  const grown = fc
    .tuple(fc.oneof(fc.constantFrom(...EDGES), fc.nat(1_100)), fc.array(fc.nat(400), { maxLength: 8 }))
    .map(([size, batches]) => {
      const sizes: number[] = [];
      let left = size;
      for (const batch of [...batches, size]) {
        sizes.push(Math.min(batch, left));
        left -= sizes.at(-1) ?? 0;
      }
      return { size, batches: sizes };
    });

  it('has the root of the definition', () => {
    fc.assert(
      fc.property(grown, ({ size, batches }) => {
        const entries = entriesUpTo(size);
        expect(hex(treeOf(entries, batches).root)).toBe(hex(naiveRoot(entries)));
      }),
      { numRuns: 60 },
    );
  });

  it('proves every leaf, and nothing else', async () => {
    const cases = grown
      .filter(({ size }) => size > 0)
      .chain((tree) =>
        fc.record({ tree: fc.constant(tree), index: fc.nat(tree.size - 1), random: fc.nat(10_000) }),
      );
    await fc.assert(
      fc.asyncProperty(cases, async ({ tree: { size, batches }, index, random }) => {
        const entries = entriesUpTo(size);
        const { root, hashes } = treeOf(entries, [...batches.filter((count) => count > 0)]);
        const proof = await hashes(inclusionRanges(index, size));
        expect(proof.map(hex)).toEqual(naivePath(index, entries).map(hex));

        const leaf = leafHash(entries[index] as Buffer);
        const holds = ([of, at, way, top]: readonly [
          Hash,
          { index: number; size: number },
          readonly Hash[],
          Hash,
        ]) => verifyInclusion(of, at, way, top);
        expect(holds([leaf, { index, size }, proof, root])).toBe(true);
        for (const [changed = leaf] of bitFlips([leaf], random))
          expect(holds([changed, { index, size }, proof, root])).toBe(false);
        for (const [changed = root] of bitFlips([root], random))
          expect(holds([leaf, { index, size }, proof, changed])).toBe(false);
        for (const changed of bitFlips(proof, random))
          expect(holds([leaf, { index, size }, changed, root])).toBe(false);
        for (let bit = 1; bit <= size; bit *= 2) {
          expect(holds([leaf, { index: index ^ bit, size }, proof, root])).toBe(false);
        }
        for (const wrong of [-1, -index - 1, index + 0.5, Number.NaN, size, size + index, Infinity])
          expect(holds([leaf, { index: wrong, size }, proof, root])).toBe(false);
        // A tree that is higher has another root, even where the way begins in the same way.
        expect(holds([leaf, { index, size: 4_096 }, proof, root])).toBe(false);
        expect(holds([leaf, { index, size }, [...proof, root], root])).toBe(false);
        expect(holds([leaf, { index, size }, [root, ...proof], root])).toBe(false);
        if (proof.length > 0) {
          expect(holds([leaf, { index, size }, proof.slice(1), root])).toBe(false);
          expect(holds([leaf, { index, size }, proof.slice(0, -1), root])).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('proves that it began as any smaller one, and nothing else', async () => {
    const cases = grown
      .filter(({ size }) => size > 0)
      .chain((tree) =>
        fc.record({
          tree: fc.constant(tree),
          earlier: fc.integer({ min: 1, max: tree.size }),
          random: fc.nat(10_000),
        }),
      );
    await fc.assert(
      fc.asyncProperty(cases, async ({ tree: { size, batches }, earlier, random }) => {
        const entries = entriesUpTo(size);
        const { root, hashes } = treeOf(entries, batches);
        const proof = await hashes(consistencyRanges(earlier, size));
        expect(proof.map(hex)).toEqual(naiveProof(earlier, entries).map(hex));

        const before = { size: earlier, root: naiveRoot(entries.slice(0, earlier)) };
        const after = { size, root };
        expect(verifyConsistency(before, after, proof)).toBe(true);
        for (const [changed = root] of bitFlips([before.root], random))
          expect(verifyConsistency({ ...before, root: changed }, after, proof)).toBe(false);
        for (const [changed = root] of bitFlips([root], random))
          expect(verifyConsistency(before, { size, root: changed }, proof)).toBe(false);
        for (const changed of bitFlips(proof, random))
          expect(verifyConsistency(before, after, changed)).toBe(false);
        expect(verifyConsistency(before, { size: 4_096, root }, proof)).toBe(false);
        expect(verifyConsistency({ ...before, size: 0 }, after, proof)).toBe(false);
        expect(verifyConsistency({ ...before, size: size + 1 }, after, proof)).toBe(false);
        expect(verifyConsistency(before, after, [...proof, root])).toBe(false);
        if (proof.length > 0) expect(verifyConsistency(before, after, proof.slice(0, -1))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses another earlier size when that changes the way', async () => {
    const entries = entriesUpTo(13);
    const { root, hashes } = treeOf(entries);
    for (let earlier = 1; earlier <= 13; earlier += 1) {
      const proof = await hashes(consistencyRanges(earlier, 13));
      const before = naiveRoot(entries.slice(0, earlier));
      for (let other = 1; other <= 13; other += 1) {
        const holds = verifyConsistency({ size: other, root: before }, { size: 13, root }, proof);
        expect(holds).toBe(other === earlier);
      }
    }
  });

  it('reads proofs of 65,537 leaves from three levels of tiles', async () => {
    const size = 65_537;
    const entries = entriesUpTo(size);
    const { root, hashes } = treeOf(entries, [40_000, 25_536, 1]);
    expect(hex(root)).toBe(hex(naiveRoot(entries)));
    for (const index of [0, 255, 256, 32_768, 65_535, 65_536]) {
      const proof = await hashes(inclusionRanges(index, size));
      expect(verifyInclusion(leafHash(entries[index] as Buffer), { index, size }, proof, root)).toBe(true);
    }
    for (const earlier of [1, 255, 256, 257, 10_000, 65_536]) {
      const before = { size: earlier, root: treeOf(entries.slice(0, earlier)).root };
      const proof = await hashes(consistencyRanges(earlier, size));
      expect(verifyConsistency(before, { size, root }, proof)).toBe(true);
    }
  });
});

describe('parts of a tree that nobody could build', () => {
  const POWERS = Array.from({ length: 53 }, (_, power) => 2 ** power);
  const SIZES = POWERS.flatMap((power) => [power - 1, power, power + 1]).filter(
    (size) => size > 0 && Number.isSafeInteger(size),
  );
  const size = fc.oneof(
    fc.constantFrom(...SIZES),
    fc.maxSafeNat().filter((number) => number > 0),
  );

  /** The ranges, worked out with whole numbers of any length. */
  function exactPath(index: bigint, from: bigint, to: bigint): [bigint, bigint][] {
    if (to - from <= 1n) return [];
    const middle = from + exactSplit(to - from);
    return index < middle
      ? [...exactPath(index, from, middle), [middle, to]]
      : [...exactPath(index, middle, to), [from, middle]];
  }
  function exactProof(earlier: bigint, from: bigint, to: bigint, isWhole: boolean): [bigint, bigint][] {
    if (earlier === to) return isWhole ? [] : [[from, to]];
    const middle = from + exactSplit(to - from);
    return earlier <= middle
      ? [...exactProof(earlier, from, middle, isWhole), [middle, to]]
      : [...exactProof(earlier, middle, to, false), [from, middle]];
  }
  const exactSplit = (number: bigint) => 1n << BigInt((number - 1n).toString(2).length - 1);
  const exact = (ranges: readonly Range[]) => ranges.map(([from, to]) => [BigInt(from), BigInt(to)]).join();

  it.each([2 ** 32, 2 ** 40 + 1, 2 ** 49 - 1, 2 ** 49 + 1, Number.MAX_SAFE_INTEGER])(
    'are exact at %i',
    (total) => {
      for (const index of [0, 1, 2 ** 31, total - 2, total - 1]) {
        expect(exact(inclusionRanges(index, total))).toBe(exactPath(BigInt(index), 0n, BigInt(total)).join());
        expect(exact(consistencyRanges(index + 1, total))).toBe(
          exactProof(BigInt(index + 1), 0n, BigInt(total), true).join(),
        );
      }
    },
  );

  it('are exact at any size', () => {
    fc.assert(
      fc.property(size, fc.maxSafeNat(), (total, random) => {
        const index = random % total;
        const ranges = inclusionRanges(index, total);
        expect(exact(ranges)).toBe(exactPath(BigInt(index), 0n, BigInt(total)).join());
        expect(exact(consistencyRanges(index + 1, total))).toBe(
          exactProof(BigInt(index + 1), 0n, BigInt(total), true).join(),
        );
        for (const range of [...ranges, [0, total] as const]) {
          let at = BigInt(range[0]);
          const parts = subtreesOf(range);
          const areAligned = parts.every(([height, place]) => {
            const begins = at;
            at += 1n << BigInt(height);
            return BigInt(place) << BigInt(height) === begins;
          });
          const heights = parts.map(([height]) => height);
          expect([areAligned, at]).toEqual([true, BigInt(range[1])]);
          expect(heights.every((height, part) => part === 0 || height < (heights[part - 1] ?? 0))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('lead to the root they were made of', () => {
    fc.assert(
      fc.property(size, fc.maxSafeNat(), (total, random) => {
        const index = random % total;
        const ranges = inclusionRanges(index, total);
        const leaf = leafHash(Buffer.from('leaf'));
        const proof = ranges.map((range) => leafHash(Buffer.from(range.join())));
        const root = proof.reduce(
          (hash, sibling, at) =>
            (ranges[at]?.[0] ?? 0) < index ? nodeHash(sibling, hash) : nodeHash(hash, sibling),
          leaf,
        );
        expect(verifyInclusion(leaf, { index, size: total }, proof, root)).toBe(true);
        for (const changed of bitFlips(proof, random))
          expect(verifyInclusion(leaf, { index, size: total }, changed, root)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
