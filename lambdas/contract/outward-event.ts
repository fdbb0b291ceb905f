import type { CardBrand, MoneyOutcome, PaymentMethod } from './desk-api.ts';

/** What other systems are told about a payment, in the order it may happen. */
export const OUTWARD_TYPES = [
  'payment.started',
  'payment.succeeded',
  'payment.declined',
  /** Ended without a charge for another reason: surely nothing was charged. */
  'payment.failed',
  'payment.cancelled',
  /** Nobody knows whether it was charged. */
  'payment.unknown',
  /** A supervisor found out; `outcome` says what. */
  'payment.resolved',
] as const;

export type OutwardType = (typeof OUTWARD_TYPES)[number];

/**
 * One thing that happened to a payment, as other systems are told. Sent at least once, in any order, with the same `id` each
 * time: a receiver drops an `id` it knows, and a `sequence` lower than the newest of the same `paySid`. This is the whole
 * allow-list: nothing else leaves.
 */
export interface OutwardEvent {
  /** `<paySid>-<sequence>` */
  readonly id: string;
  readonly type: OutwardType;
  /** When it was recorded, ISO 8601. */
  readonly time: string;
  /** Rises within a payment, with gaps. */
  readonly sequence: number;
  readonly paySid: string;
  readonly callSid: string;
  readonly agent: string;
  readonly client?: string;
  readonly reference?: string;
  readonly customer?: string;
  /** Decimal string with all the decimals of its currency. */
  readonly amount?: string;
  readonly currency?: string;
  readonly method: PaymentMethod;
  readonly brand?: CardBrand;
  /** Of a card. */
  readonly lastFour?: string;
  /** What became of the money; absent while the payment is under way. */
  readonly outcome?: MoneyOutcome;
  /** Twilio's code or name of what went wrong. */
  readonly code?: string;
  /** The processor itself said no. */
  readonly declined?: boolean;
  /** The processor's confirmation. */
  readonly confirmation?: string;
  /** The payment's page, for people who may sign in. */
  readonly link?: string;
}

/** `source` of every event on the bus. */
export const EVENT_SOURCE = 'agent-assist-pay';
