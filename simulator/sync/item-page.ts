import type { ItemKey } from './sync-object.ts';

export interface PageRequest {
  readonly order: 'asc' | 'desc';
  /** The first item to return, or the one before it. */
  readonly from?: ItemKey;
  readonly bounds: 'inclusive' | 'exclusive';
  readonly size: number;
  /** The page that follows, or precedes, this key in the given order. */
  readonly beside?: { readonly direction: 'next' | 'previous'; readonly key: ItemKey };
}

export interface ItemPage {
  /** In the order asked for. */
  readonly keys: readonly ItemKey[];
  /** Whether any key precedes the page, be it outside `from`. */
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** One page of ascending keys. */
export function itemPage(sorted: readonly ItemKey[], request: PageRequest): ItemPage {
  const { order, from, bounds, size, beside } = request;
  const isAscending = order === 'asc';
  let [low, high] = [0, sorted.length];
  const narrow = (key: ItemKey, side: 'from' | 'to', inclusive: boolean) => {
    if (side === 'from') low = Math.max(low, boundOf(sorted, key, inclusive));
    else high = Math.min(high, boundOf(sorted, key, !inclusive));
  };
  if (from !== undefined) narrow(from, isAscending ? 'from' : 'to', bounds === 'inclusive');
  const isNext = beside?.direction !== 'previous';
  if (beside) narrow(beside.key, isNext === isAscending ? 'from' : 'to', false);

  const takesLow = isNext === isAscending;
  const start = takesLow ? low : Math.max(low, high - size);
  const end = takesLow ? Math.min(high, low + size) : high;
  const keys = sorted.slice(start, end);
  const [isBelow, isAbove] = [start > 0, end < sorted.length];
  return isAscending
    ? { keys, hasPrevious: isBelow, hasNext: isAbove }
    : { keys: keys.reverse(), hasPrevious: isAbove, hasNext: isBelow };
}

/** The position of the first key that is not below the given one, or, if exclusive, of the first above it. */
function boundOf(sorted: readonly ItemKey[], key: ItemKey, inclusive: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] as ItemKey;
    if (inclusive ? at < key : at <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
