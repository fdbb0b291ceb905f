import type { RowKind, SettlementRow } from './row.ts';

export interface KindSum {
  readonly kind: RowKind;
  readonly currency: string;
  readonly count: number;
  /** In the currency's smallest unit. */
  readonly minor: number;
}

/** What a file adds up to, by kind of line and currency. */
export function sumKinds(rows: readonly SettlementRow[]): readonly KindSum[] {
  const sums = new Map<string, KindSum>();
  for (const { kind, currency, minor } of rows) {
    const key = `${kind} ${currency}`;
    const sum = sums.get(key);
    sums.set(key, { kind, currency, count: (sum?.count ?? 0) + 1, minor: (sum?.minor ?? 0) + minor });
  }
  return [...sums.values()].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

const KINDS: readonly RowKind[] = ['payment', 'refund', 'chargeback', 'fee', 'adjustment', 'payout'];

export interface PayoutGap {
  readonly payout: string;
  readonly currency: string;
  /** What is missing from, or too much in, its lines; in the currency's smallest unit. */
  readonly minor: number;
}

/** Payouts whose lines do not add up to what was paid out: some of them are not in the file. */
export function payoutGaps(rows: readonly SettlementRow[]): readonly PayoutGap[] {
  const sums = new Map<string, { gap: PayoutGap; isPaid: boolean }>();
  for (const { kind, payout } of rows) {
    if (!payout) continue;
    const key = `${payout.id} ${payout.currency}`;
    const known = sums.get(key);
    const minor = (known?.gap.minor ?? 0) + payout.minor;
    sums.set(key, {
      gap: { payout: payout.id, currency: payout.currency, minor },
      isPaid: known?.isPaid === true || kind === 'payout',
    });
  }
  // What was not paid out yet, or by hand, adds up to nothing in particular.
  return [...sums.values()].filter(({ gap, isPaid }) => isPaid && gap.minor !== 0).map(({ gap }) => gap);
}
