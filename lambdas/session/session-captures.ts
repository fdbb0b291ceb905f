import type { Capture, Field, PaymentMethod } from '#lambdas/contract/desk-api.ts';
import { FIELDS, FIELDS_OF, fieldOf } from '#lambdas/contract/fields.ts';
import { EXPIRY_MASK, POSTAL_CODE_MASK, SECURITY_CODE_MASK } from '#lambdas/masking/mask.ts';
import type { OrderedCallback } from './callback-order.ts';
import type { RecordedEvent, StartFacts } from './trail-event.ts';

export interface CaptureProgress {
  readonly required: readonly Capture[];
  readonly captured: Readonly<Partial<Record<Capture, string>>>;
  /** The field asked for last, while its outcome is not known. */
  readonly waitingFor?: Capture;
  /** Per field, Twilio's time of its last outcome: incoming digits that are not newer are stale. */
  readonly outcomeTimes: Readonly<Partial<Record<Capture, string>>>;
}

interface CaptureRequest {
  readonly capture: Capture;
  readonly sequence: number;
  readonly answered: boolean;
}

/** What the caller has keyed in and what is missing. `callbacks` are oldest first. */
export function readCaptures(
  events: readonly RecordedEvent[],
  callbacks: readonly OrderedCallback[],
  facts: StartFacts,
  method: PaymentMethod,
): CaptureProgress {
  const requests = readRequests(events, callbacks);
  const last = requests.at(-1);
  const reported = callbacks.findLast((callback) => callback.required)?.required;
  const required = new Set<Capture>(reported ?? facts.expects ?? FIELDS_OF[method]);

  // A field asked for again is missing again, until its outcome or a later one shows what Twilio holds.
  const lastAnswered = requests.findLast((request) => request.answered)?.sequence ?? 0;
  for (const request of requests) {
    if (!request.answered && request.sequence > lastAnswered && !isMatcher(request.capture)) {
      required.add(request.capture);
    }
  }
  for (const field of facts.matching ?? []) {
    if (!required.has(field) && !isMatched(field, callbacks)) required.add(`${field}-matcher` as Capture);
  }

  return {
    required: [...required],
    captured: readCaptured(callbacks, required, facts.matching ?? []),
    ...(last && !last.answered ? { waitingFor: last.capture } : {}),
    outcomeTimes: Object.fromEntries(
      callbacks.flatMap(({ capture, at }) => (capture ? [[capture, at] as const] : [])),
    ),
  };
}

/**
 * A callback answers a request when it is about the same field, was recorded after it (the request is recorded before
 * Twilio is told) and is not older than everything known by then. Times of two clocks are never compared.
 */
function readRequests(
  events: readonly RecordedEvent[],
  callbacks: readonly OrderedCallback[],
): readonly CaptureRequest[] {
  const refused = new Set(events.map((event) => (event.type === 'captureRefused' ? event.request : 0)));
  return events.flatMap((event) => {
    if (event.type !== 'captureRequested' || refused.has(event.sequence)) return [];
    const { capture, sequence } = event;
    const known = callbacks.findLast((callback) => callback.sequence < sequence)?.at ?? '';
    const answered = callbacks.some(
      (callback) => callback.capture === capture && callback.sequence > sequence && callback.at >= known,
    );
    return [{ capture, sequence, answered }];
  });
}

function readCaptured(
  callbacks: readonly OrderedCallback[],
  required: ReadonlySet<Capture>,
  matching: readonly Field[],
): Partial<Record<Capture, string>> {
  const captured: Partial<Record<Capture, string>> = {};
  for (const field of FIELDS) {
    if (required.has(field)) continue;
    const accepted = callbacks.findLast((callback) => showsAccepted(callback, field));
    if (!accepted) continue;
    captured[field] = shownAs(field, accepted);
    const isRepeated = matching.includes(field) && isMatched(field, callbacks);
    if (isRepeated) captured[`${field}-matcher` as Capture] = shownAs(field, accepted);
  }
  return captured;
}

/** A callback repeats earlier fields; its value for a field it refused, or still lists as missing, is not accepted. */
function showsAccepted(callback: OrderedCallback, field: Field): boolean {
  if (callback.required?.includes(field)) return false;
  if (callback.capture === field) return !callback.errorType;
  return callback.given.includes(field);
}

function shownAs(field: Field, callback: OrderedCallback): string {
  switch (field) {
    case 'payment-card-number':
      return callback.cardNumber ?? 'xxxx';
    case 'bank-routing-number':
      return callback.routingNumber ?? 'xxxx';
    case 'bank-account-number':
      return callback.accountNumber ?? 'xxxx';
    case 'expiration-date':
      return EXPIRY_MASK;
    case 'postal-code':
      return POSTAL_CODE_MASK;
    case 'security-code':
      return SECURITY_CODE_MASK;
  }
}

/** True when the second entry was accepted after the first one last was. */
function isMatched(field: Field, callbacks: readonly OrderedCallback[]): boolean {
  const latest = callbacks.findLast((callback) => callback.capture && fieldOf(callback.capture) === field);
  return latest !== undefined && latest.capture !== field && !latest.errorType;
}

function isMatcher(capture: Capture): boolean {
  return capture !== fieldOf(capture);
}
