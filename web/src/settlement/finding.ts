import type { OurPayment } from './our-payment.ts';
import type { SettlementRow } from './row.ts';

/** What can be said of a line, or of a payment that has none; the worst first. */
export const CLASSES = [
  /** The processor took money, and we said that nothing was charged. */
  'settledUnsaid',
  /** A payment, or its reference, was settled twice. */
  'doubled',
  'different',
  /** We said that it was charged, and no line shows it. */
  'missingThere',
  /** The file says what became of a payment whose result is not known. */
  'settlesUnknown',
  /** Several payments of ours could be meant. */
  'ambiguous',
  /** It is still under way here. */
  'underWay',
  /** A refund or a chargeback of a payment of ours. */
  'returned',
  /** Like `missingThere`, but processors take a few days. */
  'pending',
  /** A payment that was not taken here. */
  'missingHere',
  'matched',
] as const;
export type Class = (typeof CLASSES)[number];

export interface Finding {
  readonly what: Class;
  /** By what a line and a payment were brought together. `likeness` is a suggestion: a person has to confirm it. */
  readonly by?: 'id' | 'reference' | 'likeness';
  readonly row?: SettlementRow;
  /** Usually one; of an ambiguous line all that could be meant. */
  readonly payments: readonly OurPayment[];
}

/** More would be no help to a person, and the page has to draw them. */
export const MOST_SHOWN = 100;

/** Whether a finding may be written down as "charged" once a person says so: the line shows just that payment's amount. */
export function isRecordable({ what, row, payments: [payment] }: Finding): boolean {
  const isNews = what === 'settledUnsaid' || what === 'settlesUnknown';
  return isNews && row !== undefined && payment !== undefined && isSameAmount(row, payment);
}

export function isSameAmount(
  { minor, currency }: Pick<SettlementRow, 'minor' | 'currency'>,
  payment: OurPayment,
): boolean {
  return minor === payment.minor && currency === payment.currency;
}
