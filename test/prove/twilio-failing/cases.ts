import type { TwilioFailure, TwilioOperation } from '../stack/twilio-proxy.ts';

/** One failure of one operation, which happens once or until the agent retries. */
export interface FailureCase {
  readonly operation: TwilioOperation;
  readonly failure: TwilioFailure;
  readonly when: 'before' | 'after';
  readonly lasts: 'once' | 'until tried again';
  readonly retryAfterSeconds?: number;
}

const OPERATIONS: readonly TwilioOperation[] = [
  'complete',
  'createPayment',
  'capture',
  'cancel',
  'createDocument',
  'updateDocument',
  'updatePermission',
];

const FAILURES: readonly TwilioFailure[] = [
  'reset',
  'server error',
  'too many requests',
  'half a response',
  'unavailable',
  'a web page',
  'slow',
  'no response',
];

/** Every failure of every operation, before and after it takes effect. Cases that could charge twice come first. */
export function failureCases(): readonly FailureCase[] {
  const cases: FailureCase[] = [];
  for (const lasts of ['once', 'until tried again'] as const) {
    for (const failure of FAILURES) {
      for (const operation of OPERATIONS) {
        // Twilio refuses with 429 before it does anything, and waiting takes effect in either case.
        const whens = failure === 'too many requests' || failure === 'slow' ? (['before'] as const) : WHENS;
        for (const when of whens) {
          const retryAfter =
            failure === 'too many requests' ? { retryAfterSeconds: lasts === 'once' ? 1 : 60 } : {};
          cases.push({ operation, failure, when, lasts, ...retryAfter });
        }
      }
    }
  }
  return cases;
}

const WHENS = ['after', 'before'] as const;

export function nameOf({ operation, failure, when, lasts }: FailureCase): string {
  return `${operation}, ${failure} ${when} it took effect, ${lasts}`;
}
