import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableDefinition, TableIndex } from '#lambdas/contract/tables.ts';

/** An item as it travels: `{ pk: { S: 'call#CA…' }, … }`. */
export type NativeItem = Readonly<Record<string, AttributeValue>>;

/** An item around one write; undefined where there is none. */
export interface Write {
  readonly before: NativeItem | undefined;
  readonly after: NativeItem | undefined;
  /** What a put tried to write; the same as `after` unless its condition failed. */
  readonly put?: NativeItem;
}

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/** What DynamoDB adds to each item and each index entry when it bills storage, in bytes. */
const STORAGE_OVERHEAD = 100;

/**
 * Write units by AWS's rules ("DynamoDB read and write operations", "Using Global Secondary Indexes"): the table by the
 * larger of the old and the new item, also when the condition failed; each index only if what it holds changes, and then
 * a deletion and a put if its key changes.
 */
export function writeUnits(table: TableDefinition, { before, after, put }: Write): number {
  const largest = Math.max(...[before, after, put].map((item) => unitsOf(item, WRITE_UNIT)));
  const indexes = table.indexes.map((index) => {
    const [old, current] = [before, after].map((item) => entryOf(table, index, item));
    if (JSON.stringify(old) === JSON.stringify(current)) return 0;
    const [removed, added] = [unitsOf(old, WRITE_UNIT), unitsOf(current, WRITE_UNIT)];
    const staysInPlace = [index.partitionKey, index.sortKey].every(
      ({ name }) => old?.[name]?.S === current?.[name]?.S,
    );
    return staysInPlace ? Math.max(removed, added) : removed + added;
  });
  return sum([Math.max(1, largest), ...indexes]);
}

/** Read units of items read together: half for an eventually consistent read, and never nothing. */
export function readUnits(items: readonly NativeItem[], isConsistent: boolean): number {
  const units = Math.max(1, Math.ceil(sum(items.map(sizeOf)) / READ_UNIT));
  return isConsistent ? units : units / 2;
}

/** By how many bytes of billed storage, in the table and its indexes, there is more after a write than before it. */
export function storedBytes(table: TableDefinition, { before, after }: Write): number {
  const stored = (item: NativeItem | undefined) =>
    sum(
      [item, ...table.indexes.map((index) => entryOf(table, index, item))].map((entry) =>
        entry ? sizeOf(entry) + STORAGE_OVERHEAD : 0,
      ),
    );
  return stored(after) - stored(before);
}

/** Size of an item in bytes ("DynamoDB item sizes and formats"). */
export function sizeOf(item: NativeItem): number {
  return sum(Object.entries(item).map(([name, value]) => Buffer.byteLength(name) + sizeOfValue(value)));
}

function sizeOfValue(value: AttributeValue): number {
  const { S, N, SS, L, M } = value;
  if (S !== undefined) return Buffer.byteLength(S);
  // DynamoDB leaves out a number's last zeros; not here, so that a size does not depend on the time.
  if (N !== undefined) return Math.ceil(N.replace(/[-.]/g, '').length / 2) + 1;
  if (SS) return sum(SS.map((text) => Buffer.byteLength(text)));
  // A list or map takes three bytes, and one for each element.
  if (L) return 3 + sum(L.map((element) => 1 + sizeOfValue(element)));
  if (M) return 3 + Object.keys(M).length + sizeOf(M);
  if (value.BOOL !== undefined || value.NULL) return 1;
  throw new Error(`Failed to measure an item: the size of ${Object.keys(value)} is not known. Add it.`);
}

/** What an index holds of an item; undefined if the item is not in it. */
function entryOf(
  table: TableDefinition,
  { partitionKey, sortKey, attributes }: TableIndex,
  item: NativeItem | undefined,
): NativeItem | undefined {
  if (!item?.[partitionKey.name] || !item[sortKey.name]) return undefined;
  const keys = [table.partitionKey, table.sortKey, partitionKey, sortKey].map((key) => key?.name ?? '');
  const held = [...new Set([...keys, ...attributes])];
  return Object.fromEntries(held.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

function unitsOf(item: NativeItem | undefined, bytes: number): number {
  return item ? Math.ceil(sizeOf(item) / bytes) : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
