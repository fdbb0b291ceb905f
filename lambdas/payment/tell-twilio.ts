import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { AppendOutcome, Decide } from '#lambdas/stores/audit-trail.ts';
import type { UpdatePayment } from '#lambdas/twilio/twilio-payments.ts';
import type { Services } from '#lambdas/wiring/services.ts';

export interface TwilioResponse {
  /** Sequence number of the event that announced the request. */
  readonly request: number;
  /** Nothing was announced now: a request announced earlier was sent again. */
  readonly isRepeat: boolean;
  readonly refusal?: Refusal;
}

export interface Refusal {
  readonly error: AppError;
  /** Twilio's code, `earlier-unknown` where we refused, or `refused` where Twilio gave none. */
  readonly code: string;
}

export interface TwilioMessage {
  /** What to record before Twilio is told. The append is the lock: of two requests one gets past it. */
  readonly announce: Decide;
  /** The announcement whose key the request carries, where it is not the event just recorded; undefined to send nothing new. */
  readonly announced?: (events: readonly RecordedEvent[]) => RecordedEvent | undefined;
  readonly send: (payment: UpdatePayment, events: readonly RecordedEvent[]) => Promise<void>;
  /** A Twilio code that is a refusal even where an earlier attempt may have worked. */
  readonly certainCode?: number;
  /** How to record the response; undefined where it is not recorded. */
  readonly answered: (response: TwilioResponse) => Decide | undefined;
}

export interface Told {
  /** The session as it was when Twilio was told. */
  readonly session: PaySession;
  /** The trail with the response, and whether somebody else recorded at the same time. */
  readonly outcome: AppendOutcome;
  /** Absent when nothing was sent. */
  readonly response?: TwilioResponse;
}

/**
 * Records an action, tells Twilio under the key of the recorded event, and records the response. A refusal is
 * returned, for the caller to throw once the screen shows it.
 *
 * @throws {@link AppError} whatever `announce` throws; `TWILIO_UNAVAILABLE` when it is unknown whether the request
 *   took effect; nothing is recorded then
 */
export async function tellTwilio(
  { trail }: Pick<Services, 'trail'>,
  paySid: string,
  { announce, announced, send, certainCode, answered }: TwilioMessage,
): Promise<Told> {
  const outcome = await trail.append(paySid, announce);
  const { events, recorded } = outcome;
  const { session } = reduceSession(events);
  const request = (announced?.(events) ?? recorded)?.sequence;
  if (request === undefined) return { session, outcome };

  const payment = { callSid: session.callSid, paySid, idempotencyKey: `${paySid}-${request}` };
  const refusal = await refusalOf(send(payment, events), certainCode);
  const response = { request, isRepeat: request !== recorded?.sequence, ...(refusal ? { refusal } : {}) };
  const decide = answered(response);
  if (!decide) return { session, outcome, response };
  const after = await trail.append(paySid, decide, events);
  return { session, outcome: { ...after, contended: outcome.contended || after.contended }, response };
}

async function refusalOf(
  request: Promise<void>,
  certainCode: number | undefined,
): Promise<Refusal | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, twilioCode } = error;
    const isCertain = twilioCode !== undefined && twilioCode === certainCode;
    if (code === 'UNKNOWN_RESULT') return { error, code: 'earlier-unknown' };
    if (code !== 'TWILIO_REFUSED' && !isCertain) throw error;
    return { error, code: String(twilioCode ?? 'refused') };
  }
}
