import type { CardBrand, PaymentMethod } from './desk-api.ts';
import type { Ending } from './payment-ending.ts';

/**
 * The JSON contract of reports, beside `desk-api.ts`. A payment belongs to the time it began, as in every list, so that each
 * number and the list behind it name the same payments. Sums are in the currency's smallest unit, as decimal text, because
 * a month's may exceed what a number holds exactly. Nothing here is of a card but its brand.
 */

/** Payments of one ending: how many, and what they were for. */
export interface Tally {
  readonly count: number;
  /** Sum of their amounts in the smallest unit; `0` for what had none, as a card that was saved. */
  readonly minor: string;
}

/** Payments of one agent in one currency, with one brand and one method. */
export interface ReportRow {
  /** Empty for payments without a known agent. */
  readonly agent: string;
  /** Empty where nothing was to be charged. */
  readonly currency: string;
  /** Empty for a bank account, and for a card whose number was not accepted. */
  readonly brand: CardBrand | '';
  readonly method: PaymentMethod;
  /** Endings that nothing had are left out. */
  readonly endings: Readonly<Partial<Record<Ending, Tally>>>;
  /** Entries refused. */
  readonly misses: number;
  /** Payments that have ended and whose time is known. */
  readonly timed: number;
  /** Milliseconds from start to end of those, added up. */
  readonly milliseconds: number;
}

/** `GET /reports?from&to&zone&step`: supervisors only; holds nothing of a card, so it is no reading of records. */
export interface ReportRequest {
  /** A day such as `2026-11-22`, read in `zone`, or a time with its offset. Inclusive. */
  readonly from: string;
  /** Likewise; a day is included whole. A time is exclusive. */
  readonly to: string;
  /** IANA name; the stage's own zone when absent. */
  readonly zone?: string;
  /** `hour` adds the hours of the range, at most 50 of them. */
  readonly step?: 'hour';
}

export interface ReportResponse {
  /** The range in UTC: `from` inclusive, `to` exclusive. Both fall on a quarter of an hour. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  /** The server's time of the count. */
  readonly at: string;
  /** By agent, currency, method and brand. */
  readonly rows: readonly ReportRow[];
  /** Oldest first; only with `step=hour`. Hours without payments are there too. */
  readonly hours?: readonly ReportHour[];
  /** Closes of exactly this range, oldest first; of many, the newest twenty. None with `step=hour`. */
  readonly closes: readonly CloseView[];
}

/** What began within one hour of the chosen zone, all agents together, by currency. */
export interface ReportHour {
  /** Its beginning, UTC. */
  readonly from: string;
  readonly endings: readonly { readonly currency: string; readonly endings: ReportRow['endings'] }[];
}

/** `POST /reports/close`: writes down what the range holds now. Refused with `REPORT_OPEN` while it is not over. */
export type CloseRequest = Pick<ReportRequest, 'from' | 'to' | 'zone'>;

/** A payment that a close could not know the result of. */
export interface UnsettledPayment {
  readonly paySid: string;
  readonly ending: Extract<Ending, 'unknown' | 'open'>;
  /** How it ended since; absent while it is as it was. */
  readonly since?: Ending;
}

/** A close: never changed, never removed; who, when, and what the range held then. */
export interface CloseView {
  /** Place in its chain, from 1. */
  readonly sequence: number;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly at: string;
  readonly by: string;
  readonly hash: string;
  /**
   * Only those that are counted otherwise now, as they were counted then; one without endings was not there. A response
   * with whole closes of thousands of agents would be more than a function can send.
   */
  readonly rows: readonly ReportRow[];
  /** At most 500; `unsettledCount` says how many there were. */
  readonly unsettled: readonly UnsettledPayment[];
  readonly unsettledCount: number;
}

/** `GET /myDay?from`: an agent's own payments since the beginning of the day; nothing of a card. */
export interface MyDayResponse {
  readonly at: string;
  /** The newest five. */
  readonly latest: readonly MyPayment[];
  /** By currency; empty where nothing was to be charged. */
  readonly totals: readonly { readonly currency: string; readonly endings: ReportRow['endings'] }[];
  /** Own payments whose result nobody knows, of the last days too. */
  readonly unknown: readonly MyPayment[];
}

export interface MyPayment {
  readonly paySid: string;
  readonly callSid: string;
  readonly ending: Ending;
  readonly chargeAmount?: string;
  readonly currency?: string;
  readonly reference?: string;
  readonly startedAt: string;
}
