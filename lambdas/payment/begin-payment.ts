import { createHash } from 'node:crypto';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import { assertMayStart } from '#lambdas/session/limits.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { CallRecord, StartIntent } from '#lambdas/stores/call-records.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { beginTrail } from './begin-trail.ts';
import { assistPayIdOf, toldOf } from './business-ids.ts';
import { keepSession } from './publish-session.ts';
import { type CheckedStart, factsOf, twilioParametersOf } from './start-request.ts';
import { publishTrail } from './tell-others.ts';
import { assertNothingUnknown } from './unknown-results.ts';

export type BeginNeeds = Pick<
  Services,
  | 'bus'
  | 'calls'
  | 'clock'
  | 'documents'
  | 'idRules'
  | 'open'
  | 'outbox'
  | 'payments'
  | 'processorParameters'
  | 'references'
  | 'sessions'
  | 'settings'
  | 'trail'
>;

/** A call that is claimed for one start. */
export interface Claim {
  readonly callSid: string;
  readonly intent: StartIntent;
}

/** What a start is asked with, and by whom. */
export interface Begun {
  readonly start: CheckedStart;
  readonly caller: Caller;
  readonly requestId: string;
  readonly log: Log;
}

/** Has Twilio open the session of a claim, records its start and shows it. Whatever Twilio refuses is a start no longer. */
export async function beginPayment(
  services: BeginNeeds,
  { callSid, intent }: Claim,
  { start, caller, requestId, log }: Begun,
): Promise<PaySession> {
  const { calls, documents, payments, settings } = services;
  const told = toldOf(intent.facts, services.processorParameters);
  let paySid: string;
  try {
    paySid = await payments.start(
      callSid,
      `${callSid}-start-${intent.number}`,
      twilioParametersOf(start, settings.payConnectorName, told),
    );
  } catch (error) {
    const refused = error instanceof AppError && error.code === 'TWILIO_REFUSED';
    if (refused) await calls.refused(callSid, intent.number);
    throw error;
  }

  const draft = { type: 'started', facts: intent.facts, by: caller.username, requestId } as const;
  const { events } = await beginTrail(services, paySid, {
    draft,
    intent: intent.number,
    // The first callback may have been faster and recorded the start from the intent.
    otherwise: (known) => (known.some(({ type }) => type === 'started') ? undefined : draft),
  });
  const { session } = reduceSession(events);
  // A callback was faster, and what it listed does not know the start.
  if (events.length > 1) await keepSession(services, events, log);
  const notDone = (what: string) => (failure: unknown) =>
    log.warn(what, { paySid, ...describeFailure(failure) });
  await Promise.all([
    documents.open(session).catch(notDone('document not opened')),
    // It goes again with the end.
    publishTrail(services, events).catch(notDone('start not told')),
  ]);
  log.info('session started', { callSid, paySid, agent: caller.username });
  return session;
}

/**
 * Claims a call for a start, unless something speaks against it; or returns the session to which the same request led
 * before.
 *
 * @throws {@link AppError} `SESSION_OPEN`, `UNKNOWN_RESULT`, `TOO_OFTEN`
 */
export async function claimCall(
  services: Pick<Services, 'calls' | 'clock' | 'references' | 'trail'>,
  call: CallRecord,
  start: CheckedStart,
  caller: Caller,
): Promise<Claim | { readonly repeated: PaySession }> {
  const recorded = call.intent?.paySid ? await services.trail.read(call.intent.paySid) : [];
  const repeated = findOpenSession(call, recorded, start, caller);
  if (repeated) return { repeated };
  await assertNothingUnknown(services, call, start, start.acknowledgeUnknown, caller.grant?.client);
  const intent = await claimIntent(services, call, recorded.length > 0, start, caller);
  return { callSid: call.callSid, intent };
}

/** The session the same request led to, when nothing has happened in it yet. */
function findOpenSession(
  { intent }: CallRecord,
  events: readonly RecordedEvent[],
  start: CheckedStart,
  caller: Caller,
): PaySession | undefined {
  if (events.length === 0) return undefined;
  const { session } = reduceSession(events);
  if (isOver(session.state)) return undefined;
  const isSame = intent?.fingerprint === fingerprintOf(start, caller.username);
  if (isSame && session.state === 'started') return session;
  throw new AppError('SESSION_OPEN');
}

/**
 * Longer than any request lives, the gateway's and the function's time included: no request still works on an older
 * intent.
 */
const INTENT_LIVES_MS = 2 * 60_000;

/**
 * Claims the call for one start. Only the same request can resume an open intent, and nothing replaces it: of two
 * starts with different amounts one wins, and its own retry still finds its intent.
 *
 * @param isRecorded whether the intent led to a session whose trail has begun
 * @throws {@link AppError} `SESSION_OPEN`
 */
async function claimIntent(
  { calls, clock }: Pick<Services, 'calls' | 'clock'>,
  { callSid, intent }: CallRecord,
  isRecorded: boolean,
  start: CheckedStart,
  caller: Caller,
): Promise<StartIntent> {
  const fingerprint = fingerprintOf(start, caller.username);
  const isOpen = intent && !isRecorded && !intent.refused;
  if (isOpen && intent.fingerprint === fingerprint) return intent;
  const now = clock.now();
  if (isOpen && now.getTime() - Date.parse(intent.at) < INTENT_LIVES_MS) throw new AppError('SESSION_OPEN');

  const previous = intent?.number ?? 0;
  assertMayStart(previous);
  const claimed = intentOf(start, callSid, caller, previous + 1, now);
  if (await calls.claim(callSid, previous, claimed)) return claimed;

  const winner = (await calls.find(callSid))?.intent;
  if (winner?.fingerprint === fingerprint) return winner;
  throw new AppError('SESSION_OPEN');
}

/** What is written before Twilio is told. A panel's names its grant, and what its amount is reserved as. */
export function intentOf(
  start: CheckedStart,
  callSid: string,
  { username, grant }: Caller,
  number: number,
  now: Date,
): StartIntent {
  const facts = {
    ...factsOf(start, { callSid, agent: username, assistPayId: assistPayIdOf(callSid, number) }),
    ...(grant ? { grant: { id: grant.id, client: grant.client, reservation: `${callSid}-${number}` } } : {}),
  };
  return { number, fingerprint: fingerprintOf(start, username), facts, at: now.toISOString() };
}

/** Of what one agent asked: a request of another is never the same. */
function fingerprintOf(start: CheckedStart, agent: string): string {
  return createHash('sha256')
    .update(canonicalJson({ ...start, agent }))
    .digest('hex');
}
