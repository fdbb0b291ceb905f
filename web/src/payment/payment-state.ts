import type { ReadonlySignal } from '@preact/signals';
import type { Capture, PaymentMethod, PaySession, StartRequest } from '#lambdas/contract/desk-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import type { LiveState } from './follow-session.ts';

export type PaymentAction = 'start' | 'ask' | 'take' | 'cancel';

/** A request of the agent's that failed or may have failed. */
export interface Problem {
  readonly action: PaymentAction;
  readonly error: ApiError;
}

export type Transition = (next: PaySession, previous: PaySession | undefined) => void;

/** The payment on the screen: one session at a time, and the finished ones of the same call. */
export interface Payment {
  /** The session without its digits: those are in `typed`. */
  readonly session: ReadonlySignal<PaySession | undefined>;
  /** Finished payments of this call, oldest first. */
  readonly history: ReadonlySignal<readonly PaySession[]>;
  /** The agent's request under way; until it ends, every other request is ignored. */
  readonly pending: ReadonlySignal<PaymentAction | undefined>;
  readonly problem: ReadonlySignal<Problem | undefined>;
  /** SID of a submitted session whose cancel Twilio accepted: its result is still open. */
  readonly cancelAsked: ReadonlySignal<string | undefined>;
  readonly live: ReadonlySignal<LiveState | undefined>;
  /** When the current field was asked for, or the payment was submitted; milliseconds since the epoch. */
  readonly since: ReadonlySignal<number | undefined>;
  /** When the latest key of the current field arrived; milliseconds since the epoch. */
  readonly lastKeyAt: ReadonlySignal<number | undefined>;
  /** Digits keyed in so far of the field in `capturing`, one after another: nothing else changes with a digit. */
  readonly typed: ReadonlySignal<number>;
  /** True while the caller's keys reach the desk: with none in `typed`, none was pressed. */
  readonly seesKeys: ReadonlySignal<boolean>;
  /** The agent's last start request, to offer it again after a failure. */
  readonly requested: ReadonlySignal<StartRequest | undefined>;
  /** How often each field failed in this session. */
  readonly misses: ReadonlySignal<Readonly<Partial<Record<Capture, number>>>>;
  start(request: StartRequest): Promise<void>;
  ask(capture: Capture): Promise<void>;
  take(): Promise<void>;
  cancel(): Promise<void>;
  /** Reads the session now, regardless of live updates. */
  check(): Promise<void>;
  /**
   * Moves the finished session to the history and shows the form again. With a method it is filled in for another try
   * at the same payment; without one it charges a new amount.
   */
  next(retry?: PaymentMethod): void;
  /** Shows what the service knows about a call, or about this agent's open payment when no call is given. */
  resume(callSid: string | undefined, agent: string): Promise<void>;
  /** Forgets everything: another call begins. */
  clear(): void;
  /** Calls the listener with every newer state. Returns a function that stops it. */
  onTransition(listener: Transition): () => void;
}
