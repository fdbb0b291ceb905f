import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TILE_WIDTH } from '#lambdas/tlog/merkle.ts';
import {
  decodeEntries,
  decodeTile,
  encodeEntries,
  entriesName,
  hashReader,
  readEntries,
  tileName,
  widthAt,
} from '#lambdas/tlog/tiles.ts';

describe('names of tiles (C2SP tlog-tiles)', () => {
  it.each([
    [0, 256, '000'],
    [5, 256, '005'],
    [999, 256, '999'],
    [1_000, 256, 'x001/000'],
    [1_234_067, 256, 'x001/x234/067'],
    [1_234_067, 12, 'x001/x234/067.p/12'],
    [1_000_000, 1, 'x001/x000/000.p/1'],
  ])('tile %i with %i hashes is at %s', (index, width, place) => {
    expect(tileName({ level: 3, index }, width)).toBe(`tile/3/${place}`);
    expect(entriesName(index, width)).toBe(`tile/entries/${place}`);
  });

  it.each([
    // size, level, index, width
    [0, 0, 0, 0],
    [1, 0, 0, 1],
    [255, 0, 0, 255],
    [256, 0, 0, 256],
    [256, 0, 1, 0],
    [256, 1, 0, 1],
    [65_535, 1, 0, 255],
    [65_536, 1, 0, 256],
    [65_536, 2, 0, 1],
    [2 ** 40 + 1, 0, 2 ** 32, 1],
    [2 ** 40 + 1, 4, 0, 256],
    [2 ** 40 + 1, 5, 0, 1],
    [Number.MAX_SAFE_INTEGER, 0, 2 ** 45 - 1, 255],
  ])('a log of %i has of tile %i/%i %i hashes', (size, level, index, width) => {
    expect(widthAt(size, level, index)).toBe(width);
  });
});

describe('what is in a tile', () => {
  it('is each entry after its length in two bytes, the high one first', () => {
    const long = Buffer.alloc(65_535, 7);
    expect(
      Buffer.from(encodeEntries([Buffer.from('ab'), Buffer.of(), long]))
        .subarray(0, 8)
        .toString('hex'),
    ).toBe('000261620000ffff');
    expect(decodeEntries(encodeEntries([long, Buffer.of()]), 2)).toEqual([long, Buffer.of()]);
  });

  it('is read only when it is what the size of the log says', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: TILE_WIDTH }), (entries) => {
        const bytes = encodeEntries(entries);
        expect(decodeEntries(bytes, entries.length).map((entry) => Buffer.from(entry))).toEqual(
          entries.map((entry) => Buffer.from(entry)),
        );
        const other = 'Failed to read a bundle of entries';
        expect(() => decodeEntries(bytes, entries.length + 1)).toThrow(other);
        expect(() => decodeEntries(Buffer.concat([bytes, Buffer.of(0)]), entries.length)).toThrow(other);
        if (bytes.length > 0)
          expect(() => decodeEntries(bytes.subarray(0, -1), entries.length)).toThrow(other);
      }),
      { numRuns: 100 },
    );
    expect(() => decodeTile(Buffer.alloc(63), 2)).toThrow('it has not 2 hashes');
    expect(decodeTile(Buffer.alloc(64), 2)).toHaveLength(2);
  });

  it('is not made up when it is missing', async () => {
    const nothing = async () => undefined;
    await expect(readEntries(nothing, 300, 1)).rejects.toThrow('tile/entries/001.p/44 is missing');
    await expect(hashReader(nothing, 300)([256, 300])).rejects.toThrow('tile/0/001.p/44 is missing');
    await expect(hashReader(nothing, 300)([5, 5])).rejects.toThrow('it has no leaves');
  });
});
