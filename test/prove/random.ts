/** Random numbers from a seed: the same seed and label give the same numbers on every machine. */
export interface Random {
  /** In [0, 1). */
  fraction(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
  digits(count: number): string;
  /** `bytes` bytes as lower-case hex. */
  hex(bytes: number): string;
  /** A stream of its own, so that one part's draws do not shift another's. */
  fork(label: string): Random;
}

/** Creates {@link Random} (mulberry32 over an FNV-1a hash of the label). */
export function createRandom(seed: number, label = ''): Random {
  let state = hashOf(`${seed}/${label}`);
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    int,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new Error('Failed to pick: the list is empty. Give at least one item.');
      return items[int(0, items.length - 1)] as T;
    },
    chance: (probability) => fraction() < probability,
    digits: (count) => Array.from({ length: count }, () => int(0, 9)).join(''),
    hex: (bytes) => Array.from({ length: bytes * 2 }, () => int(0, 15).toString(16)).join(''),
    fork: (name) => createRandom(seed, `${label}/${name}`),
  };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
