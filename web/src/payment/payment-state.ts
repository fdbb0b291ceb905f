import type { ReadonlySignal } from '@preact/signals';
import type { Capture, PaySession, StartRequest } from '#lambdas/contract/desk-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import type { LiveState } from './follow-session.ts';

export type PaymentAction = 'start' | 'ask' | 'take' | 'cancel';

/** Something the agent asked for that did not work, or is not known to have worked. */
export interface Problem {
  readonly action: PaymentAction;
  readonly error: ApiError;
}

export type Transition = (next: PaySession, previous: PaySession | undefined) => void;

/** The payment on the screen: one session at a time, and the finished ones of the same call. */
export interface Payment {
  readonly session: ReadonlySignal<PaySession | undefined>;
  /** Finished payments of this call, oldest first. */
  readonly history: ReadonlySignal<readonly PaySession[]>;
  /** The agent's request under way; while it is set every other request is refused. */
  readonly pending: ReadonlySignal<PaymentAction | undefined>;
  readonly problem: ReadonlySignal<Problem | undefined>;
  /** SID of the session that Twilio agreed to cancel although it had been submitted: its result is open. */
  readonly cancelAsked: ReadonlySignal<string | undefined>;
  readonly live: ReadonlySignal<LiveState | undefined>;
  /** When the field now asked for was asked, or the payment submitted; milliseconds since the epoch. */
  readonly since: ReadonlySignal<number | undefined>;
  /** When the newest key of the field now asked for arrived; milliseconds since the epoch. */
  readonly lastKeyAt: ReadonlySignal<number | undefined>;
  /** What the agent asked to start last, to offer it again after a failure. */
  readonly requested: ReadonlySignal<StartRequest | undefined>;
  /** Times each field went wrong in this session. */
  readonly misses: ReadonlySignal<Readonly<Partial<Record<Capture, number>>>>;
  start(request: StartRequest): Promise<void>;
  ask(capture: Capture): Promise<void>;
  take(): Promise<void>;
  cancel(): Promise<void>;
  /** Reads the session now, whatever the live updates say. */
  check(): Promise<void>;
  /** Puts the finished session into the history and shows the form again, with the same amount where that is kept. */
  next(options?: { readonly keepAmount: boolean }): void;
  /** Shows what the service knows of a call, or of this agent's open payment when no call is named. */
  resume(callSid: string | undefined, agent: string): Promise<void>;
  /** Forgets everything: another call begins. */
  clear(): void;
  /** Hears of every newer state. Answers a function that stops. */
  onTransition(listener: Transition): () => void;
}
