import type {
  BankAccountType,
  Capture,
  Field,
  Finding,
  PaymentMethod,
  TokenType,
} from '#lambdas/contract/desk-api.ts';
import type { CallbackContent } from './callback.ts';

/** A payment that another system asked for. `agent` is then that system's word: "ana via acme". */
export interface GrantFacts {
  /** Public id of the grant. */
  readonly id: string;
  /** Name of the system that asked for it. */
  readonly client: string;
  /** What its amount is reserved as under the ceiling of client and reference. */
  readonly reservation: string;
}

/** What is known about a session from its start. */
export interface StartFacts {
  readonly callSid: string;
  /** The signed-in name of the agent it belongs to; empty when no call record named one. */
  readonly agent: string;
  readonly paymentMethod?: PaymentMethod;
  readonly chargeAmount?: string;
  readonly currency?: string;
  readonly tokenType?: TokenType;
  readonly bankAccountType?: BankAccountType;
  readonly description?: string;
  readonly reference?: string;
  /** The customer's id in the business's own books. */
  readonly customer?: string;
  /** By which the processor can know it. */
  readonly assistPayId?: string;
  /** The grant it was started with, where another system asked for it. */
  readonly grant?: GrantFacts;
  /** The payments with no known result, despite which the agent charged again. */
  readonly acknowledgedUnknown?: readonly string[];
  /** Seconds between two keys, where the request named them. */
  readonly timeout?: number;
  /** Fields the caller must key in. */
  readonly expects?: readonly Field[];
  /** Fields the caller must key in twice. */
  readonly matching?: readonly Field[];
}

/** What happened. A desk's action is recorded before Twilio is called, its refusal after. */
export type TrailContent =
  | { readonly type: 'started'; readonly facts: StartFacts }
  /** A callback came for a session whose start was never recorded. */
  | { readonly type: 'adopted'; readonly facts: StartFacts }
  | { readonly type: 'captureRequested'; readonly capture: Capture }
  | {
      readonly type: 'captureRefused';
      readonly capture: Capture;
      readonly request: number;
      readonly code: string;
    }
  | { readonly type: 'completeRequested' }
  /** The same submission goes to Twilio again: from here on its refusal proves nothing. */
  | { readonly type: 'completeRepeated'; readonly request: number }
  | { readonly type: 'completeRefused'; readonly request: number; readonly code: string }
  | { readonly type: 'cancelRequested'; readonly reason?: string }
  | { readonly type: 'cancelAccepted' }
  | { readonly type: 'cancelRefused'; readonly code: string }
  /** The sweep gave up waiting for Twilio: nothing showed how the session ended. */
  | { readonly type: 'abandoned'; readonly reason: string }
  /** A supervisor's finding about a payment whose result was not known. */
  | {
      readonly type: 'resolved';
      readonly finding: Finding;
      readonly note: string;
      readonly processorReference?: string;
    }
  /** `token` is the hash of Twilio's idempotency token: as a header it is not signed, so it may hold anything. */
  | { readonly type: 'callback'; readonly callback: CallbackContent; readonly token?: string };

export type TrailDraft = TrailContent & {
  /** An agent's or supervisor's name, `twilio` or `system`. */
  readonly by: string;
  readonly requestId?: string;
};

/**
 * The version of the events this code records, and the newest it can fold. Raise it with every change after which an older
 * reader would derive another state, and add a golden trail of the new version (`test/lambdas/session/golden-trails`).
 */
export const SCHEMA = 2;

/** One recorded event, as stored in the table. */
export type RecordedEvent = TrailDraft & {
  /** Version of its shape; absent in those of version 1. */
  readonly schema?: number;
  readonly paySid: string;
  /** 1 for the first; no gaps. */
  readonly sequence: number;
  /** Our own time of recording, ISO 8601. */
  readonly at: string;
  /** SHA-256 over the previous event's hash and this event, in hex. */
  readonly hash: string;
  /** When the trail it belongs to expires, in epoch seconds: the first event says it for all. */
  readonly expiresAtSeconds?: number | undefined;
};

/** True for a trail with an event that only a newer version of this code understands. */
export function isTooNew(events: readonly RecordedEvent[]): boolean {
  return events.some(({ schema = 1 }) => schema > SCHEMA);
}
