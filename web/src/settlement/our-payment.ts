import type { MoneyOutcome, PaySession } from '#lambdas/contract/desk-api.ts';
import type { CardBrand } from '#lambdas/contract/fields.ts';
import { toMinorUnits } from '#lambdas/contract/money.ts';

/** What of a payment of ours is compared with a settlement file. */
export interface OurPayment {
  readonly paySid: string;
  /** What the processor is known to call it. */
  readonly ids: readonly string[];
  /** What the processor may have been told to call it, and nobody else. */
  readonly keys: readonly string[];
  readonly reference?: string;
  /** In the currency's smallest unit; absent where nothing was to be charged. */
  readonly minor?: number;
  readonly currency?: string;
  readonly brand?: CardBrand;
  readonly lastFour?: string;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  /** When it ended, where that is known. */
  readonly ended?: number;
  /** Absent while it is under way. */
  readonly outcome?: MoneyOutcome;
}

/** Processors send their ids under these names, too; see `PaySession.processor`. */
const IDS = ['gateway_reference', 'confirmation_number', 'reference'];

export function ourPayment(session: PaySession): OurPayment {
  const { paySid, assistPayId, reference, chargeAmount, currency, outcome, processor = {} } = session;
  const minor = chargeAmount === undefined ? undefined : toMinorUnits(chargeAmount, currency);
  const number = session.captured['payment-card-number'] ?? session.captured['bank-account-number'] ?? '';
  const lastFour = /[0-9]{4}$/.exec(number)?.[0];
  const ids = [
    session.confirmationCode,
    session.resolution?.processorReference,
    ...IDS.map((name) => processor[name]),
  ];
  return {
    paySid,
    ids: ids.filter((id) => id !== undefined),
    keys: [paySid, ...(assistPayId ? [assistPayId] : [])],
    ...(reference ? { reference } : {}),
    ...(minor === undefined ? {} : { minor: Number(minor) }),
    ...(currency ? { currency } : {}),
    ...(session.cardType ? { brand: session.cardType } : {}),
    ...(lastFour ? { lastFour } : {}),
    at: Date.parse(session.startedAt),
    ...(session.endedAt ? { ended: Date.parse(session.endedAt) } : {}),
    ...(outcome ? { outcome } : {}),
  };
}
