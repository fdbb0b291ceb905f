import { createHash } from 'node:crypto';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { ApiResponse, Caller } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { describeFailure } from '#lambdas/platform/log.ts';
import { assertMayStart } from '#lambdas/session/limits.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { CallRecord, StartIntent } from '#lambdas/stores/call-records.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { beginTrail } from './begin-trail.ts';
import { findOwnCall } from './call-ownership.ts';
import { keepSession } from './publish-session.ts';
import { type CheckedStart, factsOf, readStart, twilioParametersOf } from './start-request.ts';
import { assertNothingUnknown } from './unknown-results.ts';

type Needs = Pick<
  Services,
  | 'calls'
  | 'clock'
  | 'documents'
  | 'open'
  | 'payments'
  | 'references'
  | 'sessions'
  | 'settings'
  | 'trail'
  | 'twilioCalls'
>;

/**
 * `POST /startPaySession`: opens a session on the agent's own call. Repeating the request before anything has happened
 * in it returns the same session, so a retry after a lost response does not open a second one.
 */
export const startPaySession =
  (services: Needs) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const { calls, documents, payments, settings } = services;
    const start = readStart(body);
    const claimed = (await claimFirst(services, start, caller)) ?? (await claimCall(services, start, caller));
    if ('repeated' in claimed) return { status: 201, json: claimed.repeated };
    const { callSid, intent } = claimed;
    let paySid: string;
    try {
      paySid = await payments.start(
        callSid,
        `${callSid}-start-${intent.number}`,
        twilioParametersOf(start, settings.payConnectorName),
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
    try {
      await documents.open(session);
    } catch (failure) {
      log.warn('document not opened', { paySid, ...describeFailure(failure) });
    }
    log.info('session started', { callSid, paySid, agent: caller.username });
    return { status: 201, json: session };
  };

export const handler = forSignedIn('startPaySession', startPaySession, {
  calls: real.calls,
  clock: real.clock,
  documents: real.documents,
  open: real.open,
  payments: real.payments,
  references: real.references,
  sessions: real.sessions,
  settings: real.settings,
  trail: real.trail,
  twilioCalls: real.twilioCalls,
});

interface Claim {
  readonly callSid: string;
  readonly intent: StartIntent;
}

/**
 * The usual start, in one write: the agent's own call, and the first payment on it. A reference may have been charged
 * elsewhere, so that is looked at first.
 */
async function claimFirst(
  { calls, clock }: Needs,
  start: CheckedStart,
  { username }: Caller,
): Promise<Claim | undefined> {
  if (start.reference !== undefined) return undefined;
  const intent = intentOf(start, { callSid: start.callSid, agent: username }, 1, clock.now());
  const call = await calls.claimFirst(start.callSid, username, intent);
  return call && { callSid: call.callSid, intent };
}

/** Any other start: every reason against it is looked at first. */
async function claimCall(
  services: Needs,
  start: CheckedStart,
  caller: Caller,
): Promise<Claim | { readonly repeated: PaySession }> {
  const call = await findOwnCall(services, start.callSid, caller);
  const recorded = call.intent?.paySid ? await services.trail.read(call.intent.paySid) : [];
  const repeated = findOpenSession(call, recorded, start, caller.username);
  if (repeated) return { repeated };
  await assertNothingUnknown(services, call, start, start.acknowledgeUnknown);
  const intent = await claimIntent(services, call, recorded.length > 0, start, caller.username);
  return { callSid: call.callSid, intent };
}

/** The session the same request led to, when nothing has happened in it yet. */
function findOpenSession(
  { intent }: CallRecord,
  events: readonly RecordedEvent[],
  start: CheckedStart,
  agent: string,
): PaySession | undefined {
  if (events.length === 0) return undefined;
  const { session } = reduceSession(events);
  if (isOver(session.state)) return undefined;
  if (intent?.fingerprint === fingerprintOf(start, agent) && session.state === 'started') return session;
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
  agent: string,
): Promise<StartIntent> {
  const fingerprint = fingerprintOf(start, agent);
  const isOpen = intent && !isRecorded && !intent.refused;
  if (isOpen && intent.fingerprint === fingerprint) return intent;
  const now = clock.now();
  if (isOpen && now.getTime() - Date.parse(intent.at) < INTENT_LIVES_MS) throw new AppError('SESSION_OPEN');

  const previous = intent?.number ?? 0;
  assertMayStart(previous);
  const claimed = intentOf(start, { callSid, agent }, previous + 1, now);
  if (await calls.claim(callSid, previous, claimed)) return claimed;

  const winner = (await calls.find(callSid))?.intent;
  if (winner?.fingerprint === fingerprint) return winner;
  throw new AppError('SESSION_OPEN');
}

function intentOf(
  start: CheckedStart,
  owner: { readonly callSid: string; readonly agent: string },
  number: number,
  now: Date,
): StartIntent {
  const facts = factsOf(start, owner);
  return { number, fingerprint: fingerprintOf(start, owner.agent), facts, at: now.toISOString() };
}

/** Of what one agent asked: a request of another is never the same. */
function fingerprintOf(start: CheckedStart, agent: string): string {
  return createHash('sha256')
    .update(canonicalJson({ ...start, agent }))
    .digest('hex');
}
