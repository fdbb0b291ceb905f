import { describe, expect, it } from '@jest/globals';
import type { TableDefinition } from '#lambdas/contract/tables.ts';
import { type NativeItem, readUnits, sizeOf, storedBytes, type Write, writeUnits } from './units.ts';

const TABLE = {
  name: 'Sessions',
  construct: 'Sessions',
  environment: 'SESSIONS_TABLE',
  partitionKey: { name: 'pk', type: 'S' },
  indexes: [
    {
      name: 'byStatus',
      partitionKey: { name: 'listStatus', type: 'S' },
      sortKey: { name: 'listTime', type: 'S' },
      attributes: ['held'],
    },
  ],
} as const satisfies TableDefinition;

const plain: NativeItem = { pk: { S: 'a' }, other: { S: 'x' } };
const listed: NativeItem = { ...plain, listStatus: { S: 'on' }, listTime: { S: '1' }, held: { S: 'h' } };
const large: NativeItem = { ...plain, other: { S: 'x'.repeat(1500) } };

describe('write units', () => {
  it.each<[what: string, write: Write, units: number]>([
    ['a new item', { before: undefined, after: plain }, 1],
    ['more than 1 kB', { before: plain, after: large }, 2],
    ['the larger of the old and the new', { before: large, after: plain }, 2],
    ['a failed condition', { before: plain, after: plain, put: large }, 2],
    ['a failed condition on nothing', { before: undefined, after: undefined }, 1],
    ['an item that an index holds', { before: undefined, after: listed }, 2],
    ['an item that leaves an index', { before: listed, after: plain }, 2],
    ['what an index does not hold', { before: listed, after: { ...listed, other: { S: 'y' } } }, 1],
    ['what an index holds', { before: listed, after: { ...listed, held: { S: 'i' } } }, 2],
    ["an index's key", { before: listed, after: { ...listed, listTime: { S: '2' } } }, 3],
  ])('of %s', (_what, write, units) => {
    expect(writeUnits(TABLE, write)).toBe(units);
  });
});

describe('read units', () => {
  it.each<[what: string, items: readonly NativeItem[], isConsistent: boolean, units: number]>([
    ['nothing', [], true, 1],
    ['one item', [plain], true, 1],
    ['one item, eventually consistent', [plain], false, 0.5],
    ['items of a query, added up', [large, large, large], true, 2],
  ])('of %s', (_what, items, isConsistent, units) => {
    expect(readUnits(items, isConsistent)).toBe(units);
  });
});

describe('size', () => {
  it.each<[value: NativeItem[string], bytes: number]>([
    [{ S: 'é' }, 2],
    [{ N: '-12.5' }, 3],
    [{ BOOL: true }, 1],
    [{ NULL: true }, 1],
    [{ SS: ['ab', 'c'] }, 3],
    [{ L: [{ S: 'ab' }, { BOOL: false }] }, 8],
    [{ M: { ab: { S: 'c' } } }, 7],
  ])('of %j', (value, bytes) => {
    expect(sizeOf({ n: value })).toBe(1 + bytes);
  });

  it('grows by an item and its entry in an index', () => {
    expect(storedBytes(TABLE, { before: undefined, after: listed })).toBe(
      sizeOf(listed) + sizeOf(listed) - 6 + 200,
    );
  });
});
