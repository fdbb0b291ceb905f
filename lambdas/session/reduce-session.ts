import type { Capture, PaySession, SessionError, SessionState } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { guidanceFor } from '#lambdas/contract/guidance.ts';
import { DEFAULT_CURRENCY, fromMinorUnits, toMinorUnits } from '#lambdas/contract/money.ts';
import { ALLOWED_IN, isOver } from '#lambdas/contract/session-actions.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { refusalOf } from './callback.ts';
import { type OrderedCallback, orderCallbacks } from './callback-order.ts';
import { documentOf, typingDocumentOf } from './document-name.ts';
import { isDeclined, isDoubtfulSuccess } from './processor-words.ts';
import { type RecordedEnd, settle } from './resolution.ts';
import { type CaptureProgress, readCaptures } from './session-captures.ts';
import { isTooNew, type RecordedEvent, type StartFacts } from './trail-event.ts';
import { withoutNewest } from './with-next.ts';

/** A session's state, and what only lists tell of it. */
export interface ReducedSession {
  readonly session: PaySession;
  /** Entries refused so far. */
  readonly misses: number;
}

/** Twilio's "no such payment": on a session of ours it means that Twilio has closed it. */
export const CLOSED_AT_TWILIO = '20404';

/**
 * A session's state from its recorded events: a pure fold. The order in which callbacks were recorded and how often
 * make no difference; the desk's own actions keep the order they were recorded in. One list is folded once, however
 * often its state is asked for.
 *
 * @throws Error when the trail is empty
 * @throws AppError `TRAIL_TOO_NEW` when a newer version recorded some of it: half understood, it would be another payment
 */
export function reduceSession(recorded: readonly RecordedEvent[]): ReducedSession {
  const known = folded.get(recorded);
  if (known) return known;
  const reduced = fold(recorded);
  folded.set(recorded, reduced);
  return reduced;
}

/** The state before the newest event, folded once as well; undefined when there was none. */
export function reduceBefore(recorded: readonly RecordedEvent[]): ReducedSession | undefined {
  return recorded.length <= 1 ? undefined : reduceSession(withoutNewest(recorded));
}

const folded = new WeakMap<readonly RecordedEvent[], ReducedSession>();

function fold(recorded: readonly RecordedEvent[]): ReducedSession {
  const events = [...recorded].sort((a, b) => a.sequence - b.sequence);
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last) throw new Error('Failed to reduce a session: it has no events. Check its paySid.');

  if (isTooNew(events)) throw new AppError('TRAIL_TOO_NEW');

  const callbacks = orderCallbacks(events);
  const facts = readFacts(events, callbacks);
  const paymentMethod = facts.paymentMethod ?? 'credit-card';
  const progress = readCaptures(events, callbacks, facts, paymentMethod);
  const charge = readCharge(facts);
  const ends = readEnds(events, callbacks, charge);
  const end = findEnd(callbacks, ends);
  const state = readState(events, callbacks, progress, end);
  const { tokenType } = facts;
  const { confirmationCode, paymentToken } = end ?? {};
  const settled = settle(
    { state, ...definedOnly({ ...charge, tokenType, confirmationCode, paymentToken }) },
    { submitted: isSubmitted(events), ends },
    events,
  );
  const error = readError(events, callbacks, progress, { state, ...settled }, end);
  const cardType = callbacks.findLast((callback) => callback.cardType)?.cardType;

  const session: PaySession = {
    paySid: first.paySid,
    callSid: facts.callSid,
    agent: facts.agent,
    state,
    paymentMethod,
    ...definedOnly({
      ...charge,
      tokenType,
      bankAccountType: facts.bankAccountType,
      description: facts.description,
      reference: facts.reference,
      customer: facts.customer,
      assistPayId: facts.assistPayId,
      client: facts.grant?.client,
      grant: facts.grant?.id,
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
      confirmationCode,
      paymentToken,
      profileId: end?.profileId,
      processor: end?.connector,
      withheld: end?.withheld,
      cancellation: state === 'cancelled' ? readCancellation(events, facts.agent) : undefined,
    }),
    ...settled,
    ...definedOnly({ outcomeTimes: isOver(state) ? undefined : progress.outcomeTimes }),
    allowed: ALLOWED_IN[state],
    version: last.sequence,
    document: documentOf(first.paySid),
    typing: typingDocumentOf(first.paySid),
    startedAt: first.at,
    ...definedOnly({ endedAt: isOver(state) ? (end?.at ?? events.find(isClosing)?.at) : undefined }),
    updatedAt: last.at,
  };
  const misses = callbacks.filter(({ errorType }) => errorType).length;
  return { session, misses };
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

/** Every end that Twilio reported, oldest first, and what speaks for or against it. */
function readEnds(
  events: readonly RecordedEvent[],
  callbacks: readonly OrderedCallback[],
  { chargeAmount, currency }: Pick<StartFacts, 'chargeAmount' | 'currency'>,
): readonly RecordedEnd[] {
  const started = events.find((event) => event.type === 'started');
  const asked = started ? (started.facts.chargeAmount ?? '0') : chargeAmount;
  return callbacks
    .filter(({ result }) => result)
    .map((reported) => ({
      sequence: reported.sequence,
      at: reported.at,
      result: reported.result,
      code: reported.payErrorCode,
      declined: isDeclined(reported),
      doubtful: isDoubtfulSuccess(reported, asked, currency),
    }));
}

/** The callback that ended the session. Money taken for certain outranks everything, then any success, then the first. */
function findEnd(
  callbacks: readonly OrderedCallback[],
  ends: readonly RecordedEnd[],
): OrderedCallback | undefined {
  const successes = ends.filter(({ result }) => result === 'success');
  const counts = successes.find(({ doubtful }) => !doubtful) ?? successes[0] ?? ends[0];
  return callbacks.find(({ sequence }) => sequence === counts?.sequence);
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
  if (submitted) return events.some(isAbandoned) ? 'unknown' : 'submitting';
  if (events.some(isClosing)) return 'cancelled';
  if (progress.waitingFor) return 'capturing';
  if (progress.required.length === 0) return 'ready';
  return callbacks.some((callback) => callback.capture) ? 'capturing' : 'started';
}

function readError(
  events: readonly RecordedEvent[],
  callbacks: readonly OrderedCallback[],
  progress: CaptureProgress,
  { state, outcome, resolution }: Pick<PaySession, 'state' | 'outcome' | 'resolution'>,
  end: OrderedCallback | undefined,
): SessionError | undefined {
  // Whatever code Twilio sent with it, a result that nobody knows is no refusal.
  if (outcome === 'unknown') return describe('result-unknown');
  if (state === 'failed' && end && !resolution) {
    const code = end.payErrorCode ?? end.result ?? '';
    return isDeclined(end) ? { code, guidance: guidanceFor(code, true), declined: true } : describe(code);
  }
  if (isOver(state) || state === 'submitting') return undefined;

  const action = events.findLast((event) => event.by !== 'twilio');
  if (action?.type === 'captureRefused') return describe(action.code, action.capture);
  if (action?.type === 'completeRefused' || action?.type === 'cancelRefused') return describe(action.code);
  if (progress.waitingFor) return undefined;

  const newest = callbacks.findLast((callback) => callback.capture || callback.errorType);
  const refusal = newest && refusalOf(newest);
  return refusal ? describe(refusal, newest.capture) : undefined;
}

function describe(code: string, field?: Capture): SessionError {
  return { code, ...(field ? { field } : {}), guidance: guidanceFor(code) };
}

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

/** An event after which a session that was not submitted is over without a result from Twilio. */
function isClosing(event: RecordedEvent): boolean {
  return isAbandoned(event) || event.type === 'cancelAccepted' || isClosedAtTwilio(event);
}

function isAbandoned({ type }: RecordedEvent): boolean {
  return type === 'abandoned';
}

function isClosedAtTwilio(event: RecordedEvent): boolean {
  return event.type === 'cancelRefused' && event.code === CLOSED_AT_TWILIO;
}
