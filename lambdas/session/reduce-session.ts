import type { Capture, PaySession, SessionError, SessionState } from '#lambdas/contract/desk-api.ts';
import { guidanceFor } from '#lambdas/contract/guidance.ts';
import { DEFAULT_CURRENCY, fromMinorUnits, toMinorUnits } from '#lambdas/contract/money.ts';
import { ALLOWED_IN } from '#lambdas/contract/session-actions.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { type OrderedCallback, orderCallbacks } from './callback-order.ts';
import { documentOf } from './document-name.ts';
import { outcomeOf } from './money-outcome.ts';
import { type CaptureProgress, readCaptures } from './session-captures.ts';
import type { RecordedEvent, StartFacts } from './trail-event.ts';

/** A session's state, and what partial digits are judged by. */
export interface ReducedSession {
  readonly session: PaySession;
  readonly outcomes: CaptureProgress['outcomes'];
  /** Entries refused so far. */
  readonly misses: number;
}

/** Twilio's "the payment gateway rejected the card". */
const CARD_REFUSED = '64012';

/** Twilio's "no such payment": on a session of ours it means that Twilio has closed it. */
export const CLOSED_AT_TWILIO = '20404';

/**
 * A session's state from its recorded events: a pure fold. The order in which callbacks were recorded and how often
 * make no difference; the desk's own actions keep the order they were recorded in.
 *
 * @throws Error when the trail is empty
 */
export function reduceSession(recorded: readonly RecordedEvent[]): ReducedSession {
  const events = [...recorded].sort((a, b) => a.sequence - b.sequence);
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last) throw new Error('Failed to reduce a session: it has no events. Check its paySid.');

  const callbacks = orderCallbacks(events);
  const facts = readFacts(events, callbacks);
  const paymentMethod = facts.paymentMethod ?? 'credit-card';
  const progress = readCaptures(events, callbacks, facts, paymentMethod);
  const end = findEnd(callbacks);
  const state = readState(events, callbacks, progress, end);
  const error = readError(events, callbacks, progress, state, end);
  const cardType = callbacks.findLast((callback) => callback.cardType)?.cardType;

  const session: PaySession = {
    paySid: first.paySid,
    callSid: facts.callSid,
    agent: facts.agent,
    state,
    paymentMethod,
    ...definedOnly({
      ...readCharge(facts),
      tokenType: facts.tokenType,
      bankAccountType: facts.bankAccountType,
      description: facts.description,
      reference: facts.reference,
      timeout: facts.timeout,
    }),
    required: progress.required,
    captured: progress.captured,
    ...(state === 'capturing' && progress.waitingFor
      ? { capturing: { field: progress.waitingFor, typed: '' } }
      : {}),
    ...definedOnly({
      cardType: progress.captured['payment-card-number'] ? cardType : undefined,
      error,
      result: end?.result,
      confirmationCode: end?.confirmationCode,
      paymentToken: end?.paymentToken,
      profileId: end?.profileId,
      withheld: end?.withheld,
      cancellation: state === 'cancelled' ? readCancellation(events, facts.agent) : undefined,
    }),
    allowed: ALLOWED_IN[state],
    version: last.sequence,
    document: documentOf(first.paySid),
    startedAt: first.at,
    updatedAt: last.at,
  };
  const outcome = outcomeOf(session, {
    submitted: isSubmitted(events),
    ends: callbacks
      .filter(({ result }) => result)
      .map((reported) => ({
        result: reported.result,
        code: reported.payErrorCode,
        declined: isDeclined(reported),
      })),
  });
  const misses = callbacks.filter(({ errorType }) => errorType).length;
  return { session: { ...session, ...definedOnly({ outcome }) }, outcomes: progress.outcomes, misses };
}

/** Our own record of the start where there is one, completed with what Twilio says about it. */
function readFacts(events: readonly RecordedEvent[], callbacks: readonly OrderedCallback[]): StartFacts {
  const told: Partial<StartFacts> = {};
  for (const { callSid, paymentMethod, chargeAmount, tokenType, bankAccountType } of callbacks.toReversed()) {
    Object.assign(told, definedOnly({ callSid, paymentMethod, chargeAmount, tokenType, bankAccountType }));
  }
  const started = events.find((event) => event.type === 'started');
  const adopted = events.find((event) => event.type === 'adopted');
  return { callSid: '', agent: '', ...told, ...adopted?.facts, ...started?.facts };
}

/**
 * What is to be charged, in its canonical form whatever form was recorded. Twilio takes an amount of zero for a save
 * (Twilio docs), so that is not a charge.
 */
export function readCharge({
  chargeAmount,
  currency = DEFAULT_CURRENCY,
}: Pick<StartFacts, 'chargeAmount' | 'currency'>): Pick<StartFacts, 'chargeAmount' | 'currency'> {
  if (chargeAmount === undefined) return {};
  const minor = toMinorUnits(chargeAmount, currency);
  if (minor === 0n) return {};
  return { chargeAmount: minor === undefined ? chargeAmount : fromMinorUnits(minor, currency), currency };
}

/** The callback that ended the session. Money taken outranks everything; otherwise the first end counts. */
function findEnd(callbacks: readonly OrderedCallback[]): OrderedCallback | undefined {
  const ends = callbacks.filter((callback) => callback.result);
  return ends.find((callback) => callback.result === 'success') ?? ends[0];
}

function readState(
  events: readonly RecordedEvent[],
  callbacks: readonly OrderedCallback[],
  progress: CaptureProgress,
  end: OrderedCallback | undefined,
): SessionState {
  if (end?.result === 'success') return 'succeeded';
  if (end?.result === 'transaction-cancelled') return 'cancelled';
  if (end) return 'failed';

  const submitted = isSubmitted(events);
  // That Twilio no longer knows a submitted payment says nothing about its result: only the sweep stops waiting.
  if (submitted) return isAbandoned(events) ? 'unknown' : 'submitting';
  if (isClosedAtTwilio(events) || isAbandoned(events)) return 'cancelled';
  if (events.some((event) => event.type === 'cancelAccepted')) return 'cancelled';
  if (progress.waitingFor) return 'capturing';
  if (progress.required.length === 0) return 'ready';
  return callbacks.some((callback) => callback.capture) ? 'capturing' : 'started';
}

function readError(
  events: readonly RecordedEvent[],
  callbacks: readonly OrderedCallback[],
  progress: CaptureProgress,
  state: SessionState,
  end: OrderedCallback | undefined,
): SessionError | undefined {
  if (state === 'unknown') return describe('result-unknown');
  if (state === 'failed' && end) {
    const code = end.payErrorCode ?? end.result ?? '';
    return isDeclined(end) ? { code, guidance: guidanceFor(code, true), declined: true } : describe(code);
  }
  if (state === 'succeeded' || state === 'cancelled' || state === 'submitting') return undefined;

  const action = events.findLast((event) => event.by !== 'twilio');
  if (action?.type === 'captureRefused') return describe(action.code, action.capture);
  if (action?.type === 'completeRefused' || action?.type === 'cancelRefused') return describe(action.code);
  if (progress.waitingFor) return undefined;

  const newest = callbacks.findLast((callback) => callback.capture || callback.errorType);
  return newest?.errorType ? describe(newest.errorType, newest.capture) : undefined;
}

function describe(code: string, field?: Capture): SessionError {
  return { code, ...(field ? { field } : {}), guidance: guidanceFor(code) };
}

/** The processor returned an error of its own; a lost or malformed response arrives without one (Twilio docs). */
function isDeclined({ connectorError, payErrorCode }: OrderedCallback): boolean {
  if (connectorError === undefined) return payErrorCode === CARD_REFUSED;
  return !DOUBTFUL.test(connectorError);
}

/** Words of a processor that do not say no: the charge may stand, or stands already. */
const DOUBTFUL =
  /duplicate|already|time.?out|timed.?out|pending|processing|in.?progress|unknown|unavailable|network|unreachable/i;

/** Who else had it cancelled. Its agent knows about their own cancellation. */
function readCancellation(events: readonly RecordedEvent[], agent: string): PaySession['cancellation'] {
  const request = events.findLast((event) => event.type === 'cancelRequested');
  if (request?.type !== 'cancelRequested' || request.by === agent) return undefined;
  return { by: request.by, ...definedOnly({ reason: request.reason }) };
}

function isSubmitted(events: readonly RecordedEvent[]): boolean {
  const refused = new Set(events.map((event) => (event.type === 'completeRefused' ? event.request : 0)));
  return events.some((event) => event.type === 'completeRequested' && !refused.has(event.sequence));
}

function isAbandoned(events: readonly RecordedEvent[]): boolean {
  return events.some((event) => event.type === 'abandoned');
}

function isClosedAtTwilio(events: readonly RecordedEvent[]): boolean {
  return events.some((event) => event.type === 'cancelRefused' && event.code === CLOSED_AT_TWILIO);
}
