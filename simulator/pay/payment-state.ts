import type { ConnectorOutcome } from '../connector/connector-outcome.ts';
import type { ConnectorSettings } from '../connector/connector-settings.ts';
import type { ConnectorConfig } from '../services.ts';
import { type Capture, FIELDS, type Field, matcher } from './captures.ts';
import type { CardBrand } from './card-brands.ts';
import type { CaptureError } from './check-entry.ts';
import type { PaySettings } from './pay-settings.ts';
import type { PaymentTerms } from './payment-terms.ts';

/** The state of a session. Clear digits are only here, and are gone once `phase` is `ended`. */
export interface PaymentState {
  readonly terms: PaymentTerms;
  /** `capturing` exactly while `typing` is set; `confirming` while the caller has to press 1 or 2. */
  readonly phase: 'open' | 'capturing' | 'confirming' | 'submitting' | 'ended';
  /** Where callbacks go: the URL of the newest request. */
  readonly statusCallback: string;
  /** Accepted digits. */
  readonly entered: Readonly<Partial<Record<Field, string>>>;
  /** Fields whose second entry matched. */
  readonly matched: readonly Field[];
  readonly cardType: CardBrand | undefined;
  readonly typing: { readonly capture: Capture; readonly digits: string } | undefined;
  /** A field ended without `#`, so a following `#` belongs to it and must not end the next field. */
  readonly ignoreHash: boolean;
}

export type PaymentEvent =
  | { readonly type: 'start'; readonly problem?: StartProblem }
  | { readonly type: 'capture'; readonly capture: Capture; readonly statusCallback: string }
  | { readonly type: 'complete' | 'cancel'; readonly statusCallback: string }
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'timer' | 'hangup' }
  | { readonly type: 'connector-response'; readonly outcome: ConnectorOutcome };

/** Why a session ends before it starts (setting `parameterErrors`). */
export interface StartProblem {
  readonly code: number;
  readonly message: string;
  readonly errorType?: 'session-in-progress' | 'invalid-bank-account-type';
}

/** Effects to perform. None carries more than the last four digits of a card. */
export type PaymentEffect =
  | {
      readonly type: 'callback';
      readonly url: string;
      readonly partial: boolean;
      readonly parameters: Readonly<Record<string, string>>;
    }
  /** Sets the one timer of the session, or stops it. */
  | { readonly type: 'timer'; readonly seconds: number | undefined }
  /** Sends the connector request built from the state. */
  | { readonly type: 'submit' };

export interface PaymentContext {
  readonly now: Date;
  readonly settings: PaySettings & ConnectorSettings;
  readonly connectorMode: ConnectorConfig['mode'];
}

export interface PaymentStep {
  readonly state: PaymentState;
  readonly effects: readonly PaymentEffect[];
  /** What an entry came to that ended with this step. */
  readonly entry?: { readonly capture: Capture; readonly progress: 'accepted' | CaptureError };
  /** What the session ended with. */
  readonly result?: Readonly<Record<string, string>>;
}

/** A new session. */
export function newPayment(terms: PaymentTerms, statusCallback: string): PaymentState {
  return {
    terms,
    phase: 'open',
    statusCallback,
    entered: {},
    matched: [],
    cardType: undefined,
    typing: undefined,
    ignoreHash: false,
  };
}

/** The fields this session needs, in the order of `Required`. */
export function neededFields({
  paymentMethod,
  securityCode,
  postalCode,
}: Pick<PaymentTerms, 'paymentMethod' | 'securityCode' | 'postalCode'>): readonly Field[] {
  const isNeeded: Readonly<Record<Field, boolean>> = {
    'payment-card-number': paymentMethod === 'credit-card',
    'expiration-date': paymentMethod === 'credit-card',
    'security-code': paymentMethod === 'credit-card' && securityCode,
    'postal-code': paymentMethod === 'credit-card' && postalCode,
    'bank-routing-number': paymentMethod === 'ach-debit',
    'bank-account-number': paymentMethod === 'ach-debit',
  };
  return FIELDS.filter((field) => isNeeded[field]);
}

/** Everything still missing before `complete` is allowed, second entries included. */
export function missingCaptures({ terms, entered, matched }: PaymentState): readonly Capture[] {
  return neededFields(terms).flatMap((field) => {
    const isMatched = !terms.requireMatching.includes(field) || matched.includes(field);
    return [...(entered[field] === undefined ? [field] : []), ...(isMatched ? [] : [matcher(field)])];
  });
}
