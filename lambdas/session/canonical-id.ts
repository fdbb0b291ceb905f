import { createHash } from 'node:crypto';

/** An id without what two people write differently, or what nobody sees: case, form of letters, kind of dash, blanks. */
export function canonicalId(id: string): string {
  return id
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** What stands for a reference in a key, where its text has no place; the same however it is written. */
export function referenceHash(reference: string): string {
  return createHash('sha256').update(canonicalId(reference)).digest('hex');
}

/**
 * The same in few bytes, which every write of a payment carries: for an index, whose reader compares the reference itself,
 * so that two with the same key do no harm.
 */
export function referenceKey(reference: string): string {
  return referenceHash(reference).slice(0, 12);
}
