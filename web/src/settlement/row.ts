import type { CardBrand } from '#lambdas/contract/fields.ts';

export type RowKind = 'payment' | 'refund' | 'chargeback' | 'fee' | 'payout' | 'adjustment';

/** One line of a settlement file, whatever its format. Nothing else of the line is kept. */
export interface SettlementRow {
  readonly kind: RowKind;
  /** The processor's own ids of it, the one to note first. */
  readonly ids: readonly string[];
  /** Texts that may be a reference of ours. */
  readonly references: readonly string[];
  /** In the currency's smallest unit; below 0 for money that went back. */
  readonly minor: number;
  readonly currency: string;
  /** When it happened, in milliseconds since the epoch: from inclusive, to exclusive. Equal where the file has a time. */
  readonly from?: number;
  readonly to?: number;
  readonly brand?: CardBrand;
  readonly lastFour?: string;
  /** What was paid out together, and what of this line went into it. */
  readonly payout?: { readonly id: string; readonly minor: number; readonly currency: string };
  /** Of the file, 1 for the first. */
  readonly line: number;
}

/** A line that could not be read. */
export interface Reject {
  readonly line: number;
  readonly why: 'amount' | 'currency' | 'time' | 'noKey';
}

/** How dates and amounts of a file are written where it does not say. */
export interface Writing {
  /** IANA name of the zone of times without one. */
  readonly zone: string;
  readonly order: 'ymd' | 'dmy' | 'mdy';
  readonly decimals: 'point' | 'comma' | 'minor';
}
