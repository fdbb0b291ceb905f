import { createHash } from 'node:crypto';

/** RFC 6962, section 2.1, word for word and slow: what the fast tree is compared with. */
export function naiveRoot(entries: readonly Uint8Array[]): Buffer {
  const [first] = entries;
  if (!first) return sha256();
  if (entries.length === 1) return sha256(Uint8Array.of(0), first);
  const split = splitOf(entries.length);
  return sha256(Uint8Array.of(1), naiveRoot(entries.slice(0, split)), naiveRoot(entries.slice(split)));
}

/** PATH(m, D[n]): RFC 6962, section 2.1.1. */
export function naivePath(index: number, entries: readonly Uint8Array[]): readonly Buffer[] {
  if (entries.length === 1) return [];
  const split = splitOf(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return index < split
    ? [...naivePath(index, left), naiveRoot(right)]
    : [...naivePath(index - split, right), naiveRoot(left)];
}

/** PROOF(m, D[n]): RFC 6962, section 2.1.2. */
export function naiveProof(
  earlier: number,
  entries: readonly Uint8Array[],
  isWhole = true,
): readonly Buffer[] {
  if (earlier === entries.length) return isWhole ? [] : [naiveRoot(entries)];
  const split = splitOf(entries.length);
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return earlier <= split
    ? [...naiveProof(earlier, left, isWhole), naiveRoot(right)]
    : [...naiveProof(earlier - split, right, false), naiveRoot(left)];
}

/** The largest power of two smaller than a number. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
