import { AppError } from '#lambdas/contract/errors.ts';
import type { RecordedEvent, TrailContent } from './trail-event.ts';

type Bounded = Extract<
  TrailContent['type'],
  'captureRequested' | 'completeRequested' | 'completeRepeated' | 'cancelRequested'
>;

interface Limit {
  readonly most: number;
  /** The error message for one request too many. */
  readonly message: string;
}

/**
 * How often people may do a thing on one payment. A payment asks for six fields, twice where they have to match; a
 * caller who needs each of them five times stays below the limit. What Twilio reports is never refused.
 */
const LIMITS: Readonly<Record<Bounded, Limit>> = {
  captureRequested: {
    most: 60,
    message: 'Failed to ask for the field: this payment has asked too often. Cancel it and start again.',
  },
  completeRequested: {
    most: 20,
    message: 'Failed to submit: this payment was refused too often. Cancel it and start again.',
  },
  completeRepeated: {
    most: 20,
    message: 'Failed to submit again: this payment was submitted too often. Wait for its result.',
  },
  cancelRequested: {
    most: 20,
    message:
      'Failed to cancel: you have tried too often. Wait: the payment ends by itself when the call is over.',
  },
};

/** How many payments one call may begin, those Twilio refused included. */
const MOST_STARTS = 50;

/**
 * Refuses what was done often enough. Call it in the decision of an append, so that no race gets past it. Cancels are
 * counted by person: an agent's cannot use up a supervisor's.
 *
 * @throws {@link AppError} `TOO_OFTEN`
 */
export function assertNotTooOften(events: readonly RecordedEvent[], type: Bounded, by: string): void {
  const { most, message } = LIMITS[type];
  if (events.filter((event) => event.type === type && event.by === by).length >= most) {
    throw new AppError('TOO_OFTEN', { message });
  }
}

/**
 * @param begun payments the call has begun so far
 * @throws {@link AppError} `TOO_OFTEN`
 */
export function assertMayStart(begun: number): void {
  if (begun < MOST_STARTS) return;
  const message = 'Failed to start the payment: this call has begun too many. Call the customer back.';
  throw new AppError('TOO_OFTEN', { message });
}
