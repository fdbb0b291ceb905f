/** What may be found. Each has a heading in docs/runbook.md, "audit:verify has found something". */
export type FindingKind =
  /** Of an event. */
  | 'altered'
  | 'removed'
  | 'inserted'
  | 'reordered'
  /** The audit table's stream saw a write that nobody of ours makes. */
  | 'overwritten'
  /** In the table, and not in the log, although the log was alive for a minute after. */
  | 'unsealed'
  /** It says that it was recorded long before the log was told of it. */
  | 'backdated'
  /** Of what is derived from the trail. */
  | 'altered item'
  | 'item from the past'
  | 'item missing'
  | 'item without a payment'
  /** Of what reports add up. */
  | 'altered total'
  /** Of the log itself. */
  | 'not signed'
  | 'forked'
  | 'rolled back'
  | 'damaged'
  | 'shadowed'
  | 'not locked'
  | 'silent'
  | 'missing';

export interface Finding {
  readonly kind: FindingKind;
  /** A chain, the key of an item, or the name of an object of the log. */
  readonly where: string;
  /** The first event that shows it; for a removal, the first missing event. */
  readonly sequence?: number;
  readonly because: string;
}

/** Findings as they come. Somebody who has rewritten a whole table must not fill the memory as well. */
export interface Findings {
  readonly kept: readonly Finding[];
  /** All of them, kept or not. */
  readonly count: number;
  add(finding: Finding): void;
}

const MOST_KEPT = 10_000;

export function createFindings(most = MOST_KEPT): Findings {
  const kept: Finding[] = [];
  let count = 0;
  return {
    kept,
    get count() {
      return count;
    },
    add(finding) {
      count += 1;
      if (kept.length < most) kept.push(finding);
    },
  };
}
