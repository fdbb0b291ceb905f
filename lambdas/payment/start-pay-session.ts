import { createHash } from 'node:crypto';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { describeFailure } from '#lambdas/platform/log.ts';
import { assertMayStart } from '#lambdas/session/limits.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
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
    const { calls, documents, payments, settings, trail } = services;
    const start = readStart(body);
    const call = await findOwnCall(services, start.callSid, caller);
    const { callSid } = call;

    const repeated = await findOpenSession(services, call, start, caller.username);
    if (repeated) return { status: 201, json: repeated };

    await assertNothingUnknown(services, call, start, start.acknowledgeUnknown);

    const intent = await claimIntent(services, call, start, caller.username);
    let paySid: string;
    try {
      paySid = await payments.start(
        callSid,
        `${callSid}-start-${intent.number}`,
        twilioParametersOf(start, settings.payConnectorName),
      );
    } catch (error) {
      const refused = error instanceof AppError && error.code === 'TWILIO_REFUSED';
      if (refused) await calls.settle(callSid, intent.number, 'refused');
      throw error;
    }

    await beginTrail(services, callSid, paySid);
    // The first callback may have been faster and recorded the start from the intent.
    const { events } = await trail.append(paySid, (known) =>
      known.some((event) => event.type === 'started')
        ? undefined
        : { type: 'started', facts: intent.facts, by: caller.username, requestId },
    );
    const [{ session }] = await Promise.all([
      keepSession(services, events, log),
      calls.settle(callSid, intent.number, { paySid }),
    ]);
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

/** The session the same request led to, when nothing has happened in it yet. */
async function findOpenSession(
  { trail }: Pick<Services, 'trail'>,
  { intent }: CallRecord,
  start: CheckedStart,
  agent: string,
): Promise<PaySession | undefined> {
  if (!intent?.paySid) return undefined;
  const events = await trail.read(intent.paySid);
  if (events.length === 0) return undefined;
  const { session } = reduceSession(events);
  if (isOver(session.state)) return undefined;
  if (intent.fingerprint === fingerprintOf(start, agent) && session.state === 'started') return session;
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
 * @throws {@link AppError} `SESSION_OPEN`
 */
async function claimIntent(
  { calls, clock }: Pick<Services, 'calls' | 'clock'>,
  { callSid, intent }: CallRecord,
  start: CheckedStart,
  agent: string,
): Promise<StartIntent> {
  const fingerprint = fingerprintOf(start, agent);
  const isOpen = intent && !intent.paySid && !intent.refused;
  if (isOpen && intent.fingerprint === fingerprint) return intent;
  const now = clock.now();
  if (isOpen && now.getTime() - Date.parse(intent.at) < INTENT_LIVES_MS) throw new AppError('SESSION_OPEN');

  const previous = intent?.number ?? 0;
  assertMayStart(previous);
  const facts = factsOf(start, { callSid, agent });
  const claimed = { number: previous + 1, fingerprint, facts, at: now.toISOString() };
  if (await calls.claim(callSid, previous, claimed)) return claimed;

  const winner = (await calls.find(callSid))?.intent;
  if (winner?.fingerprint === fingerprint) return winner;
  throw new AppError('SESSION_OPEN');
}

/** Of what one agent asked: a request of another is never the same. */
function fingerprintOf(start: CheckedStart, agent: string): string {
  return createHash('sha256')
    .update(canonicalJson({ ...start, agent }))
    .digest('hex');
}
