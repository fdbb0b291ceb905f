import { createHash } from 'node:crypto';
import { isSameAmount } from '#lambdas/contract/money.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { Log } from '#lambdas/platform/log.ts';
import {
  type CallbackContent,
  type ReadParameter,
  readCallback,
  readTime,
} from '#lambdas/session/callback.ts';
import { type ReducedSession, reduceBefore, reduceSession } from '#lambdas/session/reduce-session.ts';
import type { KeptReferences, PayerNumbers } from '#lambdas/session/references.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import { isTooNew, type RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { AppendOutcome, Decide } from '#lambdas/stores/audit-trail.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { beginTrail } from './begin-trail.ts';
import { isCutShort } from './cut-short.ts';

type Needs = Pick<Services, 'calls' | 'clock' | 'documents' | 'open' | 'sessions' | 'trail'>;

/**
 * Twilio reports a start while its request is still recording it. Nobody waits for that report, and to hold it back this
 * long costs less than to have both record the start.
 */
const START_MS = 50;

/**
 * Puts a callback into the trail unless it is there already, by its idempotency token or, because the token is not
 * signed and may differ on a replay, by its content. A session that was not started here is recorded too. What is kept
 * of a processor's references depends on what the trail knows about the card by then.
 */
export async function recordCallback(
  services: Needs,
  paySid: string,
  read: ReadParameter,
  idempotencyToken: string | undefined,
  log: Log,
): Promise<AppendOutcome> {
  const { clock, open, trail } = services;
  const token = idempotencyToken && createHash('sha256').update(idempotencyToken).digest('hex');
  if (!read('Capture') && !read('Result')) await clock.sleep(START_MS);
  let known = await trail.read(paySid);
  if (known.length === 0) known = await openTrail(services, paySid, readCallback(read));
  const incomplete = (await isCutShort(services, { paySid, read, events: known }, log))
    ? { incomplete: true }
    : {};
  const decide: Decide = (events) =>
    events.some((_, index) => isSame(events, index, read, token))
      ? undefined
      : {
          type: 'callback',
          callback: { ...readCallback(read, numbersIn(events)), ...incomplete },
          ...(token ? { token } : {}),
          by: 'twilio',
        };
  // The sweep no longer looks after a session that is over: a crash after this event must not stay unseen.
  // What a newer version has recorded may be over as well. The callback is recorded in any case: it does not come again.
  const wasOver = isTooNew(known) || isSessionOver(reduceSession(known));
  if (wasOver && decide(known)) await open.mark(paySid);
  const outcome = await trail.append(paySid, decide, known);
  // It ended between the reading and the append.
  const endedSince = () => isTooNew(outcome.events) || isSessionOver(reduceBefore(outcome.events));
  if (!wasOver && outcome.contended && outcome.recorded && endedSince()) await open.mark(paySid);
  return outcome;
}

function isSessionOver(reduced: ReducedSession | undefined): boolean {
  return reduced !== undefined && isOver(reduced.session.state);
}

/**
 * Begins the trail of a session whose start has not been recorded: from the intent on the call record when the
 * callback fits it (our response is on its way, or was lost), else with what the call record knows.
 */
async function openTrail(
  services: Needs,
  paySid: string,
  callback: CallbackContent,
): Promise<readonly RecordedEvent[]> {
  const callSid = callback.callSid ?? '';
  const call = callSid ? await services.calls.find(callSid) : undefined;
  const intent = call?.intent;
  const fits =
    intent &&
    !intent.refused &&
    (intent.paySid ?? paySid) === paySid &&
    isSameAmount(intent.facts.chargeAmount ?? '0', callback.chargeAmount ?? '0', intent.facts.currency);

  const { events } = await beginTrail(
    services,
    paySid,
    fits
      ? { draft: { type: 'started', facts: intent.facts, by: intent.facts.agent }, intent: intent.number }
      : { draft: { type: 'adopted', facts: { callSid, agent: call?.agent ?? '' }, by: 'system' } },
  );
  return events;
}

/** Compared as it would have been kept at that point: later the card may be known, and the digits before it are gone. */
function isSame(
  events: readonly RecordedEvent[],
  index: number,
  read: ReadParameter,
  token: string | undefined,
): boolean {
  const event = events[index];
  if (event?.type !== 'callback') return false;
  if (token && event.token === token) return true;
  // Cheaper than to mask every number again.
  if (event.callback.time !== readTime(read)) return false;
  const asKept = readCallback(read, numbersIn(events.slice(0, index)));
  return canonicalJson({ ...event.callback, incomplete: undefined }) === canonicalJson(asKept);
}

/** What is known about the numbers the caller keyed in, and kept of the processor's references. */
export function numbersIn(events: readonly RecordedEvent[]): readonly (PayerNumbers & KeptReferences)[] {
  return events.flatMap((event): readonly (PayerNumbers & KeptReferences)[] =>
    event.type === 'callback' ? [event.callback] : event.type === 'started' ? [event.facts] : [],
  );
}
